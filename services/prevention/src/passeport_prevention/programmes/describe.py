"""What a programme offers, in the words of JSON Schema: a front end finds routes and fields without knowing it."""

from __future__ import annotations

import json
from collections.abc import Collection

from pydantic import BaseModel

from passeport_prevention.extend import Programme
from passeport_prevention.usecases.programme_ports import RouteShown

__all__ = ["routes_shown"]


def routes_shown(programme: Programme, audiences: Collection[str]) -> list[RouteShown]:
    """The routes that some may call."""
    return [
        RouteShown(
            route.method,
            route.path,
            route.summary,
            "" if route.request is None else _schema(route.request),
            _schema(route.response),
        )
        for route in programme.routes
        if route.audience.value in audiences
    ]


def _schema(model: type[BaseModel]) -> str:
    return json.dumps(model.model_json_schema(), ensure_ascii=False)
