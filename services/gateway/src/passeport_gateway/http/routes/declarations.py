"""Declarations of health-and-safety trainings by training bodies and employers, and their corrections."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.prevention.v1.training_pb2 import Training
from passeport.prevention.v1.training_service_pb2 import CorrectTrainingRequest, DeclareTrainingRequest
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.domain.preconditions import matching_etag, quoted_etag
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, partner_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PARTNER, Ok, described, json_body
from passeport_gateway.http.parse import training_message
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.prevention import DECLARANT_NUMBERS, declaration_json, training_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.routes.records import IF_MATCH
from passeport_gateway.http.schemas.prevention import (
    Declaration,
    DeclarationShown,
    DeclarationWithdrawal,
    DeclarationWithdrawn,
    TrainingCorrection,
    TrainingDeclared,
    TrainingWithdrawal,
)

__all__ = ["add_declarations"]

_PATH = "/partners/v1/prevention/declarations"
_SCOPE = "prevention:declare"


class _Declarations:
    """What a partner declares, corrects and takes back."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._prevention = door.services.prevention

    async def declare_training(self, request: Request) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            asked = await read_json(self._door, request, Declaration)
            # The key of a declaration is in its body.
            name_places(request, {"request_id": pointer_to("partner_key")})
            declared = await self._prevention.declare(
                DeclareTrainingRequest(
                    training=training_message(asked),
                    nir=asked.nir,
                    birth_name=asked.birth_name,
                    partner_key=asked.partner_key,
                    declarant=DECLARANT_NUMBERS[asked.declarant],  # type: ignore[arg-type]
                )
            )
        return json_answer(declaration_json(declared), 200 if declared.already_declared else 201)

    async def get_declared_training(self, request: Request, training_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            return _answer(await self._prevention.declared_training(training_id))

    async def correct_training(self, request: Request, training_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            etag = matching_etag(request.headers.get("if-match"))
            asked = await read_json(self._door, request, TrainingCorrection)
            message = CorrectTrainingRequest(
                training_id=training_id, training=training_message(asked), etag=etag, reason=asked.reason
            )
            return _answer(await self._prevention.correct_training(message))

    async def withdraw_training(self, request: Request, training_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            etag = matching_etag(request.headers.get("if-match"))
            asked = await read_json(self._door, request, TrainingWithdrawal)
            return _answer(await self._prevention.withdraw_training(training_id, etag, asked.reason))

    async def withdraw_declaration(self, request: Request) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            asked = await read_json(self._door, request, DeclarationWithdrawal)
            count = await self._prevention.withdraw_declaration(
                asked.declaration_id, asked.expected_count, asked.reason
            )
        return json_answer({"withdrawn": count})


def _answer(training: Training) -> Response:
    return json_answer(training_json(training), 200, {"ETag": quoted_etag(training.etag)})


def add_declarations(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Declarations(door)
    app.add_api_route(
        _PATH,
        routes.declare_training,
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
            scope=_SCOPE,
            problems=(400, 409, 422),
            body=json_body(Declaration, examples.DECLARATION),
            description="Idempotent by `partner_key`, so no Idempotency-Key is needed. `particulars` are judged by the "
            "rules of the official import.",
        ),
    )
    one = f"{_PATH}/{{training_id}}"
    app.add_api_route(
        one,
        routes.get_declared_training,
        **described(
            "Read a training that you declared",
            "partners",
            Ok(200, TrainingDeclared, examples.TRAINING, headers={"ETag": quoted_etag(examples.TRAINING["etag"])}),
            access=PARTNER,
            scope=_SCOPE,
            problems=(404, 422),
            description="As it is by now; nothing of the worker, who reads that you looked.",
        ),
    )
    app.add_api_route(
        f"{one}/correction",
        routes.correct_training,
        methods=["POST"],
        **described(
            "Correct a training that you declared",
            "partners",
            Ok(
                200,
                TrainingDeclared,
                examples.TRAINING_CORRECTED,
                headers={"ETag": quoted_etag(examples.TRAINING_CORRECTED["etag"])},
            ),
            access=PARTNER,
            scope=_SCOPE,
            problems=(400, 404, 409, 412, 422, 428),
            body=json_body(TrainingCorrection, examples.CORRECTION),
            headers=[IF_MATCH],
            description="Whole, as it should have been declared. The version before is kept, and the worker reads both "
            "with your reason. Another worker is no correction: withdraw it, and declare anew under another key.",
        ),
    )
    app.add_api_route(
        f"{one}/withdrawal",
        routes.withdraw_training,
        methods=["POST"],
        **described(
            "Take back a training that you declared",
            "partners",
            Ok(
                200,
                TrainingDeclared,
                examples.TRAINING_WITHDRAWN,
                headers={"ETag": quoted_etag(examples.TRAINING_WITHDRAWN["etag"])},
            ),
            access=PARTNER,
            scope=_SCOPE,
            problems=(400, 404, 412, 422, 428),
            body=json_body(TrainingWithdrawal, examples.WITHDRAWAL),
            headers=[IF_MATCH],
            description="Of one worker. Its key stays used. Done again it changes nothing.",
        ),
    )
    app.add_api_route(
        "/partners/v1/prevention/withdrawals",
        routes.withdraw_declaration,
        methods=["POST"],
        **described(
            "Take back a declaration with all its trainees",
            "partners",
            Ok(200, DeclarationWithdrawn, {"withdrawn": 12}),
            access=PARTNER,
            scope=_SCOPE,
            problems=(400, 404, 412, 422),
            body=json_body(DeclarationWithdrawal, examples.DECLARATION_WITHDRAWAL),
            description="All that you declared under this `declaration_id`, whatever file or call it came by, or "
            "none of it: 412 when one of them changes at this moment; then repeat the call.",
        ),
    )
