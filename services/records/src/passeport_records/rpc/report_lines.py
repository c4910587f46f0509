"""The report of a batch, item by item: as one JSON document, as JSON Lines, as CSV; never whole in memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from passeport_dossier.domain.spreadsheets import as_cell
from passeport_records.domain.batch import Rollback
from passeport_records.domain.report import LineReport
from passeport_records.usecases.read_report import Report

__all__ = ["write_csv", "write_json", "write_json_lines"]

_BUFFERED = 64 * 1024
_NAMES = ("line", "outcome", "key", "field", "rule", "message", "value", "fix", "wait_until_time", "settle_time")


async def write_json_lines(report: Report) -> AsyncIterator[bytes]:
    """An object for every item, one a line."""
    text, size = [], 0
    async for line in report.lines():
        item = _written(_item(line)) + "\n"
        text.append(item)
        size += len(item)
        if size > _BUFFERED:
            yield "".join(text).encode()
            text, size = [], 0
    yield "".join(text).encode()


async def write_csv(report: Report) -> AsyncIterator[bytes]:
    """RFC 4180: the names, then a line for every item, of which no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _NAMES, restval="")
    writer.writeheader()
    async for line in report.lines():
        writer.writerow({name: as_cell(value) for name, value in _item(line).items()})
        if text.tell() > _BUFFERED:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


async def write_json(report: Report) -> AsyncIterator[bytes]:
    """One document: what the batch is, and every item."""
    text = [f'{{"batch":{_written(_batch(report))},"items":[']
    size, first = 0, True
    async for line in report.lines():
        item = ("" if first else ",") + "\n" + _written(_item(line))
        text.append(item)
        size, first = size + len(item), False
        if size > _BUFFERED:
            yield "".join(text).encode()
            text, size = [], 0
    text.append("\n]}\n")
    yield "".join(text).encode()


def _written(said: dict[str, object]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _batch(report: Report) -> dict[str, object]:
    batch = report.batch
    return {
        "id": str(batch.id),
        "feed": batch.feed.value,
        "file_name": batch.file_name,
        "sha256": batch.sha256,
        "format_version": batch.head.format_version,
        "treatment_number": batch.treatment_number,
        "accepted": batch.counts.accepted,
        "duplicates": batch.counts.duplicates,
        "unresolved": batch.counts.unresolved,
        "rejected": batch.counts.rejected,
        "remarks_count": batch.counts.remarks,
        "state": batch.state.value,
        "rollback": _rollback(batch.rollback),
    }


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _rollback(rollback: Rollback | None) -> dict[str, object] | None:
    if rollback is None:
        return None
    return {
        "reason": rollback.reason,
        "begin_time": _moment(rollback.began_at),
        "finish_time": _moment(rollback.ended_at) or None,
        "undone": rollback.undone,
        "kept": rollback.kept,
        "by_operator": bool(rollback.operator),
    }


def _item(line: LineReport) -> dict[str, object]:
    """One line; what is empty is left out."""
    said = {
        "line": line.line,
        "outcome": line.outcome.value,
        "key": line.key,
        "field": line.field,
        "rule": line.rule,
        "message": line.message,
        "value": line.value,
        "fix": line.fix,
        "wait_until_time": _moment(line.waits_until),
        "settle_time": _moment(line.settled_at),
    }
    return {name: value for name, value in said.items() if value}
