"""Builds the sandbox's FranceConnect from explicit parts."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from passeport_sandbox.franceconnect import pages
from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.cookie import session_cookie
from passeport_sandbox.franceconnect.envelopes import FetchKeys, fetch_keys
from passeport_sandbox.franceconnect.errors import ApiError, PageError
from passeport_sandbox.franceconnect.grants import Grants
from passeport_sandbox.franceconnect.levels import FRANCECONNECT, Platform
from passeport_sandbox.franceconnect.provider import Provider
from passeport_sandbox.franceconnect.routes import authorize, discovery, interaction, logout, token, userinfo
from passeport_sandbox.franceconnect.sessions import Sessions
from passeport_sandbox.openid import scenarios
from passeport_sandbox.openid.answers import page
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.shelf import Clock, wall_clock
from passeport_sandbox.personas import Persona, load

# Not a secret: a `sub` must stay the same from one run of the sandbox to the next.
SUB_SECRET = "sandbox"  # noqa: S105


def create_app(
    *,
    issuer: str,
    clients: Iterable[Client],
    personas: Iterable[Persona] | None = None,
    clock: Clock = wall_clock,
    keys: KeyRing | None = None,
    platform: Platform = FRANCECONNECT,
    sub_secret: str = SUB_SECRET,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    fetch_keys: FetchKeys = fetch_keys,
) -> FastAPI:
    """Return the application; `issuer` is the address services see, path included (…/api/v2)."""
    provider = Provider(
        issuer=issuer,
        platform=platform,
        clients={client.client_id: client for client in clients},
        personas={persona.login: persona for persona in (load() if personas is None else personas)},
        scenarios=scenarios.load(),
        keys=keys or KeyRing.generate(),
        sub_secret=sub_secret,
        clock=clock,
        sleep=sleep,
        fetch_keys=fetch_keys,
        sessions=Sessions(clock, timedelta(minutes=platform.session_minutes)),
        grants=Grants(clock),
    )
    app = FastAPI(title="FranceConnect (bac à sable)", docs_url=None, redoc_url=None, openapi_url=None)
    for endpoint in (discovery, authorize, interaction, token, userinfo, logout):
        app.include_router(endpoint.routes(provider), prefix=provider.prefix)

    @app.exception_handler(PageError)
    async def show(request: Request, error: PageError) -> Response:
        session = provider.sessions.find(session_cookie(request))
        csrf = session.csrf if session else ""
        content = pages.error_page(provider.prefix, error.code, error.message, error.return_form, csrf)
        return page(content, status=error.status)

    @app.exception_handler(ApiError)
    async def tell(_: Request, error: ApiError) -> Response:
        headers = {"Cache-Control": "no-store"}
        if error.status == 401 and error.error == "invalid_token":
            headers["WWW-Authenticate"] = f'Bearer error="{error.error}"'
        return JSONResponse(error.body(), status_code=error.status, headers=headers)

    return app
