"""Programmes of prevention as JSON."""

from __future__ import annotations

from typing import Any

import orjson

from passeport.prevention.v1alpha1.programme_service_pb2 import ListProgrammesResponse, Programme, ProgrammeRoute

__all__ = ["programmes_json"]


def programmes_json(found: ListProgrammesResponse, root: str) -> dict[str, Any]:
    """The programmes, with addresses below a root."""
    return {"items": [_programme(one, root) for one in found.programmes], "next_cursor": None}


def _programme(programme: Programme, root: str) -> dict[str, Any]:
    return {
        "name": programme.name,
        "title": programme.title,
        "version": programme.version or None,
        "available": programme.available,
        "routes": [_route(one, f"{root}/{programme.name}") for one in programme.routes],
    }


def _route(route: ProgrammeRoute, root: str) -> dict[str, Any]:
    return {
        "method": route.method,
        "address": f"{root}/{route.path}",
        "summary": route.summary,
        "request_schema": orjson.loads(route.request_schema) if route.request_schema else None,
        "response_schema": orjson.loads(route.response_schema),
    }
