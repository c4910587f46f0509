"""The holder's account: its activation, how he is reached, closing it and opening it again."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.identity.v1.account_service_pb2 import Account
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.preconditions import matching_etag, quoted_etag
from passeport_gateway.errors import FieldInvalid, FieldViolation
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, client_address, holder_token, limit_rate
from passeport_gateway.http.bodies import MERGE_PATCH, read_json
from passeport_gateway.http.cookies import session_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Header, Ok, described, json_body
from passeport_gateway.http.render.holder import account_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.holder import AccountPatch, AccountShown, Activation

__all__ = ["add_account"]

_IF_MATCH = Header("If-Match", True, "ETag of the version that was read, in its quotes.", '"a0-5f0c8a5281d6"')


def _answer(account: Account) -> Response:
    return json_answer(account_json(account), 200, {"ETag": quoted_etag(account.etag)} if account.etag else {})


class _Accounts:
    """The account of the holder."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._identity = door.services.identity

    async def get_account(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, IDENTITY)):
            return _answer(await self._identity.account())

    async def update_account(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, IDENTITY)):
            etag = matching_etag(request.headers.get("if-match"))
            patch = await read_json(self._door, request, AccountPatch)
            paths = sorted(patch.model_fields_set)
            if not paths:
                raise FieldInvalid(violations=[FieldViolation("", "", "EMPTY")])
            wanted = Account(contact_email=patch.contact_email or "", language=patch.language or "")
            return _answer(await self._identity.update_account(wanted, etag, paths))

    async def activate_account(self, request: Request) -> Response:
        # Whatever session it has: who guesses numbers signs in anew as often as he likes. Before the session, of which
        # a count is kept: who makes up many is held back before they fill the memory.
        await limit_rate(self._door, "activation-address", client_address(request))
        await limit_rate(self._door, "activation", session_of(request) or "")
        with use_caller_token(await holder_token(self._door, request, IDENTITY)):
            asked = await read_json(self._door, request, Activation)
            return _answer(await self._identity.activate(asked.nir))

    async def close_account(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, IDENTITY)):
            return _answer(await self._identity.close_account(session_of(request) or ""))

    async def reopen_account(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, IDENTITY)):
            return _answer(await self._identity.reopen_account())


def _shown(example: dict[str, object]) -> Ok:
    return Ok(200, AccountShown, example, headers={"ETag": f'"{example["etag"]}"'})


def add_account(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Accounts(door)
    app.add_api_route(
        "/api/v1/account",
        routes.get_account,
        **described("Look at the account", "account", _shown(examples.ACCOUNT)),
    )
    app.add_api_route(
        "/api/v1/account",
        routes.update_account,
        methods=["PATCH"],
        **described(
            "Give an e-mail address and a language, or take them back",
            "account",
            _shown(examples.ACCOUNT_CHANGED),
            unsafe=True,
            problems=(400, 412, 422, 428, 501),
            body=json_body(AccountPatch, examples.ACCOUNT_PATCH, MERGE_PATCH),
            headers=[_IF_MATCH],
            description="JSON Merge Patch (RFC 7396). The address is the holder's own: no sign-in touches it, nobody "
            "is recognised by it, and nobody has confirmed that it is his. The language is that of answers to requests "
            "without `Accept-Language`.",
        ),
    )
    app.add_api_route(
        "/api/v1/account/activation",
        routes.activate_account,
        methods=["POST"],
        **described(
            "Activate the account with the social security number",
            "account",
            _shown(examples.ACCOUNT),
            unsafe=True,
            problems=(400, 422, 429),
            body=json_body(Activation, examples.ACTIVATION),
            description="Activating again with the same number changes nothing.",
        ),
    )
    app.add_api_route(
        "/api/v1/account/closure",
        routes.close_account,
        methods=["POST"],
        **described(
            "Close the account",
            "account",
            _shown(examples.ACCOUNT_CLOSED),
            unsafe=True,
            description="The passport is shut and every other session ends. Nothing is deleted (Code du travail, "
            "R6323-38), and what sources send goes on being entered. Closing what is closed changes nothing.",
        ),
    )
    app.add_api_route(
        "/api/v1/account/reopening",
        routes.reopen_account,
        methods=["POST"],
        **described(
            "Open a closed account again",
            "account",
            _shown(examples.ACCOUNT_REOPENED),
            unsafe=True,
            description="A session is enough. Opening what is open changes nothing.",
        ),
    )
