"""Employers verify what training bodies declared of their workers; these read what they are to answer for."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.prevention.v1.training_pb2 import Training
from passeport.prevention.v1.verification_service_pb2 import AnswerVerificationRequest, ListVerificationsRequest
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.preconditions import matching_etag, quoted_etag
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, partner_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PARTNER, Ok, described, json_body
from passeport_gateway.http.render.prevention import SIDE_NUMBERS, STATE_NUMBERS, training_json, training_page
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, PageSize, ResourceId
from passeport_gateway.http.routes.records import IF_MATCH
from passeport_gateway.http.schemas.prevention import (
    TrainingDeclared,
    VerificationAnswer,
    VerificationStateName,
)
from passeport_gateway.http.schemas.shapes import Page

__all__ = ["add_prevention_verifications"]

_PATH = "/partners/v1/prevention/verifications"
_SCOPE = "prevention:declare"


class _Verifications:
    """What employers verify."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._prevention = door.services.prevention

    async def list_verifications(
        self,
        request: Request,
        side: Annotated[
            Literal["employer", "declarant"],
            Query(description="`declarant`: what employers want of what your organisation declared."),
        ] = "employer",
        state: Annotated[
            list[VerificationStateName] | None, Query(description="States, `state=` once for each; absent means all.")
        ] = None,
        cursor: Cursor = "",
        page_size: PageSize = 50,
    ) -> Response:
        wanted = ListVerificationsRequest(
            side=SIDE_NUMBERS[side],  # type: ignore[arg-type]
            states=[STATE_NUMBERS[name] for name in state or ()],  # type: ignore[misc]
            page_size=page_size,
            page_token=cursor,
        )
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            return json_answer(training_page(await self._prevention.verifications(wanted)))

    async def get_verification(self, request: Request, training_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            return _answer(await self._prevention.verification(training_id))

    async def answer_verification(self, request: Request, training_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            etag = matching_etag(request.headers.get("if-match"))
            asked = await read_json(self._door, request, VerificationAnswer)
            state: Any = STATE_NUMBERS[asked.state]
            said = AnswerVerificationRequest(
                training_id=training_id, etag=etag, state=state, comment=asked.comment or ""
            )
            return _answer(await self._prevention.answer_verification(said))


def _answer(training: Training) -> Response:
    return json_answer(training_json(training), 200, {"ETag": quoted_etag(training.verification.etag)})


def add_prevention_verifications(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Verifications(door)
    one = f"{_PATH}/{{training_id}}"
    version = {"ETag": quoted_etag(examples.TRAINING["verification"]["etag"])}
    app.add_api_route(
        _PATH,
        routes.list_verifications,
        **described(
            "List trainings to verify, the newest first",
            "partners",
            Ok(200, Page[TrainingDeclared], {"items": [examples.TRAINING], "next_cursor": None}),
            access=PARTNER,
            scope=_SCOPE,
            problems=(422,),
            description="That name an establishment of your enterprise (SIREN) as the employer. Nothing says who the "
            "worker is: you know the training by `employer_reference`, `reference` and its dates.",
        ),
    )
    app.add_api_route(
        one,
        routes.get_verification,
        **described(
            "Read a training to verify",
            "partners",
            Ok(200, TrainingDeclared, examples.TRAINING, headers=version),
            access=PARTNER,
            scope=_SCOPE,
            problems=(404, 422),
        ),
    )
    app.add_api_route(
        f"{one}/answer",
        routes.answer_verification,
        methods=["POST"],
        **described(
            "Confirm a training, ask for its correction, or contest it",
            "partners",
            Ok(
                200,
                TrainingDeclared,
                examples.TRAINING_VERIFIED,
                headers={"ETag": quoted_etag(examples.TRAINING_VERIFIED["verification"]["etag"])},
            ),
            access=PARTNER,
            scope=_SCOPE,
            problems=(400, 404, 409, 412, 422, 428),
            body=json_body(VerificationAnswer, examples.VERIFICATION_ANSWER),
            headers=[IF_MATCH],
            description="`If-Match` has the `etag` of its `verification`. Until `due_date` the last answer counts; who "
            "says nothing until then is taken to have verified it. A correction by the training body asks anew.",
        ),
    )
