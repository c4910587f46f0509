"""What is wrong with a programme, before anything of it runs: asked when it is loaded, and by the conformance suite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from passeport_prevention.domain.training_types import TrainingType, ValidityRule
from passeport_prevention.extend.context import Audience
from passeport_prevention.extend.programme import Programme, Route

__all__ = ["PART", "faults_of"]

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_NAME = 40
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*([a-z]+[0-9]+)?")
PART = re.compile(r"\{([a-z_]+)\}")
_SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*|\{[a-z_]+\}")
_SENTENCE = 120


def faults_of(programme: object) -> list[str]:
    """Every rule of a programme that one breaks, in words; none for a sound one."""
    if not isinstance(programme, Programme):
        return [
            f"its entry point names a {type(programme).__name__}; fix: name a passeport_prevention.extend.Programme"
        ]
    return [*_of_itself(programme), *_of_types(programme), *_of_routes(programme)]


def _of_itself(programme: Programme) -> Iterator[str]:
    if not _NAME.fullmatch(programme.name) or len(programme.name) > _LONGEST_NAME:
        yield f"its name {programme.name!r} is not of small letters, figures and hyphens, {_LONGEST_NAME} at most"
    if not _is_sentence(programme.title):
        yield f"its title is not one line of 1 to {_SENTENCE} characters"
    if not _VERSION.fullmatch(programme.version):
        yield f"its version {programme.version!r} is none; fix: give one such as 1.2.0"
    if programme.migrations is not None and not Path(programme.migrations).is_dir():
        yield "its migrations are no folder; fix: ship them inside of its package"


def _of_types(programme: Programme) -> Iterator[str]:
    types: tuple[Any, ...] = programme.training_types
    rules: tuple[Any, ...] = programme.validity_rules
    if not all(isinstance(one, TrainingType) for one in types):
        yield "a training type is no TrainingType"
        return
    if not all(isinstance(one, ValidityRule) for one in rules):
        yield "a validity rule is no ValidityRule"
        return
    if unseen := {one.name for one in programme.training_types} - programme.about:
        yield f"it adds {', '.join(sorted(unseen))} and is not about it; fix: name it in `about`"


def _of_routes(programme: Programme) -> Iterator[str]:
    seen: set[tuple[Audience, str, str]] = set()
    given: tuple[Any, ...] = programme.routes
    if not all(isinstance(route, Route) for route in given):
        yield "a route is no Route"
        return
    for route in programme.routes:
        where = f"the route {route.method} {route.path}"
        yield from (f"{where} {fault}" for fault in (*_of_address(route), *_of_handler(route), *_of_request(route)))
        # What differs in the names of its parts alone is one address.
        address = (route.audience, route.method, PART.sub("{}", route.path))
        if address in seen:
            yield f"{where} is there twice"
        seen.add(address)


def _of_address(route: Any) -> Iterator[str]:
    if route.method not in {"GET", "PUT", "DELETE"}:
        yield "has another method than GET, PUT and DELETE"
    if not all(_SEGMENT.fullmatch(part) for part in route.path.split("/")):
        yield "is not made of small letters, figures, hyphens and {parts}, without a slash at either end"
    if not isinstance(route.audience, Audience):
        yield "has an audience that is none"


def _of_handler(route: Any) -> Iterator[str]:
    if not _is_sentence(route.summary):
        yield f"does not say in one line of 1 to {_SENTENCE} characters what it does"
    if not callable(route.handler) or not _is_model(route.response):
        yield "has no function for a handler, or no model for its response"


def _of_request(route: Route) -> Iterator[str]:
    if route.request is None:
        if route.method == "PUT":
            yield "takes no body; fix: name its model, an empty one if need be"
        return
    if route.method != "PUT":
        yield "takes a body, which only PUT does"
    if not _is_model(route.request) or route.request.model_config.get("extra") != "forbid":
        yield 'takes fields that it does not know; fix: model_config = ConfigDict(extra="forbid")'


def _is_model(given: object) -> bool:
    return isinstance(given, type) and issubclass(given, BaseModel)


def _is_sentence(text: object) -> bool:
    return isinstance(text, str) and len(text.strip()) > 0 and len(text) <= _SENTENCE and text.isprintable()
