"""A draft: a model of a CV that its holder saves again and again. Each save is a version; a deletion can be undone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import shows_nothing
from passeport_publishing.domain.model import (
    PublicationModel,
    SaidModel,
    faults_of,
    read_model,
    refused_characters,
    say_model,
)
from passeport_publishing.domain.request import faults_of_request_id
from passeport_publishing.domain.text import clean_line
from passeport_publishing.errors import FieldInvalid

__all__ = ["DRAFTS_LIMIT", "KEPT_DELETED", "VERSIONS_LIMIT", "Draft", "DraftRequest", "DraftVersion", "Revised"]

DRAFTS_LIMIT = 20
VERSIONS_LIMIT = 50
"""Of one draft; older ones are dropped when another is saved."""
KEPT_DELETED = timedelta(days=30)
NAME_LIMIT = 80
FIELDS = frozenset(
    {"name", "title", "summary", "language", "template", "entry_ids", "entry_set", "hidden_parts"},
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its holder last saved it. It may still lack what a publication needs."""

    id: UUID
    person_id: UUID
    name: str
    model: PublicationModel
    version: int
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None = None

    @property
    def etag(self) -> str:
        """The version, as clients compare it."""
        return f"v{self.version}"

    def save(self, name: str, model: PublicationModel, at: datetime) -> Self:
        """The next version, or the same when nothing is another."""
        if (name, model) == (self.name, self.model):
            return self
        return replace(self, name=name, model=model, version=self.version + 1, changed_at=at)


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """What a draft was at one of its versions."""

    version: int
    name: str
    model: PublicationModel
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """A draft to make."""

    request_id: str
    name: str
    model: PublicationModel

    @classmethod
    def read(cls, request_id: str, name: str, said: SaidModel) -> Self:
        """Reads a request. Raises FieldInvalid naming every field that breaks a rule."""
        if violations := [*faults_of_request_id(request_id), *_faults(name, said)]:
            raise FieldInvalid("the draft cannot be saved as asked", violations=violations)
        return cls(request_id, clean_line(name), read_model(said))

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of what is asked, the key of the request apart."""
        said = say_model(self.model)
        return hashlib.sha256(json.dumps([self.name, repr(said)], ensure_ascii=False).encode()).digest()


@dataclass(frozen=True, slots=True)
class Revised:
    """What a holder changes of a draft: fields by name, of `FIELDS`; the others stay."""

    fields: Mapping[str, Any]

    def apply(self, draft: Draft, at: datetime) -> Draft:
        """The draft with these changes. To name entries one by one ends naming them by a set, and the other way round.

        Raises FieldInvalid.
        """
        changes = dict(self.fields)
        name = changes.pop("name", draft.name)
        if changes.get("entry_set") is not None:
            changes.setdefault("entry_ids", ())
        elif changes.get("entry_ids"):
            changes.setdefault("entry_set", None)
        said = replace(say_model(draft.model), **changes)
        if violations := list(_faults(name, said)):
            raise FieldInvalid("the draft cannot be saved as asked", violations=violations)
        return draft.save(clean_line(name), read_model(said), at)


def _faults(name: str, said: SaidModel) -> Iterator[FieldViolation]:
    # The requests have the draft as one field.
    for fault in (*_faults_of_name(name), *faults_of(said, whole=False)):
        yield replace(fault, field=f"draft.{fault.field}")


def _faults_of_name(name: str) -> Iterator[FieldViolation]:
    yield from refused_characters("name", name)
    cleaned = clean_line(name)
    if shows_nothing(cleaned) or len(cleaned) > NAME_LIMIT:
        yield FieldViolation("name", f"must have 1 to {NAME_LIMIT} visible characters", "LENGTH")
