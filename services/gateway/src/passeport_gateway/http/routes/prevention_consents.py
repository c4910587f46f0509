"""What the holder lets an employer read of his passeport de prévention, and the employer that reads it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Path
from starlette.requests import Request
from starlette.responses import Response

from passeport.prevention.v1.consent_service_pb2 import Consent, ReadWorkerRequest
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import Place
from passeport_gateway.errors import FieldInvalid, FieldViolation
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, holder_token, partner_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PARTNER, Ok, described, json_body
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.prevention import SCOPE_NUMBERS, consent_json, training_page
from passeport_gateway.http.render.training_types import VALIDITY_NUMBERS
from passeport_gateway.http.render.values import json_answer, read_date
from passeport_gateway.http.schemas.prevention import (
    ConsentSaid,
    EmployerConsentShown,
    TrainingDeclared,
    WorkerAsked,
)
from passeport_gateway.http.schemas.shapes import Page

__all__ = ["add_prevention_consents"]

_PATH = "/api/v1/passport/prevention/consents"
Siret = Annotated[
    str,
    Path(pattern=r"^[0-9]{14}$", description="SIRET of an establishment of the employer; its enterprise is meant."),
]
_WORKER = {"page_token": Place("pointer", "/cursor"), "validity_states": Place("pointer", "/validity")}
_NAMED = {"employer_siret": Place("parameter", "siret")}


class _Consents:
    """What the holder says of employers, and what these read."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._prevention = door.services.prevention

    async def list_employer_consents(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            found = await self._prevention.consents()
        return json_answer({"items": list(map(consent_json, found.consents)), "next_cursor": None})

    async def get_employer_consent(self, request: Request, siret: Siret) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            name_places(request, _NAMED)
            return json_answer(consent_json(await self._prevention.consent(siret)))

    async def set_employer_consent(self, request: Request, siret: Siret) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            said = await read_json(self._door, request, ConsentSaid)
            name_places(request, _NAMED)
            return json_answer(consent_json(await self._prevention.set_consent(_message(siret, said))))

    async def withdraw_employer_consent(self, request: Request, siret: Siret) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            name_places(request, _NAMED)
            return json_answer(consent_json(await self._prevention.withdraw_consent(siret)))

    async def read_worker(self, request: Request) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            asked = await read_json(self._door, request, WorkerAsked)
            name_places(request, _WORKER)
            wanted = ReadWorkerRequest(
                nir=asked.nir,
                birth_name=asked.birth_name,
                page_size=asked.page_size or 0,
                page_token=asked.cursor or "",
                validity_states=[VALIDITY_NUMBERS[name] for name in asked.validity or ()],  # type: ignore[misc]
            )
            return json_answer(training_page(await self._prevention.worker(wanted)))


def _message(siret: str, said: ConsentSaid) -> Consent:
    scope: Any = SCOPE_NUMBERS[said.scope]
    message = Consent(
        employer_siret=siret,
        scope=scope,
        training_ids=said.training_ids or (),
        categories=said.categories or (),
    )
    if said.end_date is not None:
        try:
            read_date(said.end_date, message.end_date)
        except ValueError:
            wrong = FieldViolation("end_date", "is not a date of the calendar", "DATE")
            raise FieldInvalid(violations=[wrong]) from None
    return message


def add_prevention_consents(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Consents(door)
    one = f"{_PATH}/{{siret}}"
    app.add_api_route(
        _PATH,
        routes.list_employer_consents,
        **described(
            "List what employers may read, the last said first",
            "prevention",
            Ok(200, Page[EmployerConsentShown], {"items": [examples.EMPLOYER_CONSENT], "next_cursor": None}),
            description="Refusals and withdrawals too; an employer is there once.",
        ),
    )
    app.add_api_route(
        one,
        routes.get_employer_consent,
        **described(
            "Read what an employer may read",
            "prevention",
            Ok(200, EmployerConsentShown, examples.EMPLOYER_CONSENT),
            problems=(404, 422),
        ),
    )
    app.add_api_route(
        one,
        routes.set_employer_consent,
        methods=["PUT"],
        **described(
            "Say what an employer may read",
            "prevention",
            Ok(200, EmployerConsentShown, examples.EMPLOYER_CONSENT),
            unsafe=True,
            problems=(400, 422),
            body=json_body(ConsentSaid, examples.CONSENT_SAID),
            description="In place of whatever was said before. Without a consent an employer reads what it declared "
            "itself and nothing else, and cannot tell a refusal from silence. Nobody can ask for it here, and it is no "
            "condition of being hired.",
        ),
    )
    app.add_api_route(
        one,
        routes.withdraw_employer_consent,
        methods=["DELETE"],
        **described(
            "Withdraw what an employer may read",
            "prevention",
            Ok(200, EmployerConsentShown, examples.EMPLOYER_CONSENT_WITHDRAWN),
            unsafe=True,
            problems=(404, 422),
            description="At once. Done again it changes nothing; what was said stays in the list.",
        ),
    )
    app.add_api_route(
        "/partners/v1/prevention/workers",
        routes.read_worker,
        methods=["POST"],
        **described(
            "Read of a worker what he lets his employer read",
            "partners",
            Ok(200, Page[TrainingDeclared], {"items": [examples.TRAINING], "next_cursor": None}),
            access=PARTNER,
            scope="prevention:read",
            problems=(400, 422),
            body=json_body(WorkerAsked, examples.WORKER_ASKED),
            description="What your enterprise (SIREN) declared itself, and what he consents to beside. He reads that "
            "you looked, each time.",
        ),
    )
