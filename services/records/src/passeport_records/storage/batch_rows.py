"""Batches and the lines of their reports as rows, and back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from passeport_records.domain.batch import (
    Batch,
    BatchState,
    Counts,
    Feed,
    FileHead,
    Progress,
    Rollback,
    Sender,
)
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.domain.waiting import WAIT
from passeport_records.storage.tables import batch as table

__all__ = ["KNOWN", "SELECTED", "read_batch", "read_report", "write_batch", "write_report"]

SELECTED = (
    table.c.id,
    table.c.feed,
    table.c.state,
    table.c.client_id,
    table.c.id_client,
    table.c.sender_name,
    table.c.sender_siret,
    table.c.every_employer,
    table.c.file_name,
    table.c.size,
    table.c.sha256,
    table.c.format_version,
    table.c.flux_id,
    table.c.file_id_client,
    table.c.late_heads,
    table.c.treatment_number,
    table.c.position,
    table.c.accepted,
    table.c.duplicates,
    table.c.unresolved,
    table.c.rejected,
    table.c.remarks,
    table.c.created_at,
    table.c.finished_at,
    table.c.trace,
    table.c.attempts,
    table.c.given_up,
    table.c.later,
    table.c.begun_at,
    table.c.bytes_read,
    table.c.lines_read,
    table.c.rollback_began_at,
    table.c.rollback_ended_at,
    table.c.rollback_reason,
    table.c.rollback_operator,
    table.c.rollback_person_id,
    table.c.rollback_entry_id,
    table.c.undone,
    table.c.kept,
    table.c.report_expired_at,
)
"""The columns that `read_batch` needs."""

KNOWN = table.c.feed.in_([feed.value for feed in Feed])
"""Batches of feeds that this version knows: a later one, before which it runs again, may have left others."""


def read_batch(row: sa.Row[*tuple[Any, ...]]) -> Batch:
    """The batch of a row."""
    return Batch(
        id=row.id,
        feed=Feed(row.feed),
        sender=_sender(row),
        file_name=row.file_name,
        created_at=row.created_at,
        state=_state(row),
        head=FileHead(row.format_version, row.flux_id, row.file_id_client, row.late_heads),
        size=row.size,
        sha256=row.sha256,
        counts=Counts(row.accepted, row.duplicates, row.unresolved, row.rejected, row.remarks),
        position=row.position,
        treatment_number=row.treatment_number,
        finished_at=row.finished_at,
        trace=row.trace,
        attempts=row.attempts,
        given_up=row.given_up,
        later=row.later,
        progress=Progress(row.begun_at, row.bytes_read, row.lines_read),
        rollback=_rollback(row),
        report_expired_at=row.report_expired_at,
    )


def _sender(row: sa.Row[*tuple[Any, ...]]) -> Sender:
    # Nothing was said of a file that came before there was a difference: it is processed as it would have been.
    every_employer = row.every_employer is None or row.every_employer
    return Sender(row.client_id, Organisation(row.sender_name, row.sender_siret), row.id_client, every_employer)


def _state(row: sa.Row[*tuple[Any, ...]]) -> BatchState:
    # In columns of its own: a version of this service that does not know of it reads the state as before.
    if row.rollback_began_at is None:
        return BatchState(row.state)
    return BatchState.ROLLING_BACK if row.rollback_ended_at is None else BatchState.ROLLED_BACK


def _rollback(row: sa.Row[*tuple[Any, ...]]) -> Rollback | None:
    if row.rollback_began_at is None:
        return None
    return Rollback(
        reason=row.rollback_reason,
        began_at=row.rollback_began_at,
        operator=row.rollback_operator,
        ended_at=row.rollback_ended_at,
        after=None if row.rollback_entry_id is None else (row.rollback_person_id, row.rollback_entry_id),
        undone=row.undone,
        kept=row.kept,
    )


def write_batch(batch: Batch) -> dict[str, Any]:
    """The row of a batch."""
    sender, head, counts = batch.sender, batch.head, batch.counts
    return {
        "id": batch.id,
        "feed": batch.feed.value,
        "state": batch.state.value,
        "client_id": sender.client_id,
        "id_client": sender.id_client,
        "sender_name": sender.organisation.name,
        "sender_siret": sender.organisation.siret,
        "every_employer": sender.every_employer,
        "file_name": batch.file_name,
        "size": batch.size,
        "sha256": batch.sha256,
        "format_version": head.format_version,
        "flux_id": head.flux_id,
        "file_id_client": head.id_client,
        "late_heads": head.late_heads,
        "treatment_number": batch.treatment_number,
        "position": batch.position,
        "accepted": counts.accepted,
        "duplicates": counts.duplicates,
        "unresolved": counts.unresolved,
        "rejected": counts.rejected,
        "remarks": counts.remarks,
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
    }


def read_report(row: sa.Row[*tuple[Any, ...]]) -> LineReport:
    """The line of a report of a row."""
    return LineReport(
        ordinal=row.ordinal,
        line=row.line,
        outcome=Outcome(row.outcome),
        key=row.key,
        field=row.field,
        rule=row.rule,
        message=row.message,
        value=row.value,
        fix=row.fix,
        waits_until=None if row.since is None else row.since + WAIT,
        settled_at=row.at,
    )


def write_report(batch_id: UUID, report: LineReport) -> dict[str, Any]:
    """The row of a line of a report."""
    return {
        "batch_id": batch_id,
        "ordinal": report.ordinal,
        "line": report.line,
        "outcome": report.outcome.value,
        "key": report.key,
        "field": report.field,
        "rule": report.rule,
        "message": report.message,
        "value": report.value,
        "fix": report.fix,
    }
