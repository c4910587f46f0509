"""The report of a batch: JSON, JSON Lines, CSV, or the official accusé de traitement."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from passeport.records.v1 import feed_service_pb2 as pb
from passeport_chassis.days import day_in_paris
from passeport_chassis.errors import FieldViolation
from passeport_records.domain.batch import Feed
from passeport_records.domain.report import Outcome
from passeport_records.errors import FieldInvalid, ReportFormatUnsupported
from passeport_records.feeds.certifications.receipt import RefusedPassage, receipt_name, render_receipt
from passeport_records.rpc.report_lines import write_csv, write_json, write_json_lines
from passeport_records.usecases.read_report import Report

__all__ = ["Document", "render_report"]

_WRITERS: dict[int, tuple[str, str, Callable[[Report], AsyncIterator[bytes]]]] = {
    pb.REPORT_FORMAT_JSON: ("json", "application/json", write_json),
    pb.REPORT_FORMAT_JSON_LINES: ("jsonl", "application/jsonl", write_json_lines),
    pb.REPORT_FORMAT_CSV: ("csv", "text/csv; charset=utf-8; header=present", write_csv),
}
_UNDONE = "Passage annulé : son envoi a été annulé"


@dataclass(frozen=True, slots=True)
class Document:
    """A report to send."""

    file_name: str
    media_type: str
    pieces: AsyncIterator[bytes]


def render_report(report: Report, wanted: pb.ReportFormat) -> Document:
    """Renders a report. Raises ReportFormatUnsupported, FieldInvalid."""
    batch = report.batch
    if wanted in _WRITERS:
        ending, media_type, write = _WRITERS[wanted]
        return Document(f"{batch.file_name}.rapport.{ending}", media_type, write(report))
    if wanted != pb.REPORT_FORMAT_OFFICIAL_XML:
        raise FieldInvalid(FieldViolation("format", "is not one that this version knows", "UNKNOWN_VALUE"))
    if batch.feed is not Feed.CERTIFICATIONS:
        raise ReportFormatUnsupported
    refused, accepted = _halves(report)
    pieces = render_receipt(
        file_name=batch.file_name,
        flux_id=batch.head.flux_id,
        treatment=batch.treatment_number,
        refused=refused,
        accepted=accepted,
    )
    day = day_in_paris(batch.finished_at or batch.created_at)
    return Document(receipt_name(batch.file_name, day), "application/xml", pieces)


def _halves(report: Report) -> tuple[AsyncIterator[RefusedPassage], AsyncIterator[str]]:
    """The passages that are refused, and those that are not, read one after the other: each in one of both.

    What becomes of a line while the first half is read is for the next report.
    """
    told = bytearray(report.batch.position + 1)

    async def refused() -> AsyncIterator[RefusedPassage]:
        async for line in report.lines(Outcome.DUPLICATE, Outcome.UNRESOLVED, Outcome.REJECTED, Outcome.ROLLED_BACK):
            told[line.ordinal] = True
            yield RefusedPassage(line.key, (line.message or _UNDONE,))

    async def accepted() -> AsyncIterator[str]:
        async for line in report.lines():
            if line.outcome is not Outcome.REMARK and not told[line.ordinal]:
                yield line.key

    return refused(), accepted()
