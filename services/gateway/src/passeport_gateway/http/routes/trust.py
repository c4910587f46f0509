"""What others need: verifiers to check by themselves, FranceConnect+ to encrypt; cached, from any origin."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import AwareDatetime
from starlette.requests import Request
from starlette.responses import Response

from passeport_gateway.domain.negotiation import best_form
from passeport_gateway.domain.preconditions import quoted_etag
from passeport_gateway.domain.vocabulary import PATH, vocabulary_document
from passeport_gateway.http import examples
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.door import Door
from passeport_gateway.http.kept import kept_answer
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import PAGE, PUBLIC, Ok, described
from passeport_gateway.http.pages.vocabulary import vocabulary_page
from passeport_gateway.http.render.values import to_json
from passeport_gateway.http.routes.parameters import ResourceId

__all__ = ["add_trust"]

# The last that a timestamp of the contract can tell.
_LAST_SECOND = 253_402_300_799
Time = Annotated[
    int | None, Query(ge=0, le=_LAST_SECOND, description="The list as it was at this Unix time (Token Status List).")
]
DateTimeStamp = Annotated[
    AwareDatetime | None, Query(description="The list as it was at this moment (Bitstring Status List).")
]

_KEYS_MAX_AGE = 300
_JSON_LD = "application/ld+json"


class _Trust:
    """What anyone may fetch."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._publishing = door.services.publishing
        self._identity = door.services.identity
        self._base_url = door.options.public_base_url
        self._vocabulary = to_json(vocabulary_document(door.options.public_base_url))

    async def get_keys(self, request: Request) -> Response:
        keys = await self._publishing.credential_keys()
        return kept_answer(request, keys.encode(), "application/jwk-set+json", _KEYS_MAX_AGE)

    async def get_encryption_keys(self, request: Request) -> Response:
        keys = await self._identity.encryption_keys()
        return kept_answer(request, keys.encode(), "application/jwk-set+json", _KEYS_MAX_AGE)

    async def get_status_list(
        self, request: Request, list_id: ResourceId, time: Time = None, timestamp: DateTimeStamp = None
    ) -> Response:
        then = timestamp if time is None else datetime.fromtimestamp(time, UTC)
        # Each moment is a list of its own, made for who asks; the list of now is made once for all who do.
        limit = "status-list" if then is None else "verification"
        await limit_rate(self._door, limit, client_address(request))
        found = await self._publishing.status_list(list_id, then)
        media_type = found.media_type or "application/vc+jwt"
        return kept_answer(request, found.vc_jwt.encode("ascii"), media_type, found.max_age)

    async def list_status_lists(self, request: Request) -> Response:
        found = await self._publishing.status_lists()
        addresses = [f"{self._base_url}/status-lists/{list_id}" for list_id in found.ids]
        return kept_answer(request, to_json({"status_lists": addresses}), "application/json", found.max_age)

    async def get_seal_chain(self, request: Request) -> Response:
        chain = await self._publishing.seal_chain()
        return kept_answer(request, chain.encode("ascii"), "application/x-pem-file", _KEYS_MAX_AGE)

    async def get_vocabulary(self, request: Request) -> Response:
        if best_form(request.headers.get("accept", ""), (_JSON_LD, "application/json", "text/html")) == "text/html":
            return vocabulary_page(language_of(request))
        return kept_answer(request, self._vocabulary, _JSON_LD, _KEYS_MAX_AGE, vary="Accept, Accept-Language")


def add_trust(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Trust(door)
    kept = {
        "Cache-Control": f"public, max-age={_KEYS_MAX_AGE}",
        "ETag": quoted_etag("5d41402abc4b2a76b9719d911017c592"),
    }
    app.add_api_route(
        "/.well-known/jwks.json",
        routes.get_keys,
        **described(
            "Fetch the keys that sign credentials",
            "verification",
            Ok(200, example=examples.JWKS, media="application/jwk-set+json", headers=kept),
            access=PUBLIC,
            problems=(503, 504),
        ),
    )
    app.add_api_route(
        "/.well-known/franceconnect-jwks.json",
        routes.get_encryption_keys,
        **described(
            "Fetch the keys to which FranceConnect+ encrypts",
            "sign-in",
            Ok(200, example=examples.ENCRYPTION_JWKS, media="application/jwk-set+json", headers=kept),
            access=PUBLIC,
            problems=(503, 504),
            description="For FranceConnect+ itself. Empty where sign-in is at eidas1, whose tokens are signed only.",
        ),
    )
    app.add_api_route(
        "/status-lists/{list_id}",
        routes.get_status_list,
        **described(
            "Fetch a status list",
            "verification",
            Ok(
                200,
                example="eyJ0eXAiOiJ2Yytqd3QifQ.e30.c2ln",
                media="application/vc+jwt",
                description="BitstringStatusListCredential; a Status List Token (`application/statuslist+jwt`) if the "
                "identifier begins with `token-`. A JWS in compact form either way.",
                headers=kept,
            ),
            access=PUBLIC,
            problems=(404, 422, 429, 503, 504),
        ),
    )
    app.add_api_route(
        "/status-lists",
        routes.list_status_lists,
        **described(
            "List the Status List Tokens",
            "verification",
            Ok(
                200,
                example={"status_lists": ["https://passeport.example.fr/status-lists/token-1"]},
                description="Status List Aggregation (Token Status List, section 9): what to fetch in order to verify "
                "offline any credential that points into one.",
                headers=kept,
            ),
            access=PUBLIC,
            problems=(503, 504),
        ),
    )
    app.add_api_route(
        "/.well-known/passeport-seal-chain.pem",
        routes.get_seal_chain,
        **described(
            "Fetch the certificates that seals chain to",
            "verification",
            Ok(
                200,
                example="-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n",
                media="application/x-pem-file",
                headers=kept,
            ),
            access=PUBLIC,
            problems=(503, 504),
        ),
    )
    # One term of it is enough of an example.
    vocabulary = vocabulary_document("https://passeport.example.fr")
    app.add_api_route(
        PATH,
        routes.get_vocabulary,
        **described(
            "Fetch the vocabulary of credentials",
            "verification",
            Ok(
                200,
                example=vocabulary | {"@graph": vocabulary["@graph"][:1]},
                media=_JSON_LD,
                description="JSON-LD: each term that credentials name under this address, in one sentence.",
                headers=kept,
                also=PAGE,
            ),
            access=PUBLIC,
        ),
    )
