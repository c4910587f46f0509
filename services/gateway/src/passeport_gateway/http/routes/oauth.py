"""Access tokens for partners (client credentials) and platforms (codes of holders), refusals as RFC 6749 has them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.errors import DomainError
from passeport_gateway.domain.client_proof import ClientProof
from passeport_gateway.domain.wallets import GRANT
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.render.oauth import (
    NO_STORE,
    metadata_of,
    platform_token_json,
    refusal,
    refusal_of,
    token_json,
)
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.wallet_tokens import redeem_authorization, redeem_code
from passeport_gateway.http.schemas.partners import MetadataShown, TokenRefused, TokenShown
from passeport_gateway.http.token_requests import (
    ASSERTION,
    FORM,
    CodeShown,
    Credentials,
    RefreshShown,
    TokenRequestWrong,
    client_of,
    grant_of,
    proves_nothing,
    read_form,
    token_of,
)

__all__ = ["add_oauth"]

_METADATA_MAX_AGE = 3600


class _OAuth:
    """The authorization server."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._identity = door.services.identity
        self._consents = door.services.consents

    async def issue_token(self, request: Request) -> Response:
        return await self._answered(request, self._issue)

    async def revoke_token(self, request: Request) -> Response:
        return await self._answered(request, self._revoke)

    async def get_metadata(self, request: Request) -> Response:
        methods = await self._identity.partner_authentication()
        headers = {"Cache-Control": f"public, max-age={_METADATA_MAX_AGE}"}
        return json_answer(metadata_of(self._door.options.public_base_url, methods), 200, headers)

    async def _answered(
        self, request: Request, act: Callable[[Request, Mapping[str, str]], Awaitable[Response]]
    ) -> Response:
        try:
            await limit_rate(self._door, "token-address", client_address(request))
            return await act(request, await read_form(self._door, request))
        except TokenRequestWrong as wrong:
            return refusal(wrong.error, wrong.description, 401 if wrong.error == "invalid_client" else 400)
        except (ServiceRefused, DomainError) as error:
            return refusal_of(error)

    async def _client(self, request: Request, form: Mapping[str, str]) -> ClientProof:
        client = client_of(form, request.headers.get("authorization", ""))
        # An assertion need not come with a name; all who do so from one address are then counted together.
        await limit_rate(self._door, "token", client_address(request), client.client_id)
        return client

    async def _issue(self, request: Request, form: Mapping[str, str]) -> Response:
        if form.get("grant_type") == GRANT:
            return await redeem_code(self._door, request, form)
        shown = grant_of(form)
        if isinstance(shown, CodeShown) and proves_nothing(form, request.headers.get("authorization", "")):
            return await redeem_authorization(self._door, request, form["client_id"], shown)
        client = await self._client(request, form)
        match shown:
            case Credentials(scopes):
                return json_answer(token_json(await self._identity.partner_token(client, scopes)), 200, NO_STORE)
            case CodeShown(code, redirect_uri, code_verifier):
                issued = await self._consents.exchange(client, code, redirect_uri, code_verifier)
            case RefreshShown(refresh_token, scopes):
                issued = await self._consents.refresh(client, refresh_token, scopes)
        return json_answer(platform_token_json(issued), 200, NO_STORE)

    async def _revoke(self, request: Request, form: Mapping[str, str]) -> Response:
        token = token_of(form)
        await self._identity.revoke_partner_token(await self._client(request, form), token)
        return Response(status_code=200, headers=NO_STORE)


_CLIENT = {
    "client_id": {"type": "string", "description": "Unless in the Authorization header, or in an assertion."},
    "client_secret": {
        "type": "string",
        "description": "Unless in the Authorization header. Where the metadata lists `client_secret_post` only.",
    },
    "client_assertion_type": {"type": "string", "enum": [ASSERTION]},
    "client_assertion": {
        "type": "string",
        "description": "JWT signed with a registered key (RFC 7523): `iss` and `sub` are the client, `aud` is the "
        "issuer or the token endpoint, `exp` at most five minutes ahead, `jti` never used before.",
    },
}


def _body(own: dict[str, Any], required: str, example: dict[str, str]) -> dict[str, Any]:
    schema = {"type": "object", "required": [required], "properties": own | _CLIENT}
    client = {"client_id": "certificateur-exemple", "client_secret": "…"}
    return {"required": True, "content": {FORM: {"schema": schema, "example": example | client}}}


_TOKEN_BODY = _body(
    {
        "grant_type": {"type": "string", "enum": ["client_credentials", "authorization_code", "refresh_token", GRANT]},
        "scope": {
            "type": "string",
            "description": "Scopes wanted, separated by spaces; absent: all. Not with `authorization_code`.",
        },
        "code": {"type": "string", "description": "With `authorization_code`; serves once, for 60 seconds."},
        "redirect_uri": {"type": "string", "description": "With `authorization_code`: where the code was sent."},
        "code_verifier": {"type": "string", "description": "With `authorization_code` (RFC 7636)."},
        "refresh_token": {
            "type": "string",
            "description": "With `refresh_token`: serves once; the answer has another. Shown a second time it ends "
            "every token of its authorization.",
        },
        "pre-authorized_code": {"type": "string", "description": "Of an offer to a wallet, which needs no client."},
        "tx_code": {"type": "string", "description": "What the holder typed into his wallet, where the offer asks so."},
    },
    "grant_type",
    {"grant_type": "client_credentials", "scope": "feed:certifications"},
)
_REVOCATION_BODY = _body(
    {"token": {"type": "string", "description": "The access token, or a refresh token."}},
    "token",
    {"token": "rTE_m1vLIbNtT9uJUylaBhXjTaJC76DrKWGqESTwp4A"},
)


def add_oauth(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _OAuth(door)
    refusals = [
        Ok(status, TokenRefused, examples.TOKEN_REFUSED[status], description=description)
        for status, description in (
            (400, "The request is wrong."),
            (401, "The client, its secret or its assertion is wrong."),
            (413, "The body is too large."),
            (415, "The body is compressed."),
            (429, "Too many requests."),
            (503, "Try again in a moment."),
        )
    ]
    app.add_api_route(
        "/oauth/token",
        routes.issue_token,
        methods=["POST"],
        **described(
            "Obtain an access token",
            "partners",
            Ok(200, TokenShown, examples.TOKEN, headers={"Cache-Control": "no-store"}),
            *refusals,
            access=PUBLIC,
            body=_TOKEN_BODY,
            description="`private_key_jwt`; where `/.well-known/oauth-authorization-server` lists them, "
            "`client_secret_basic` and `client_secret_post` too. Partners have `client_credentials`; platforms show "
            "the code of a holder's consent, or a refresh token, and get a `refresh_token` too; wallets prove nothing: "
            "they show the code of a consent with their `client_id`, or that of an offer. Refusals are those of "
            "RFC 6749, section 5.2.",
        ),
    )
    app.add_api_route(
        "/oauth/revoke",
        routes.revoke_token,
        methods=["POST"],
        **described(
            "Revoke a token",
            "partners",
            Ok(200, description="It is worth nothing, or never was.", headers={"Cache-Control": "no-store"}),
            *refusals,
            access=PUBLIC,
            body=_REVOCATION_BODY,
            description="RFC 7009. The client authenticates as for a token. A call that has begun ends as it would. A "
            "refresh token takes every token of its authorization along.",
        ),
    )
    app.add_api_route(
        "/.well-known/oauth-authorization-server",
        routes.get_metadata,
        **described(
            "Read where and how partners obtain tokens",
            "partners",
            Ok(
                200,
                MetadataShown,
                metadata_of("https://passeport.example", ("private_key_jwt",)),
                headers={"Cache-Control": f"public, max-age={_METADATA_MAX_AGE}"},
            ),
            access=PUBLIC,
            description="RFC 8414. `none` is for wallets. A server that takes no secrets lists "
            "`private_key_jwt` alone besides.",
        ),
    )
