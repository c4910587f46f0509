"""A request and its key: the same key with the same content is a repetition, with another content a mistake."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_records.domain.entry import Content, Kind

__all__ = ["REQUEST_ID_LIMIT", "Claimed", "check_request_id", "fingerprint", "in_request"]

REQUEST_ID_LIMIT = 128


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a request id was first used for."""

    person_id: UUID
    entry_id: UUID
    fingerprint: bytes


def check_request_id(request_id: str) -> Iterator[FieldViolation]:
    """Every rule that a request id breaks."""
    if not 1 <= len(request_id) <= REQUEST_ID_LIMIT:
        yield FieldViolation("request_id", f"must have 1 to {REQUEST_ID_LIMIT} characters", "LENGTH")
    if not request_id.isprintable():
        yield FieldViolation("request_id", "holds a line break or a control character: remove it", "CONTROL_CHARACTER")


def in_request(violations: Iterable[FieldViolation]) -> Iterator[FieldViolation]:
    """Violations of an entry, each under its path in the request that brought the entry."""
    return (replace(violation, field=f"entry.{violation.field}") for violation in violations)


def fingerprint(kind: Kind, content: Content, *, draft: bool = False) -> bytes:
    """SHA-256 of what a request says.

    What is empty is left out, so that a field added later does not change the fingerprint of requests without it.
    """
    said: dict[str, object] = {
        "kind": kind.value,
        "draft": draft,
        "title": content.title,
        "organisation": _given(asdict(content.organisation)),
        "start": str(content.start or ""),
        "end": str(content.end or ""),
        "description": content.description,
        "details": _given(asdict(content.details)),
    }
    text = json.dumps(_given(said), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).digest()


def _given(said: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in said.items() if value}
