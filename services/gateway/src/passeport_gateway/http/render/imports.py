"""Imports of the passeport de prévention."""

from __future__ import annotations

from typing import Any

from passeport.prevention.v1.import_service_pb2 import (
    Import,
    ImportLine,
    ImportOutcome,
    ImportState,
    ListImportLinesResponse,
)
from passeport.prevention.v1.training_pb2 import Declarant
from passeport_gateway.http.render.values import enum_names, moment

__all__ = ["import_json", "import_line_page"]

_DECLARANTS = enum_names(Declarant.DESCRIPTOR)
_STATES = enum_names(ImportState.DESCRIPTOR)
_OUTCOMES = enum_names(ImportOutcome.DESCRIPTOR)


def import_json(found: Import) -> dict[str, Any]:
    """A file and what became of it."""
    return {
        "id": found.id,
        "file_name": found.file_name,
        "layout": found.layout,
        "declarant": _DECLARANTS[found.declarant],
        "state": _STATES[found.state],
        "size": found.size_bytes,
        "sha256": found.sha256,
        "declared": found.declared,
        "already_declared": found.already_declared,
        "unresolved": found.unresolved,
        "rejected": found.rejected,
        "late": found.late,
        "lines": found.lines or None,
        "lines_done": found.lines_done,
        "create_time": moment(found.create_time),
        "finish_time": moment(found.finish_time) if found.HasField("finish_time") else None,
        "result_expire_time": moment(found.result_expire_time) if found.HasField("result_expire_time") else None,
        "result_url": f"/partners/v1/prevention/imports/{found.id}/result",
    }


def import_line_page(page: ListImportLinesResponse) -> dict[str, Any]:
    """A page of what became of the lines of an import."""
    return {"items": [_line(line) for line in page.lines], "next_cursor": page.next_page_token or None}


def _line(line: ImportLine) -> dict[str, Any]:
    return {
        "line": line.line or None,
        "outcome": _OUTCOMES[line.outcome],
        "declaration_id": line.declaration_id or None,
        "partner_key": line.partner_key or None,
        "column": line.column or None,
        "rule": line.rule or None,
        "message": line.message or None,
        "value": line.value or None,
        "fix": line.fix or None,
        "training_id": line.training_id or None,
        "late": line.late,
    }
