"""What the door asks of publishing for wallets: offers of the holder, and what his wallet takes."""

from __future__ import annotations

from collections.abc import Sequence

import grpc.aio

from passeport.publishing.v1 import wallet_service_pb2 as messages
from passeport.publishing.v1.wallet_service_pb2_grpc import WalletServiceStub
from passeport_gateway.clients.calls import answer

__all__ = ["WalletsClient"]

_NAME = "publishing"


class WalletsClient:
    """Publishing, over the channel that the door has to it."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._wallets = WalletServiceStub(channel)

    async def offer(self, publication_id: str, *, tx_code: bool) -> messages.CreateCredentialOfferResponse:
        """Offers a publication to the holder's wallet."""
        request = messages.CreateCredentialOfferRequest(publication_id=publication_id, tx_code=tx_code)
        return await answer(_NAME, self._wallets.CreateCredentialOffer(request))

    async def offers(self, publication_id: str) -> Sequence[messages.CredentialOffer]:
        """The newest offers of a publication, or of all where none is named."""
        request = messages.ListCredentialOffersRequest(publication_id=publication_id)
        return (await answer(_NAME, self._wallets.ListCredentialOffers(request))).offers

    async def end(self, publication_id: str, offer_id: str) -> None:
        """Ends an offer."""
        request = messages.EndCredentialOfferRequest(publication_id=publication_id, id=offer_id)
        await answer(_NAME, self._wallets.EndCredentialOffer(request))

    async def redeem(self, code: str, tx_code: str) -> messages.RedeemCodeResponse:
        """An access token for the code of an offer."""
        request = messages.RedeemCodeRequest(pre_authorized_code=code, tx_code=tx_code)
        return await answer(_NAME, self._wallets.RedeemCode(request))

    async def invitation(self, publication_id: str) -> messages.WalletInvitation:
        """What a wallet opens to send the holder here."""
        request = messages.GetWalletInvitationRequest(publication_id=publication_id)
        return await answer(_NAME, self._wallets.GetWalletInvitation(request))

    async def authorize(self, request: messages.AuthorizeWalletRequest) -> str:
        """The code by which a wallet takes a publication."""
        return (await answer(_NAME, self._wallets.AuthorizeWallet(request))).code

    async def redeem_authorization(self, request: messages.RedeemAuthorizationRequest) -> messages.RedeemCodeResponse:
        """An access token for the code of an authorization."""
        return await answer(_NAME, self._wallets.RedeemAuthorization(request))

    async def nonce(self) -> str:
        """A nonce for proofs."""
        return (await answer(_NAME, self._wallets.GetNonce(messages.GetNonceRequest()))).c_nonce

    async def issue(self, access_token: str, configuration: str, proofs: Sequence[str]) -> Sequence[str]:
        """A credential for each proof."""
        request = messages.IssueToWalletRequest(
            access_token=access_token, configuration_id=configuration, proofs=proofs
        )
        return (await answer(_NAME, self._wallets.IssueToWallet(request))).credentials
