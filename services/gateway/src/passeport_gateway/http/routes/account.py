"""The holder's account and its activation."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, holder_token, limit_rate, session_of
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described, json_body
from passeport_gateway.http.render.holder import account_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.holder import AccountShown, Activation

__all__ = ["add_account"]


class _Accounts:
    """The account of the holder."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._identity = door.services.identity

    async def get_account(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, IDENTITY)):
            return json_answer(account_json(await self._identity.account()))

    async def activate_account(self, request: Request) -> Response:
        await limit_rate(self._door, "activation", session_of(request) or "")
        with use_caller_token(await holder_token(self._door, request, IDENTITY)):
            asked = await read_json(self._door, request, Activation)
            return json_answer(account_json(await self._identity.activate(asked.nir)))


def add_account(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Accounts(door)
    app.add_api_route(
        "/api/v1/account",
        routes.get_account,
        **described("Look at the account", "account", Ok(200, AccountShown, examples.ACCOUNT)),
    )
    app.add_api_route(
        "/api/v1/account/activation",
        routes.activate_account,
        methods=["POST"],
        **described(
            "Activate the account with the social security number",
            "account",
            Ok(200, AccountShown, examples.ACCOUNT),
            unsafe=True,
            problems=(400, 422, 429),
            body=json_body(Activation, examples.ACTIVATION),
            description="Activating again with the same number changes nothing.",
        ),
    )
