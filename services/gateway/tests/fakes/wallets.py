"""Wallets of publishing: one code is right, one token, one nonce; whatever proof is sent gets a credential."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakes.refusals import refusal
from passeport.publishing.v1 import wallet_service_pb2 as pb
from passeport.publishing.v1.wallet_service_pb2_grpc import WalletServiceServicer
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id, parse_id

__all__ = ["CODE", "NONCE", "TOKEN", "TX_CODE", "FakeWallets"]

DOMAIN = "publishing.passeport"
CODE, TX_CODE, TOKEN, NONCE = "code-of-the-offer", "493536", "token-of-the-wallet", "a-nonce"
MOMENT = 1_795_424_700


@dataclass(slots=True)
class FakeWallets(WalletServiceServicer):
    offers: list[pb.CredentialOffer] = field(default_factory=list)
    # What is asked for by the offer: nothing, or the code.
    tx_code: str = ""
    taken: list[list[str]] = field(default_factory=list)
    authorized: list[pb.AuthorizeWalletRequest] = field(default_factory=list)

    async def CreateCredentialOffer(self, request: Any, context: Any) -> pb.CreateCredentialOfferResponse:
        if parse_id(request.publication_id) is None:
            raise refusal(Kind.NOT_FOUND, "PUBLICATION_NOT_FOUND", DOMAIN, id=request.publication_id[:36])
        offer = pb.CredentialOffer(
            id=str(new_id()),
            publication_id=request.publication_id,
            state=pb.CREDENTIAL_OFFER_STATE_OPEN,
            needs_tx_code=request.tx_code,
        )
        offer.create_time.FromSeconds(MOMENT)
        offer.expire_time.FromSeconds(MOMENT + 600)
        self.offers.insert(0, offer)
        return pb.CreateCredentialOfferResponse(
            offer=offer,
            uri="openid-credential-offer://?credential_offer=%7B%7D",
            qr_svg="<svg/>",
            tx_code=TX_CODE if request.tx_code else "",
        )

    async def ListCredentialOffers(self, request: Any, context: Any) -> pb.ListCredentialOffersResponse:
        return pb.ListCredentialOffersResponse(offers=self.offers)

    async def EndCredentialOffer(self, request: Any, context: Any) -> pb.CredentialOffer:
        for offer in self.offers:
            if (offer.publication_id, offer.id) == (request.publication_id, request.id):
                offer.state = pb.CREDENTIAL_OFFER_STATE_ENDED
                return offer
        raise refusal(Kind.NOT_FOUND, "CREDENTIAL_OFFER_NOT_FOUND", DOMAIN, id=request.id[:36])

    async def RedeemCode(self, request: Any, context: Any) -> pb.RedeemCodeResponse:
        if request.pre_authorized_code != CODE:
            raise refusal(Kind.INVALID, "OFFER_CODE_INVALID", DOMAIN)
        if request.tx_code != self.tx_code:
            check = "missing" if not request.tx_code else "wrong" if self.tx_code else "unexpected"
            raise refusal(Kind.INVALID, "TX_CODE_INVALID", DOMAIN, check=check)
        response = pb.RedeemCodeResponse(access_token=TOKEN)
        response.lifetime.FromSeconds(300)
        return response

    async def GetWalletInvitation(self, request: Any, context: Any) -> pb.WalletInvitation:
        if parse_id(request.publication_id) is None:
            raise refusal(Kind.NOT_FOUND, "PUBLICATION_NOT_FOUND", DOMAIN, id=request.publication_id[:36])
        return pb.WalletInvitation(uri="openid-credential-offer://?credential_offer=%7B%7D", qr_svg="<svg/>")

    async def AuthorizeWallet(self, request: Any, context: Any) -> pb.AuthorizeWalletResponse:
        self.authorized.append(request)
        return pb.AuthorizeWalletResponse(code=CODE)

    async def RedeemAuthorization(self, request: Any, context: Any) -> pb.RedeemCodeResponse:
        if request.code != CODE:
            raise refusal(Kind.INVALID, "OFFER_CODE_INVALID", DOMAIN)
        if request.code_verifier != "v" * 43:
            raise refusal(Kind.INVALID, "OFFER_CODE_INVALID", DOMAIN, check="code_verifier")
        response = pb.RedeemCodeResponse(access_token=TOKEN, configuration_id="passeport_cv_sd_jwt")
        response.lifetime.FromSeconds(300)
        return response

    async def GetNonce(self, request: Any, context: Any) -> pb.GetNonceResponse:
        return pb.GetNonceResponse(c_nonce=NONCE)

    async def IssueToWallet(self, request: Any, context: Any) -> pb.IssueToWalletResponse:
        if request.access_token != TOKEN:
            raise refusal(Kind.UNAUTHENTICATED, "WALLET_TOKEN_INVALID", DOMAIN)
        self.taken.append(list(request.proofs))
        return pb.IssueToWalletResponse(credentials=[f"credential-{proof}" for proof in request.proofs])
