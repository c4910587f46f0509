"""Disputes as rows, and back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from passeport_records.domain.dispute import Answerer, Dispute, DisputeState, Ground, Reference
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import Source
from passeport_records.storage.dispute_table import dispute as table

__all__ = ["SELECTED", "read_dispute", "write_dispute"]

# Under names of their own: a dispute is read beside its entry.
SELECTED = tuple(column.label(f"dispute_{column.name}") for column in table.c)
"""The columns that `read_dispute` needs."""


def read_dispute(row: sa.Row[*tuple[Any, ...]]) -> Dispute:
    """The dispute of a row."""
    return Dispute(
        id=row.dispute_id,
        person_id=row.dispute_person_id,
        entry_id=row.dispute_entry_id,
        entry_revision=row.dispute_entry_revision,
        ground=Ground(row.dispute_ground),
        text=row.dispute_text,
        reference=Reference(
            source=Source(row.dispute_source),
            sender=Organisation(row.dispute_sender_name, row.dispute_sender_siret),
            employer=Organisation(row.dispute_employer_name, row.dispute_employer_siret, row.dispute_employer_locality),
            batch_id=row.dispute_batch_id,
            line=row.dispute_line,
            sender_key=row.dispute_sender_key,
        ),
        opened_at=row.dispute_opened_at,
        due_on=row.dispute_due_on,
        state=DisputeState(row.dispute_state),
        revision=row.dispute_revision,
        seen_at=row.dispute_seen_at,
        answered_at=row.dispute_answered_at,
        answered_by=None if row.dispute_answered_by is None else Answerer(row.dispute_answered_by),
        answer=row.dispute_answer,
        closed_at=row.dispute_closed_at,
        settled_by=row.dispute_settled_by,
    )


def write_dispute(dispute: Dispute) -> dict[str, Any]:
    """The row of a dispute."""
    reference = dispute.reference
    return {
        "person_id": dispute.person_id,
        "id": dispute.id,
        "entry_id": dispute.entry_id,
        "entry_revision": dispute.entry_revision,
        "ground": dispute.ground.value,
        "text": dispute.text,
        "source": reference.source.value,
        "sender_name": reference.sender.name,
        "sender_siret": reference.sender.siret,
        "employer_name": reference.employer.name,
        "employer_siret": reference.employer.siret,
        "employer_locality": reference.employer.locality,
        "batch_id": reference.batch_id,
        "line": reference.line,
        "sender_key": reference.sender_key,
        "opened_at": dispute.opened_at,
        "due_on": dispute.due_on,
        "state": dispute.state.value,
        "revision": dispute.revision,
        "seen_at": dispute.seen_at,
        "answered_at": dispute.answered_at,
        "answered_by": None if dispute.answered_by is None else dispute.answered_by.value,
        "answer": dispute.answer,
        "closed_at": dispute.closed_at,
        "settled_by": dispute.settled_by,
    }
