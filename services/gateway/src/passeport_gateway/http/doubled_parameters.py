"""Parameters of an address that are taken once and are there twice: a route would take the last without a word."""

from __future__ import annotations

from collections import Counter
from typing import get_args, get_origin

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request

__all__ = ["refuse_doubled"]


async def refuse_doubled(request: Request) -> None:
    """Raises RequestValidationError, which names each of them."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    if given.total() == len(given):
        return
    once = _taken_once(request.scope["route"])
    doubled = [name for name, count in given.items() if count > 1 and name in once]
    if doubled:
        raise RequestValidationError([{"type": "duplicate_key", "loc": ("query", name)} for name in doubled])


def _taken_once(route: APIRoute) -> set[str]:
    return {field.alias for field in route.dependant.query_params if not _is_list(field.field_info.annotation)}


def _is_list(annotation: object) -> bool:
    return any(get_origin(each) is list for each in (annotation, *get_args(annotation)))
