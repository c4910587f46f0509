"""Imports between messages of the contract and values of the domain, and results as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

from passeport.prevention.v1 import import_service_pb2 as pb
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import PageTokens
from passeport_dossier.domain.spreadsheets import as_cell
from passeport_prevention.domain.imports import Import, LineResult, ResultPage
from passeport_prevention.domain.training import Declarant
from passeport_prevention.errors import FieldInvalid, ImportNotFound
from passeport_prevention.rpc.parse import DECLARANTS

__all__ = ["FORMATS", "after", "import_id", "read_chunks", "read_header", "render_import", "render_lines"]

_LINE_PAGES = PageTokens("prevention.import_lines")
_LONGEST_ORDINAL = 18
_BUFFERED = 64 * 1024
_NAMES = (
    *("line", "outcome", "declaration_id", "partner_key", "column", "rule", "message", "value", "fix", "training_id"),
    "late",
)

Parts = AsyncIterator[pb.SubmitImportRequest]


async def read_header(parts: Parts) -> tuple[str, Declarant]:
    """Name of the file and declarant, which come first. Raises FieldInvalid."""
    first = await anext(parts, None)
    if first is None or first.WhichOneof("part") != "header":
        raise FieldInvalid([FieldViolation("header", "is required, before any chunk", "REQUIRED")])
    declarant = DECLARANTS.get(first.header.declarant)
    if declarant is None or declarant is Declarant.HOLDER:
        wrong = "must be a training body, an employer or a temporary-work company"
        raise FieldInvalid([FieldViolation("header.declarant", wrong, "NOT_A_PARTNER")])
    return first.header.file_name, declarant


async def read_chunks(parts: Parts) -> AsyncIterator[bytes]:
    """The bytes of the file. Raises FieldInvalid when the stream is not whole: nothing of it may be kept then.

    The runtime ends the stream of a cancelled call as if it were whole: only the end tells one from the other.
    """
    size = 0
    async for part in parts:
        match part.WhichOneof("part"):
            case "chunk":
                size += len(part.chunk)
                yield part.chunk
            case "end":
                if part.end.size_bytes != size:
                    wrong = f"must be the bytes of all chunks together, which are {size}"
                    raise FieldInvalid([FieldViolation("end.size_bytes", wrong, "SIZE")])
                return
            case _:
                raise FieldInvalid([FieldViolation("header", "is given once, before the chunks", "REPEATED")])
    wrong = "is required after the last chunk: the file was cut off"
    raise FieldInvalid([FieldViolation("end", wrong, "REQUIRED")])


def import_id(text: str) -> UUID:
    """Reads an identifier. Raises ImportNotFound for what is none."""
    found = parse_id(text)
    if found is None:
        raise ImportNotFound
    return found


def after(token: str) -> int:
    """The ordinal after which a page begins. Raises FieldInvalid."""
    position = _LINE_PAGES.read(token, 1)
    if position is None:
        return -1
    if not position[0].isdecimal() or len(position[0]) > _LONGEST_ORDINAL:
        raise _LINE_PAGES.refusal()
    return int(position[0])


def render_import(value: Import) -> pb.Import:
    """An import."""
    message = pb.Import(
        id=str(value.id),
        file_name=value.file_name,
        layout=value.layout,
        declarant=f"DECLARANT_{value.declarant.name}",
        state=f"IMPORT_STATE_{value.state.name}",
        size_bytes=value.size,
        sha256=value.sha256,
        declared=value.counts.declared,
        already_declared=value.counts.already_declared,
        unresolved=value.counts.unresolved,
        rejected=value.counts.rejected,
        late=value.counts.late,
        lines=value.lines,
        lines_done=value.counts.lines,
    )
    message.create_time.FromDatetime(value.created_at)
    if value.finished_at is not None:
        message.finish_time.FromDatetime(value.finished_at)
    if value.result_expired_at is not None:
        message.result_expire_time.FromDatetime(value.result_expired_at)
    return message


def render_lines(page: ResultPage) -> pb.ListImportLinesResponse:
    """A page of lines."""
    return pb.ListImportLinesResponse(
        lines=[
            pb.ImportLine(**_said(result) | {"outcome": f"IMPORT_OUTCOME_{result.outcome.name}"})
            for result in page.results
        ],
        next_page_token="" if page.next is None else _LINE_PAGES.write(str(page.next)),
    )


def _said(result: LineResult) -> dict[str, Any]:
    return {
        "line": result.line,
        "outcome": result.outcome.value,
        "declaration_id": result.declaration,
        "partner_key": result.key,
        "column": result.column,
        "rule": result.rule,
        "message": result.message,
        "value": result.value,
        "fix": result.fix,
        "training_id": str(result.training_id) if result.training_id is not None else "",
        "late": result.late,
    }


async def _write_csv(results: AsyncIterator[LineResult]) -> AsyncIterator[bytes]:
    """RFC 4180: the names, then a line for every result."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _NAMES)
    writer.writeheader()
    async for result in results:
        said = _said(result) | {"late": "true" if result.late else ""}
        writer.writerow({name: as_cell(value) for name, value in said.items()})
        if text.tell() > _BUFFERED:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


async def _write_json_lines(results: AsyncIterator[LineResult]) -> AsyncIterator[bytes]:
    """An object for every result, one a line; what is empty is left out."""
    lines, size = [], 0
    async for result in results:
        said = {name: value for name, value in _said(result).items() if value not in {"", False} or name == "line"}
        lines.append(json.dumps(said, ensure_ascii=False) + "\n")
        size += len(lines[-1])
        if size > _BUFFERED:
            yield "".join(lines).encode()
            lines, size = [], 0
    yield "".join(lines).encode()


Writer = Callable[[AsyncIterator[LineResult]], AsyncIterator[bytes]]
FORMATS: dict[int, tuple[str, str, Writer]] = {
    pb.IMPORT_RESULT_FORMAT_CSV: ("csv", "text/csv; charset=utf-8; header=present", _write_csv),
    pb.IMPORT_RESULT_FORMAT_JSON_LINES: ("jsonl", "application/jsonl", _write_json_lines),
}
"""Ending, media type and writer of each form of a result."""
