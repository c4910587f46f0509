"""What there is to be trained for, and how long it holds: a table that anyone may fetch."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_gateway.domain.preconditions import quoted_etag
from passeport_gateway.http import examples
from passeport_gateway.http.door import Door
from passeport_gateway.http.kept import kept_answer
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.render.training_types import training_types_json
from passeport_gateway.http.render.values import to_json
from passeport_gateway.http.schemas.training_types import TrainingTypesShown

__all__ = ["add_training_types"]

_JSON = "application/json"
_MAX_AGE = 3600


def add_training_types(app: FastAPI, door: Door) -> None:
    """Adds the route."""

    async def list_training_types(request: Request) -> Response:
        found = training_types_json(await door.services.prevention.training_types())
        return kept_answer(request, to_json(found), _JSON, _MAX_AGE)

    kept = {"Cache-Control": f"public, max-age={_MAX_AGE}", "ETag": quoted_etag("0cc175b9c0f1b6a831c399e269772661")}
    app.add_api_route(
        "/api/v1/reference/training-types",
        list_training_types,
        **described(
            "List what there is to be trained for, and how long it holds",
            "prevention",
            Ok(200, TrainingTypesShown, examples.TRAINING_TYPES, headers=kept),
            access=PUBLIC,
            description="For forms: `name` is what a declaration gives as `training_type`. Each rule has its text, and "
            "whether that binds or recommends.",
        ),
    )
