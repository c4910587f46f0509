"""A wallet, as the specification has it (OpenID4VCI 1.0): its keys, and the proofs that it makes; and its holder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import grpc.aio
from joserfc import jws
from joserfc.jwk import ECKey

from neighbours import holder_token
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import publication_service_pb2
from passeport.publishing.v1 import wallet_service_pb2 as pb
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.wallet_service_pb2_grpc import WalletServiceStub
from passeport_chassis.rpc import use_caller_token
from passeport_publishing.domain.credential_offer import configuration_of
from passeport_publishing.domain.snapshot import PublicationKind
from samples import ISSUER

CONFIGURATION = configuration_of(PublicationKind.CV)
GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"


def offer_in(uri: str) -> dict[str, Any]:
    """The offer by value of an address (section 4.1)."""
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("openid-credential-offer", "")
    offer: dict[str, Any] = json.loads(parse_qs(parts.query, strict_parsing=True)["credential_offer"][0])
    return offer


def code_of(uri: str) -> str:
    """The code of the offer."""
    code: str = offer_in(uri)["grants"][GRANT]["pre-authorized_code"]
    return code


@dataclass
class Wallet:
    """A key, and proofs that it is there."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))

    def proof(self, nonce: Any, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A proof (appendix F.1); what is given takes the place of what it would say, None takes it out."""
        said = {"aud": ISSUER, "iat": 1_795_424_700, "nonce": nonce, **claims}
        shown: dict[str, Any] = {"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": self.key.as_dict(private=False)}
        shown |= header or {}
        payload = json.dumps({name: value for name, value in said.items() if value is not None}).encode()
        return jws.serialize_compact(
            {name: value for name, value in shown.items() if value is not None}, payload, self.key, algorithms=["ES256"]
        )


class House:
    """The holder and his wallet, each with what he has."""

    def __init__(self, channel: grpc.aio.Channel, person_id: UUID, publication_id: str) -> None:
        self.wallets, self.publications = WalletServiceStub(channel), PublicationServiceStub(channel)
        self.channel, self.person_id, self.publication_id = channel, person_id, publication_id

    async def offer(self, *, tx_code: bool = False) -> pb.CreateCredentialOfferResponse:
        with use_caller_token(holder_token(self.person_id)):
            return await self.wallets.CreateCredentialOffer(
                pb.CreateCredentialOfferRequest(publication_id=self.publication_id, tx_code=tx_code)
            )

    async def states(self) -> list[str]:
        with use_caller_token(holder_token(self.person_id)):
            found = await self.wallets.ListCredentialOffers(
                pb.ListCredentialOffersRequest(publication_id=self.publication_id)
            )
        names = (pb.CredentialOfferState.Name(offer.state) for offer in found.offers)
        return [name.removeprefix("CREDENTIAL_OFFER_STATE_").lower() for name in names]

    async def end(self, offer_id: str) -> None:
        with use_caller_token(holder_token(self.person_id)):
            await self.wallets.EndCredentialOffer(
                pb.EndCredentialOfferRequest(publication_id=self.publication_id, id=offer_id)
            )

    async def redeem(self, code: str, tx_code: str = "") -> str:
        asked = pb.RedeemCodeRequest(pre_authorized_code=code, tx_code=tx_code)
        answer = await self.wallets.RedeemCode(asked)
        assert answer.lifetime.seconds == 300
        return answer.access_token

    async def nonce(self) -> str:
        return (await self.wallets.GetNonce(pb.GetNonceRequest())).c_nonce

    async def take(self, token: str, *proofs: str, configuration: str = CONFIGURATION) -> list[str]:
        asked = pb.IssueToWalletRequest(access_token=token, configuration_id=configuration, proofs=proofs)
        answer = await self.wallets.IssueToWallet(asked)
        return list(answer.credentials)

    async def withdraw(self) -> None:
        with use_caller_token(holder_token(self.person_id)):
            await self.publications.WithdrawPublication(
                publication_service_pb2.WithdrawPublicationRequest(id=self.publication_id)
            )

    async def trail(self) -> list[tuple[str, str]]:
        with use_caller_token(holder_token(self.person_id)):
            found = await self.publications.ListAccesses(access_pb2.ListAccessesRequest())
        return [(access.actor, access.action) for access in found.accesses]
