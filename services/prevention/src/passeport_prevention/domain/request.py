"""A request and its key: the same key with the same content is a repetition, with another content a mistake."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import is_one_line
from passeport_prevention.domain.training import Content, Declarant

__all__ = ["PARTNER_KEY_LIMIT", "REQUEST_ID_LIMIT", "Claimed", "check_key", "fingerprint", "fingerprints"]

REQUEST_ID_LIMIT = 128
PARTNER_KEY_LIMIT = 255
"""Length of ID_UNIQUE_PARTENAIRE in the official import guide."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a key was first used for."""

    person_id: UUID
    training_id: UUID
    fingerprint: bytes


def check_key(field: str, key: str, limit: int) -> Iterator[FieldViolation]:
    """Every rule that a key breaks."""
    if not 1 <= len(key) <= limit:
        yield FieldViolation(field, f"must have 1 to {limit} characters", "LENGTH")
    if not is_one_line(key):
        yield FieldViolation(field, "holds a line break or a control character: remove it", "CONTROL_CHARACTER")


def fingerprint(
    person_id: UUID, declarant: Declarant, content: Content, further: Mapping[str, object] = MappingProxyType({})
) -> bytes:
    """SHA-256 of what a request says, as `fingerprints` makes it."""
    return fingerprints(declarant, content, further)(person_id)


def fingerprints(
    declarant: Declarant, content: Content, further: Mapping[str, object] = MappingProxyType({})
) -> Callable[[UUID], bytes]:
    """What gives, for a worker, the SHA-256 of what a request says of him.

    Fields left out are left out of it too, so that a field added later does not change the fingerprint of requests
    that do not use it: keys of partners hold for ever. The worker counts as his identifier, never as his NIR, whose
    hash would be as good as the number itself.
    """
    said: dict[str, object] = {
        "declarant": declarant.value,
        "title": content.title,
        "proof": content.proof.value,
        "start": str(content.start or ""),
        "end": str(content.end or ""),
        "validity_start": str(content.validity_start or ""),
        "validity_end": str(content.validity_end or ""),
        "training_body": content.training_body,
        "type": content.type_name,
        "refresher": "" if content.refresher is None else str(content.refresher),
    }
    said |= {f"further.{name}": value for name, value in further.items()}
    said = {name: value for name, value in said.items() if value} | {"person": ""}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
    # Inside of a value its quotes have a backslash before them.
    before, _, after = text.partition(b'"person": "')
    begun = hashlib.sha256(before + b'"person": "')

    def of(person_id: UUID) -> bytes:
        whole = begun.copy()
        whole.update(str(person_id).encode() + after)
        return whole.digest()

    return of
