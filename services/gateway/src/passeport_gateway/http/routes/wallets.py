"""A publication taken to a wallet (OpenID4VCI 1.0): its holder offers it, his wallet proves its keys and takes it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.errors import DomainError
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.preconditions import quoted_etag
from passeport_gateway.domain.wallets import (
    CREDENTIAL_PATH,
    METADATA_PATH,
    NONCE_PATH,
    credential_issuer_metadata,
)
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PUBLISHING, client_address, holder_token, limit_rate
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.kept import kept_answer
from passeport_gateway.http.openapi import PUBLIC, Ok, described, json_body
from passeport_gateway.http.render.oauth import NO_STORE, refusal_of
from passeport_gateway.http.render.values import json_answer, to_json
from passeport_gateway.http.render.wallets import (
    credentials_json,
    offer_json,
    offer_made_json,
    wallet_refusal,
)
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.wallets import (
    CredentialOfferAsked,
    CredentialOfferList,
    CredentialOfferMade,
    CredentialsShown,
    NonceShown,
    WalletInvitationShown,
    WalletRefused,
)
from passeport_gateway.http.wallet_requests import WalletRequestWrong, bearer_of, read_wanted, wrong_by

__all__ = ["add_wallets"]

_METADATA_MAX_AGE = 3600


class _Wallets:
    """Offers, and what wallets ask."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._wallets = door.services.wallets
        self._metadata = to_json(credential_issuer_metadata(door.options.public_base_url))

    async def offer_credential(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            asked = await read_json(self._door, request, CredentialOfferAsked)
            made = await self._wallets.offer(publication_id, tx_code=asked.tx_code)
        return json_answer(offer_made_json(made))

    async def list_credential_offers(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            found = await self._wallets.offers(publication_id)
        return json_answer({"items": [offer_json(offer) for offer in found]})

    async def end_credential_offer(
        self, request: Request, publication_id: ResourceId, offer_id: ResourceId
    ) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            await self._wallets.end(publication_id, offer_id)
        return Response(status_code=204)

    async def get_wallet_invitation(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            invitation = await self._wallets.invitation(publication_id)
        return json_answer({"offer_uri": invitation.uri, "qr_svg": invitation.qr_svg})

    async def get_issuer_metadata(self, request: Request) -> Response:
        return kept_answer(request, self._metadata, "application/json", _METADATA_MAX_AGE)

    async def get_nonce(self, request: Request) -> Response:
        try:
            await limit_rate(self._door, "link", client_address(request))
            return json_answer({"c_nonce": await self._wallets.nonce()}, 200, NO_STORE)
        except (ServiceRefused, DomainError) as error:
            return refusal_of(error)

    async def take_credential(self, request: Request) -> Response:
        try:
            await limit_rate(self._door, "link", client_address(request))
            token = bearer_of(request)
            wanted = await read_wanted(self._door, request)
            issued = await self._wallets.issue(token, wanted.configuration, wanted.proofs)
            return json_answer(credentials_json(issued), 200, NO_STORE)
        except WalletRequestWrong as wrong:
            return wallet_refusal(wrong)
        except ServiceRefused as refused:
            known = wrong_by(refused)
            return refusal_of(refused) if known is None else wallet_refusal(known)
        except DomainError as error:
            return refusal_of(error)


_CREDENTIAL_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["credential_configuration_id", "proofs"],
                "properties": {
                    "credential_configuration_id": {
                        "type": "string",
                        "description": "One of `credential_configurations_supported`.",
                    },
                    "proofs": {
                        "type": "object",
                        "required": ["jwt"],
                        "properties": {
                            "jwt": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 10}
                        },
                    },
                },
            },
            "example": examples.WALLET_CREDENTIAL_ASKED,
        }
    },
}


def add_wallets(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Wallets(door)
    no_store = {"Cache-Control": "no-store"}
    offers = "/api/v1/publications/{publication_id}/credential-offers"
    app.add_api_route(
        offers,
        routes.offer_credential,
        methods=["POST"],
        **described(
            "Offer a publication to a wallet",
            "publications",
            Ok(200, CredentialOfferMade, examples.CREDENTIAL_OFFER_MADE),
            unsafe=True,
            problems=(400, 404, 409, 422),
            body=json_body(CredentialOfferAsked, examples.CREDENTIAL_OFFER_ASKED),
            description="For ten minutes and for one wallet. What was offered of it before and not taken is over.",
        ),
    )
    app.add_api_route(
        offers,
        routes.list_credential_offers,
        **described(
            "List what was offered to wallets, and what became of it",
            "publications",
            Ok(200, CredentialOfferList, examples.CREDENTIAL_OFFERS, description="The 50 newest."),
            problems=(404, 422),
        ),
    )
    app.add_api_route(
        f"{offers}/{{offer_id}}",
        routes.end_credential_offer,
        methods=["DELETE"],
        **described(
            "End what was offered to a wallet",
            "publications",
            Ok(204, description="Neither its code nor the token that was given for it serves; what was issued stays."),
            unsafe=True,
            problems=(404, 422),
            description="At once, and as often as it is asked.",
        ),
    )
    app.add_api_route(
        "/api/v1/publications/{publication_id}/wallet-invitation",
        routes.get_wallet_invitation,
        **described(
            "Read what a wallet opens to send the holder here",
            "publications",
            Ok(200, WalletInvitationShown, examples.WALLET_INVITATION),
            problems=(404, 409, 422),
            description="For wallets that ask by authorization code: the holder signs in, finds this publication "
            "chosen, and consents. It opens nothing by itself and is good for as long as the publication is.",
        ),
    )
    metadata = credential_issuer_metadata("https://passeport.example.fr")
    app.add_api_route(
        METADATA_PATH,
        routes.get_issuer_metadata,
        **described(
            "Read what wallets can take, and where",
            "wallets",
            Ok(
                200,
                example=metadata,
                description="Credential issuer metadata (OpenID4VCI 1.0, section 12.2).",
                headers={
                    "Cache-Control": f"public, max-age={_METADATA_MAX_AGE}",
                    "ETag": quoted_etag("5d41402abc4b2a76b9719d911017c592"),
                },
            ),
            access=PUBLIC,
        ),
    )
    refused = [
        Ok(status, WalletRefused, examples.WALLET_REFUSED[status], description=description)
        for status, description in (
            (429, "Too many requests."),
            (503, "Try again in a moment."),
        )
    ]
    app.add_api_route(
        NONCE_PATH,
        routes.get_nonce,
        methods=["POST"],
        **described(
            "Obtain a nonce for proofs",
            "wallets",
            Ok(200, NonceShown, examples.NONCE, headers=no_store),
            *refused,
            access=PUBLIC,
            description="OpenID4VCI 1.0, section 7. Good for five minutes.",
        ),
    )
    app.add_api_route(
        CREDENTIAL_PATH,
        routes.take_credential,
        methods=["POST"],
        **described(
            "Take a credential to a wallet",
            "wallets",
            Ok(200, CredentialsShown, examples.CREDENTIALS, headers=no_store),
            *(
                Ok(status, WalletRefused, examples.WALLET_REFUSED[status], description=description)
                for status, description in (
                    (400, "The request, a proof or a nonce is wrong, or there is nothing to issue any more."),
                    (401, "The access token is missing, unknown or over."),
                    (413, "The body is too large."),
                    (415, "The body is compressed."),
                )
            ),
            *refused,
            access=PUBLIC,
            body=_CREDENTIAL_BODY,
            description="OpenID4VCI 1.0, section 8, with the access token that `/oauth/token` gives for the code of an "
            "offer, or of an authorization. An SD-JWT VC for each proof, bound to its key.",
        ),
    )
