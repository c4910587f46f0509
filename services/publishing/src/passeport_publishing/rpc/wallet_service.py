"""WalletService: the holder offers, his wallet takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from passeport.publishing.v1 import wallet_service_pb2 as pb
from passeport.publishing.v1 import wallet_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_publishing.domain.credential_offer import TOKEN_LASTS, CredentialOffer, OfferState
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.rpc.callers import calling_holder
from passeport_publishing.rpc.parse import offer_id, publication_id
from passeport_publishing.usecases.authorize_wallet import AuthorizeWallet, InviteWallet, WalletAsking
from passeport_publishing.usecases.issue_to_wallet import IssueToWallet
from passeport_publishing.usecases.offer_credential import EndCredentialOffer, ListCredentialOffers, OfferCredential
from passeport_publishing.usecases.redeem_authorization import CodeShown, RedeemAuthorization
from passeport_publishing.usecases.redeem_offer import RedeemOffer
from passeport_publishing.usecases.wallet_ports import Nonces

__all__ = ["WalletServicer"]

_STATES = {
    OfferState.OPEN: pb.CREDENTIAL_OFFER_STATE_OPEN,
    OfferState.REDEEMED: pb.CREDENTIAL_OFFER_STATE_REDEEMED,
    OfferState.ISSUED: pb.CREDENTIAL_OFFER_STATE_ISSUED,
    OfferState.EXPIRED: pb.CREDENTIAL_OFFER_STATE_EXPIRED,
    OfferState.LOCKED: pb.CREDENTIAL_OFFER_STATE_LOCKED,
    OfferState.ENDED: pb.CREDENTIAL_OFFER_STATE_ENDED,
}


@dataclass(frozen=True)
class WalletServicer(wallet_service_pb2_grpc.WalletServiceServicer):
    """Serves passeport.publishing.v1.WalletService."""

    offer: OfferCredential
    list: ListCredentialOffers
    end: EndCredentialOffer
    redeem: RedeemOffer
    invite: InviteWallet
    authorize: AuthorizeWallet
    redeem_authorization: RedeemAuthorization
    issue: IssueToWallet
    nonces: Nonces
    address: Callable[[PublicationKind, str, bool], str]
    invitation: Callable[[PublicationKind, UUID], str]
    draw: Callable[[str], str]
    clock: Clock

    async def CreateCredentialOffer(  # noqa: N802
        self, request: pb.CreateCredentialOfferRequest, context: Any
    ) -> pb.CreateCredentialOfferResponse:
        """Offers a publication to the holder's wallet."""
        made = await self.offer(calling_holder(), publication_id(request.publication_id), with_tx_code=request.tx_code)
        uri = self.address(made.kind, made.code, request.tx_code)
        # A large one takes tens of milliseconds, beside the event loop.
        drawn = await asyncio.to_thread(self.draw, uri)
        return pb.CreateCredentialOfferResponse(
            offer=_rendered(made.offer, self.clock()), uri=uri, qr_svg=drawn, tx_code=made.tx_code
        )

    async def ListCredentialOffers(  # noqa: N802
        self, request: pb.ListCredentialOffersRequest, context: Any
    ) -> pb.ListCredentialOffersResponse:
        """Lists the offers of a publication."""
        of = publication_id(request.publication_id) if request.publication_id else None
        found, now = await self.list(calling_holder(), of), self.clock()
        return pb.ListCredentialOffersResponse(offers=[_rendered(offer, now) for offer in found])

    async def EndCredentialOffer(  # noqa: N802
        self, request: pb.EndCredentialOfferRequest, context: Any
    ) -> pb.CredentialOffer:
        """Ends an offer."""
        of, wanted = publication_id(request.publication_id), offer_id(request.id)
        return _rendered(await self.end(calling_holder(), of, wanted), self.clock())

    async def RedeemCode(self, request: pb.RedeemCodeRequest, context: Any) -> pb.RedeemCodeResponse:  # noqa: N802
        """Gives a wallet an access token for the code of an offer."""
        response = pb.RedeemCodeResponse(access_token=await self.redeem(request.pre_authorized_code, request.tx_code))
        response.lifetime.FromTimedelta(TOKEN_LASTS)
        return response

    async def GetWalletInvitation(  # noqa: N802
        self, request: pb.GetWalletInvitationRequest, context: Any
    ) -> pb.WalletInvitation:
        """Gives what a wallet opens to send the holder here."""
        publication = await self.invite(calling_holder(), publication_id(request.publication_id))
        uri = self.invitation(publication.kind, publication.id)
        return pb.WalletInvitation(uri=uri, qr_svg=await asyncio.to_thread(self.draw, uri))

    async def AuthorizeWallet(  # noqa: N802
        self, request: pb.AuthorizeWalletRequest, context: Any
    ) -> pb.AuthorizeWalletResponse:
        """Lets a wallet take a publication."""
        asking = WalletAsking(request.client_id, request.wallet, request.redirect_uri, request.code_challenge)
        code = await self.authorize(calling_holder(), publication_id(request.publication_id), asking)
        return pb.AuthorizeWalletResponse(code=code)

    async def RedeemAuthorization(  # noqa: N802
        self, request: pb.RedeemAuthorizationRequest, context: Any
    ) -> pb.RedeemCodeResponse:
        """Gives a wallet an access token for the code of an authorization."""
        shown = CodeShown(request.client_id, request.code, request.redirect_uri, request.code_verifier)
        token, configuration = await self.redeem_authorization(shown)
        response = pb.RedeemCodeResponse(access_token=token, configuration_id=configuration)
        response.lifetime.FromTimedelta(TOKEN_LASTS)
        return response

    async def GetNonce(self, request: pb.GetNonceRequest, context: Any) -> pb.GetNonceResponse:  # noqa: N802
        """Gives a wallet a nonce to put into its proofs."""
        return pb.GetNonceResponse(c_nonce=self.nonces.new(self.clock()))

    async def IssueToWallet(  # noqa: N802
        self, request: pb.IssueToWalletRequest, context: Any
    ) -> pb.IssueToWalletResponse:
        """Issues the publication, bound to the keys that a wallet proves."""
        return pb.IssueToWalletResponse(
            credentials=await self.issue(request.access_token, request.configuration_id, request.proofs)
        )


def _rendered(value: CredentialOffer, now: datetime) -> pb.CredentialOffer:
    message = pb.CredentialOffer(
        id=str(value.id),
        publication_id=str(value.publication_id),
        state=_STATES[value.state(now)],
        needs_tx_code=value.needs_tx_code,
        issue_count=value.issue_count,
    )
    message.create_time.FromDatetime(value.created_at)
    message.expire_time.FromDatetime(value.expires_at)
    if value.redeemed_at:
        message.redeem_time.FromDatetime(value.redeemed_at)
    if value.issued_at:
        message.issue_time.FromDatetime(value.issued_at)
    return message
