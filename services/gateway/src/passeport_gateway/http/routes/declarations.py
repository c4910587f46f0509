"""Declarations of health-and-safety trainings by training bodies and employers."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.prevention.v1.training_service_pb2 import DeclareTrainingRequest
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, partner_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PARTNER, Ok, described, json_body
from passeport_gateway.http.parse import training_message
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.prevention import DECLARANT_NUMBERS, declaration_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.prevention import Declaration, DeclarationShown

__all__ = ["add_declarations"]


def add_declarations(app: FastAPI, door: Door) -> None:
    """Adds the route."""

    async def declare_training(request: Request) -> Response:
        with use_caller_token(await partner_token(door, request, PREVENTION)):
            asked = await read_json(door, request, Declaration)
            # The key of a declaration is in its body.
            name_places(request, {"request_id": pointer_to("partner_key")})
            declared = await door.services.prevention.declare(
                DeclareTrainingRequest(
                    training=training_message(asked),
                    nir=asked.nir,
                    birth_name=asked.birth_name,
                    partner_key=asked.partner_key,
                    declarant=DECLARANT_NUMBERS[asked.declarant],  # type: ignore[arg-type]
                )
            )
        return json_answer(declaration_json(declared), 200 if declared.already_declared else 201)

    app.add_api_route(
        "/partners/v1/prevention/declarations",
        declare_training,
        methods=["POST"],
        **described(
            "Declare a training of one worker",
            "partners",
            Ok(201, DeclarationShown, examples.DECLARATION_ANSWER),
            Ok(
                200,
                DeclarationShown,
                examples.DECLARATION_ANSWER | {"already_declared": True},
                description="The partner key was known already; nothing changed.",
            ),
            access=PARTNER,
            scope="prevention:declare",
            problems=(400, 422),
            body=json_body(Declaration, examples.DECLARATION),
            description="Idempotent by `partner_key`, so no Idempotency-Key is needed.",
        ),
    )
