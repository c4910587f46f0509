"""Logout asked by the service (OpenID Connect RP-Initiated Logout 1.0): id_token_hint is mandatory."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from passeport_sandbox.franceconnect import pages
from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.cookie import SESSION_COOKIE, session_cookie
from passeport_sandbox.franceconnect.errors import PageError
from passeport_sandbox.franceconnect.provider import Provider, address_with
from passeport_sandbox.openid.answers import (
    BadFormError,
    RepeatedParameterError,
    page,
    read_form,
    see_other,
    single_values,
)


def routes(provider: Provider) -> APIRouter:
    """Build the routes of the end of a session."""
    router = APIRouter()

    @router.get("/session/end")
    async def end(request: Request) -> Response:
        try:
            return _end(provider, request, single_values(request.url.query))
        except RepeatedParameterError:
            raise PageError("Y030007") from None

    @router.post("/session/end")
    async def end_by_post(request: Request) -> Response:
        try:
            return _end(provider, request, await read_form(request))
        except BadFormError:
            raise PageError("Y030007") from None

    return router


def _end(provider: Provider, request: Request, values: Mapping[str, str]) -> Response:
    client = _client_of_hint(provider, values.get("id_token_hint", ""))
    provider.sessions.close(session_cookie(request))
    address = values.get("post_logout_redirect_uri")
    if address in client.post_logout_redirect_uris:
        state = {"state": values["state"]} if "state" in values else {}
        response = see_other(address_with(address, state) if state else address)
    else:
        response = page(pages.logged_out_page(provider.prefix))
    response.delete_cookie(SESSION_COOKIE, path=provider.prefix, httponly=True, samesite="lax")
    return response


def _client_of_hint(provider: Provider, hint: str) -> Client:
    """Return the service the id_token was made for; it may have expired, it lives for a minute only."""
    if not hint:
        raise PageError("Y030007")
    try:
        claims = provider.keys.verified(hint)
    except ValueError:
        raise PageError("Y040001") from None
    client = provider.clients.get(str(claims.get("aud")))
    if client is None or claims.get("iss") != provider.issuer:
        raise PageError("Y040001")
    return client
