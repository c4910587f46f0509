"""The report of a batch: one JSON document, or the official accusé de traitement."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from passeport.records.v1 import feed_service_pb2 as pb
from passeport_chassis.errors import FieldViolation
from passeport_records.domain.batch import Feed
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.errors import FieldInvalid, ReportFormatUnsupported
from passeport_records.feeds.certifications.receipt import RefusedPassage, receipt_name, render_receipt
from passeport_records.usecases.read_report import Report

__all__ = ["Document", "render_report"]

_BUFFERED = 64 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """A report to send."""

    file_name: str
    media_type: str
    pieces: AsyncIterator[bytes]


def render_report(report: Report, wanted: pb.ReportFormat) -> Document:
    """Renders a report. Raises ReportFormatUnsupported, FieldInvalid."""
    batch = report.batch
    if wanted == pb.REPORT_FORMAT_JSON:
        return Document(f"{batch.file_name}.rapport.json", "application/json", _json(report))
    if wanted != pb.REPORT_FORMAT_OFFICIAL_XML:
        raise FieldInvalid(FieldViolation("format", "is not one that this version knows", "UNKNOWN_VALUE"))
    if batch.feed is not Feed.CERTIFICATIONS:
        raise ReportFormatUnsupported
    pieces = render_receipt(
        file_name=batch.file_name,
        flux_id=batch.head.flux_id,
        treatment=batch.treatment_number,
        refused=_refused(report),
        accepted=_accepted(report),
    )
    day = (batch.finished_at or batch.created_at).date()
    return Document(receipt_name(batch.file_name, day), "application/xml", pieces)


async def _accepted(report: Report) -> AsyncIterator[str]:
    async for line in report.lines(Outcome.ACCEPTED):
        yield line.key


async def _refused(report: Report) -> AsyncIterator[RefusedPassage]:
    async for line in report.lines(Outcome.DUPLICATE, Outcome.UNRESOLVED, Outcome.REJECTED):
        yield RefusedPassage(line.key, (line.message,))


async def _json(report: Report) -> AsyncIterator[bytes]:
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
    }


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


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
        "waits_until": _moment(line.waits_until),
        "settled_at": _moment(line.settled_at),
    }
    return {name: value for name, value in said.items() if value}
