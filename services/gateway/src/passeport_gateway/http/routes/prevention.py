"""The passeport de prévention of the holder."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.prevention.v1.training_pb2 import Training
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.preconditions import idempotency_key, matching_etag, quoted_etag
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, holder_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described, json_body
from passeport_gateway.http.parse import training_message
from passeport_gateway.http.render.prevention import prevention_json, training_json, training_page
from passeport_gateway.http.render.training_types import VALIDITY_NUMBERS
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, PageSize, ResourceId
from passeport_gateway.http.routes.records import IDEMPOTENCY_KEY, IF_MATCH
from passeport_gateway.http.schemas.prevention import PreventionShown, TrainingDeclared, TrainingDraft
from passeport_gateway.http.schemas.shapes import Page
from passeport_gateway.http.schemas.training_types import ValidityStateName

__all__ = ["add_prevention"]

_FIRST_PAGE = 100


class _Trainings:
    """Trainings of the holder."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._prevention = door.services.prevention

    async def get_prevention(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            return json_answer(prevention_json(await self._prevention.trainings(_FIRST_PAGE, "")))

    async def list_trainings(
        self,
        request: Request,
        withdrawn: Annotated[bool, Query(description="Those that their declarants took back, too.")] = False,
        validity: Annotated[
            list[ValidityStateName] | None,
            Query(max_length=6, description="Those that stand so today, `validity=` once for each; absent means all."),
        ] = None,
        cursor: Cursor = "",
        page_size: PageSize = 100,
    ) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            states = [VALIDITY_NUMBERS[name] for name in validity or ()]
            page = await self._prevention.trainings(page_size, cursor, withdrawn=withdrawn, states=states)
            return json_answer(training_page(page))

    async def list_training_versions(self, request: Request, training_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            found = await self._prevention.training_versions(training_id)
        return json_answer({"items": list(map(training_json, found.versions)), "next_cursor": None})

    async def update_training(self, request: Request, training_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            etag = matching_etag(request.headers.get("if-match"))
            draft = await read_json(self._door, request, TrainingDraft)
            return _answer(await self._prevention.update_training(training_id, training_message(draft), etag))

    async def delete_training(self, request: Request, training_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            etag = matching_etag(request.headers.get("if-match"))
            return _answer(await self._prevention.delete_training(training_id, etag))

    async def create_training(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            key = idempotency_key(request.headers.get("idempotency-key"))
            draft = await read_json(self._door, request, TrainingDraft)
            return json_answer(training_json(await self._prevention.create_training(training_message(draft), key)), 201)


def _answer(training: Training) -> Response:
    return json_answer(training_json(training), 200, {"ETag": quoted_etag(training.etag)})


def add_prevention(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Trainings(door)
    app.add_api_route(
        "/api/v1/passport/prevention",
        routes.get_prevention,
        **described("Read the passeport de prévention", "prevention", Ok(200, PreventionShown, examples.PREVENTION)),
    )
    app.add_api_route(
        "/api/v1/passport/prevention/trainings",
        routes.list_trainings,
        **described(
            "List trainings, the latest end first",
            "prevention",
            Ok(200, Page[TrainingDeclared], examples.TRAINING_PAGE),
            problems=(422,),
            description="Each with its `validity`: until when it holds, by what, and how it stands today.",
        ),
    )
    one = "/api/v1/passport/prevention/trainings/{training_id}"
    changed = {"ETag": quoted_etag(examples.TRAINING_CHANGED["etag"])}
    app.add_api_route(
        one,
        routes.update_training,
        methods=["PUT"],
        **described(
            "Change a training that the holder declared",
            "prevention",
            Ok(200, TrainingDeclared, examples.TRAINING_CHANGED, headers=changed),
            unsafe=True,
            problems=(400, 404, 409, 412, 422, 428),
            body=json_body(TrainingDraft, examples.TRAINING_DRAFT),
            headers=[IF_MATCH],
            description="Whole. The version before is kept. What others declared they correct themselves.",
        ),
    )
    app.add_api_route(
        one,
        routes.delete_training,
        methods=["DELETE"],
        **described(
            "Take back a training that the holder declared",
            "prevention",
            Ok(200, TrainingDeclared, examples.TRAINING_TAKEN_BACK, headers=changed),
            unsafe=True,
            problems=(400, 404, 412, 422, 428),
            headers=[IF_MATCH],
            description="It counts no more, and is listed with `?withdrawn=true`.",
        ),
    )
    app.add_api_route(
        "/api/v1/passport/prevention/trainings/{training_id}/versions",
        routes.list_training_versions,
        **described(
            "Read what was declared of a training, version by version",
            "prevention",
            Ok(200, Page[TrainingDeclared], examples.TRAINING_VERSIONS),
            problems=(404, 422),
            description="The first version first; the last is what counts by now, with the reason of its change.",
        ),
    )
    app.add_api_route(
        "/api/v1/passport/prevention/trainings",
        routes.create_training,
        methods=["POST"],
        **described(
            "Declare a training",
            "prevention",
            Ok(201, TrainingDeclared, examples.TRAINING_DECLARED),
            unsafe=True,
            problems=(400, 422),
            body=json_body(TrainingDraft, examples.TRAINING_DRAFT),
            headers=[IDEMPOTENCY_KEY],
        ),
    )
