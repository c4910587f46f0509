"""Authorization requests that a client pushes before it sends the browser of a holder (RFC 9126)."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.identity.v1.authorization_service_pb2 import AuthorizationParameter, PushAuthorizationRequest
from passeport_chassis.errors import DomainError
from passeport_gateway.domain.authorization import PUSH, AuthorizationRequest
from passeport_gateway.domain.client_proof import ClientProof
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.render.oauth import NO_STORE, refusal, refusal_of
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.partners import PushedShown, TokenRefused
from passeport_gateway.http.token_requests import FORM, TokenRequestWrong, client_of, proves_nothing, read_form

__all__ = ["add_pushed_requests"]

_FIELDS = tuple(AuthorizationRequest.__slots__)


class _Pushed:
    """The endpoint."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def push_authorization(self, request: Request) -> Response:
        try:
            await limit_rate(self._door, "token-address", client_address(request))
            return await self._pushed(request, await read_form(self._door, request))
        except TokenRequestWrong as wrong:
            return refusal(wrong.error, wrong.description, 401 if wrong.error == "invalid_client" else 400)
        except (ServiceRefused, DomainError) as error:
            return refusal_of(error)

    async def _pushed(self, request: Request, form: Mapping[str, str]) -> Response:
        authorization = request.headers.get("authorization", "")
        public = proves_nothing(form, authorization)
        client = ClientProof(form["client_id"]) if public else client_of(form, authorization)
        await limit_rate(self._door, "token", client_address(request), client.client_id)
        if "request_uri" in form:
            raise TokenRequestWrong("invalid_request", "A request_uri cannot be pushed.")
        said = {name: form[name] for name in _FIELDS if form.get(name)}
        # An assertion names its client, which need not be told beside it; the browser comes with it.
        if not said.get("client_id"):
            raise TokenRequestWrong("invalid_request", "client_id is missing.")
        asked = AuthorizationRequest(**{"redirect_uri": "", "response_type": "", "code_challenge_method": ""} | said)
        fault = asked.fault or (asked.wallet_fault if public else None)
        if fault is not None:
            raise TokenRequestWrong(*fault)
        pushed = await self._door.services.consents.push(
            PushAuthorizationRequest(
                client_id=client.client_id,
                client_secret=client.secret,
                client_assertion=client.assertion,
                redirect_uri=asked.redirect_uri,
                scopes=asked.scopes,
                parameters=[AuthorizationParameter(name=name, value=value) for name, value in said.items()],
            )
        )
        content = {"request_uri": pushed.request_uri, "expires_in": pushed.lifetime.seconds}
        return json_answer(content, 201, NO_STORE)


def add_pushed_requests(app: FastAPI, door: Door) -> None:
    """Adds the route."""
    properties = {name: {"type": "string"} for name in (*_FIELDS, "client_secret", "client_assertion_type")}
    required = ["response_type", "client_id", "redirect_uri", "code_challenge", "code_challenge_method"]
    app.add_api_route(
        PUSH,
        _Pushed(door).push_authorization,
        methods=["POST"],
        **described(
            "Push an authorization request",
            "platforms",
            Ok(201, PushedShown, examples.PUSHED, headers={"Cache-Control": "no-store"}),
            *(
                Ok(status, TokenRefused, examples.TOKEN_REFUSED[status], description=description)
                for status, description in (
                    (400, "The request is wrong."),
                    (401, "The client, its secret or its assertion is wrong."),
                    (413, "The body is too large."),
                    (415, "The body is compressed."),
                    (429, "Too many requests."),
                    (503, "Try again in a moment."),
                )
            ),
            access=PUBLIC,
            body={
                "required": True,
                "content": {
                    FORM: {
                        "schema": {
                            "type": "object",
                            "required": required,
                            "properties": properties | {"client_assertion": {"type": "string"}},
                        },
                        "example": examples.PUSHED_ASKED,
                    }
                },
            },
            description="RFC 9126. The client proves who it is as for a token; a wallet proves nothing. Then send the "
            "browser to `/oauth/authorize` with `client_id` and `request_uri` alone, within 90 seconds.",
        ),
    )
