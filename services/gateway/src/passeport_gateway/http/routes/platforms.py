"""What a platform pulls with its token: the publication that a holder consented to, in the form that it prefers."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.publishing.v1.consent_service_pb2 import PullForm
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.negotiation import best_form
from passeport_gateway.errors import NotAcceptable
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PUBLISHING, client_address, client_id_of, limit_rate, partner_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PLATFORM, Ok, described
from passeport_gateway.http.render.published import pulled_europass, pulled_json_resume
from passeport_gateway.http.render.values import to_json
from passeport_gateway.http.routes.downloads import CREDENTIAL

__all__ = ["EUROPASS", "add_platforms"]

JSON_RESUME = "application/json"
EUROPASS = "application/vnd.passeport.europass+json"
_FORMS: Mapping[str, PullForm] = {
    JSON_RESUME: PullForm.PULL_FORM_JSON_RESUME,
    EUROPASS: PullForm.PULL_FORM_EUROPASS,
    CREDENTIAL: PullForm.PULL_FORM_CREDENTIAL,
}


class _Platforms:
    """Pulls."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._consents = door.services.consents

    async def pull_publication(self, request: Request) -> Response:
        await limit_rate(self._door, "platform", client_address(request))
        media = best_form(request.headers.get("accept", ""), tuple(_FORMS))
        if media is None:
            raise NotAcceptable(metadata={"accepted": ", ".join(_FORMS)})
        token = await partner_token(self._door, request, PUBLISHING)
        await limit_rate(self._door, "platform-client", client_id_of(token))
        with use_caller_token(token):
            pulled = await self._consents.pull(_FORMS[media])
        match _FORMS[media]:
            case PullForm.PULL_FORM_CREDENTIAL:
                content = pulled.credential.encode("ascii")
            case PullForm.PULL_FORM_EUROPASS:
                content = to_json(pulled_europass(pulled))
            case _:
                content = to_json(pulled_json_resume(pulled))
        return Response(content, 200, {"Cache-Control": "no-store", "Vary": "Accept"}, media)


def add_platforms(app: FastAPI, door: Door) -> None:
    """Adds the route."""
    routes = _Platforms(door)
    app.add_api_route(
        "/platforms/v1/publication",
        routes.pull_publication,
        **described(
            "Pull the publication that the holder consented to",
            "platforms",
            Ok(
                200,
                example=examples.PULLED_JSON_RESUME,
                description="JSON Resume 1.0.0, Europass CV (schema 3.4) or the credential, as `Accept` says; cut to "
                "the scopes that are granted.",
                headers={"Cache-Control": "no-store"},
                also={
                    EUROPASS: {"schema": {"type": "object"}, "example": examples.PULLED_EUROPASS},
                    CREDENTIAL: {"schema": {"type": "string"}, "example": "eyJ0….e30.c2ln"},
                },
            ),
            access=PLATFORM,
            problems=(406, 410, 429),
            description="The token says whose and which. Each pull is shown to the holder. 403 with "
            "`consent_withdrawn`, `consent_expired`, `consent_outdated` or `consent_suspended`, 410 with "
            "`publication_gone`: ask the holder again; `scope_not_granted`: the credential without `cv:credential`.",
        ),
    )
