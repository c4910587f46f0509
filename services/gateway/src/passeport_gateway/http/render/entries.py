"""Entries and their provenance."""

from __future__ import annotations

from typing import Any

from passeport.records.v1.entry_pb2 import (
    AwardDetails,
    EmploymentDetails,
    Entry,
    EntryState,
    Kind,
    Nature,
    Organisation,
)
from passeport.records.v1.passport_service_pb2 import ListEntriesResponse, Provenance
from passeport_gateway.http.render.values import enum_names, moment, partial_date

__all__ = ["KIND_NUMBERS", "entry_json", "entry_page", "provenance_json"]

_KINDS = enum_names(Kind.DESCRIPTOR)
_NATURES = enum_names(Nature.DESCRIPTOR)
_STATES = enum_names(EntryState.DESCRIPTOR)
KIND_NUMBERS = {name: number for number, name in _KINDS.items()}


def _organisation(value: Organisation) -> dict[str, Any]:
    return {"name": value.name or None, "siret": value.siret or None, "locality": value.locality or None}


def _employment(value: EmploymentDetails) -> dict[str, Any]:
    return {
        "pcs_code": value.pcs_code or None,
        "contract_nature_code": value.contract_nature_code or None,
        "contract_nature": value.contract_nature or None,
        "apprenticeship": value.apprenticeship,
        "working_time": value.working_time or None,
    }


def _award(value: AwardDetails) -> dict[str, Any]:
    return {
        "register": value.register or None,
        "code": value.code or None,
        "option": value.option or None,
        "obtention": value.obtention or None,
        "score": value.score or None,
        "mention": value.mention or None,
        "cefr_level": value.cefr_level or None,
        "access_way": value.access_way or None,
        "digital_score": value.digital_score or None,
        "digital_results": [
            {"domain": result.domain, "competence": result.competence, "level": result.level}
            for result in value.digital_results
        ],
        "level": value.level or None,
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """One entry."""
    has = entry.HasField
    answer = {
        "id": entry.id,
        "nature": _NATURES[entry.nature],
        "kind": _KINDS[entry.kind],
        "title": entry.title,
        "organisation": _organisation(entry.organisation) if has("organisation") else None,
        "start_date": partial_date(entry.start_date) if has("start_date") else None,
        "end_date": partial_date(entry.end_date) if has("end_date") else None,
        "description": entry.description or None,
        "state": _STATES[entry.state],
        "etag": entry.etag,
        "source_label": entry.source_label,
        "create_time": moment(entry.create_time),
        "update_time": moment(entry.update_time),
    }
    match entry.WhichOneof("details"):
        case "employment":
            answer["employment"] = _employment(entry.employment)
        case "award":
            answer["award"] = _award(entry.award)
        case "language":
            language = entry.language
            answer["language"] = {"language": language.language, "cefr_level": language.cefr_level or None}
        case "training":
            answer["training"] = {"hours": entry.training.hours or None}
    return answer


def entry_page(page: ListEntriesResponse) -> dict[str, Any]:
    """A page of entries."""
    return {"items": [entry_json(entry) for entry in page.entries], "next_cursor": page.next_page_token or None}


def provenance_json(provenance: Provenance) -> dict[str, Any]:
    """Where an entry comes from."""
    return {
        "entry_id": provenance.entry_id,
        "source": provenance.source,
        "source_label": provenance.source_label,
        "sender": _organisation(provenance.sender) if provenance.HasField("sender") else None,
        "steps": [
            {
                "change": step.change,
                "cause": step.cause or None,
                "batch_id": step.batch_id or None,
                "file_name": step.file_name or None,
                "line": step.line or None,
                "sender_key": step.sender_key or None,
                "format_version": step.format_version or None,
                "receive_time": moment(step.receive_time) if step.HasField("receive_time") else None,
            }
            for step in provenance.steps
        ],
    }
