"""Trainings as rows: what was first declared, and of a correction what it may change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from passeport_chassis.partial_date import PartialDate
from passeport_prevention.domain.training import Arrival, Content, Declarant, Declarer, Proof, Training
from passeport_prevention.domain.verification import Verification, VerificationState, siren_of
from passeport_prevention.storage.particulars import read_particulars

__all__ = ["CONTENT", "content_row", "keys_of", "read_training", "said_row", "verification_row"]

CONTENT = (
    "title",
    "training_body",
    "proof",
    "start_date",
    "end_date",
    "validity_start_date",
    "validity_end_date",
    "due_on",
    "reference",
    "particulars",
    "training_type",
    "refresher",
)
"""Columns of what a correction may change, beside `dated_on`, which follows from them."""


def content_row(training: Training) -> dict[str, Any]:
    """What a correction may change."""
    content = training.content
    return {
        "title": content.title,
        "training_body": content.training_body,
        "proof": content.proof.value,
        "start_date": _text(content.start),
        "end_date": _text(content.end),
        "validity_start_date": _text(content.validity_start),
        "validity_end_date": _text(content.validity_end),
        "dated_on": str(training.dated_on),
        "due_on": training.due_on,
        "reference": training.reference,
        "particulars": training.particulars.told() or None,
        "training_type": content.type_name or None,
        "refresher": content.refresher,
    }


def said_row(training: Training) -> dict[str, Any]:
    """The row of a training as it is first declared, but for its identifier and its person."""
    declarer = training.declarer
    return {
        "declarant": declarer.declarant.value,
        "declarant_name": declarer.name,
        "declarant_siret": declarer.siret,
        "created_at": training.created_at,
        "declaration": training.declaration,
        **content_row(training),
    }


def verification_row(training: Training) -> dict[str, Any]:
    """What the employer says of a training that has an employer to verify it."""
    said = training.to_verify
    return {
        "person_id": training.person_id,
        "training_id": training.id,
        "employer_siren": siren_of(said.employer_siret),
        "employer_siret": said.employer_siret,
        "declarant_siren": siren_of(training.declarer.siret),
        "due_on": said.due_on,
        "state": said.state.value,
        "comment": said.comment,
        "changed_at": said.changed_at,
        "revision": said.revision,
    }


def read_training(row: sa.Row[*tuple[Any, ...]]) -> Training:
    """A training, of a row that has the columns of both."""
    return Training(
        id=row.id,
        person_id=row.person_id,
        declarer=Declarer(Declarant(row.declarant), row.declarant_name, row.declarant_siret),
        content=Content(
            title=row.title,
            proof=Proof(row.proof),
            start=_date(row.start_date),
            end=_date(row.end_date),
            validity_start=_date(row.validity_start_date),
            validity_end=_date(row.validity_end_date),
            training_body=row.training_body,
            type_name=row.training_type or "",
            refresher=row.refresher,
        ),
        created_at=row.created_at,
        due_on=row.due_on,
        declaration=row.declaration,
        reference=row.reference,
        particulars=read_particulars(row.particulars),
        version=row.version,
        revision=row.revision,
        changed_at=row.changed_at,
        reason=row.reason,
        withdrawn=row.withdrawn,
        verification=None if row.verify_by is None else _verification(row),
        arrival=None if row.entry_id is None else _arrival(row),
    )


def _verification(row: sa.Row[*tuple[Any, ...]]) -> Verification:
    return Verification(
        employer_siret=row.employer_siret,
        due_on=row.verify_by,
        state=VerificationState(row.verification),
        comment=row.comment,
        changed_at=row.verified_at,
        revision=row.verification_revision,
    )


def _arrival(row: sa.Row[*tuple[Any, ...]]) -> Arrival:
    return Arrival(
        entry_id=row.entry_id,
        code=row.code,
        is_award=row.is_award,
        source=row.source,
        siret=row.source_siret,
        funder=row.funder,
        contested=row.contested,
    )


def _text(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)


def keys_of(keys: Iterable[tuple[UUID, UUID]]) -> sa.Select[tuple[UUID, UUID]]:
    """Trainings by their persons and identifiers, as two arrays."""
    persons, ids = zip(*keys, strict=True)
    arrays = (
        sa.bindparam("persons", list(persons), ARRAY(sa.Uuid)),
        sa.bindparam("ids", list(ids), ARRAY(sa.Uuid)),
    )
    given = sa.func.unnest(*arrays).table_valued(
        sa.column("person_id", sa.Uuid), sa.column("training_id", sa.Uuid), name="given"
    )
    given = given.render_derived()
    return sa.select(given.c.person_id, given.c.training_id)
