"""What a partner of the passeport de prévention has still to do, and until when."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, partner_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PARTNER, Ok, described
from passeport_gateway.http.render.prevention import DECLARANT_NUMBERS, duties_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.prevention import PartnerDeclarant
from passeport_gateway.http.schemas.prevention_duties import DutiesShown

__all__ = ["add_prevention_duties"]


def add_prevention_duties(app: FastAPI, door: Door) -> None:
    """Adds the route."""

    async def list_prevention_duties(
        request: Request,
        declarant: Annotated[PartnerDeclarant, Query(description="In which capacity your organisation is asked.")],
    ) -> Response:
        number: Any = DECLARANT_NUMBERS[declarant]
        with use_caller_token(await partner_token(door, request, PREVENTION)):
            return json_answer(duties_json(await door.services.prevention.duties(number)))

    app.add_api_route(
        "/partners/v1/prevention/duties",
        list_prevention_duties,
        **described(
            "List what is still to be declared and verified, and until when",
            "partners",
            Ok(200, DutiesShown, examples.DUTIES),
            access=PARTNER,
            scope="prevention:declare",
            problems=(422,),
            description="By the days of the trainings, the first due first. What is over is not there, and is taken "
            "all the same when it is declared late. A day is in time until it is over everywhere in France.",
        ),
    )
