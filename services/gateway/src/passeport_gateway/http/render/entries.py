"""Entries, and what proves them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from passeport.records.v1.entry_pb2 import (
    AwardDetails,
    DrivingCategory,
    DrivingLicenceDetails,
    EmploymentDetails,
    EngagementDetails,
    Entry,
    EntryState,
    Kind,
    Label,
    LanguageDetails,
    Nature,
    Organisation,
    SkillDetails,
    TrainingDetails,
)
from passeport.records.v1.passport_service_pb2 import EntryProof, ListEntriesResponse
from passeport_gateway.domain.language import Language
from passeport_gateway.domain.source_words import source_words
from passeport_gateway.http.render.values import enum_names, moment, partial_date

__all__ = ["KIND_NAMES", "KIND_NUMBERS", "STATE_NUMBERS", "entry_json", "entry_page", "organisation_json", "proof_json"]

_KINDS = enum_names(Kind.DESCRIPTOR)
_NATURES = enum_names(Nature.DESCRIPTOR)
_STATES = enum_names(EntryState.DESCRIPTOR)
KIND_NAMES: Mapping[int, str] = _KINDS
STATE_NUMBERS = {name: number for number, name in _STATES.items()}
KIND_NUMBERS = {name: number for number, name in _KINDS.items()}


def organisation_json(value: Organisation) -> dict[str, Any]:
    """An organisation."""
    return {"name": value.name or None, "siret": value.siret or None, "locality": value.locality or None}


def _label(value: Label) -> dict[str, Any]:
    return {
        "text": value.text,
        "level": value.level or None,
        "scheme": value.scheme,
        "code": value.code,
        "since": partial_date(value.since),
    }


def _employment(value: EmploymentDetails) -> dict[str, Any]:
    return {
        "pcs_code": value.pcs_code or None,
        "profession": _label(value.profession) if value.HasField("profession") else None,
        "contract_nature_code": value.contract_nature_code or None,
        "contract_nature": value.contract_nature or None,
        "apprenticeship": value.apprenticeship,
        "working_time": value.working_time or None,
        "workplace_code": value.workplace_code or None,
        "workplace": _label(value.workplace) if value.HasField("workplace") else None,
        "known_until": partial_date(value.known_until) if value.HasField("known_until") else None,
    }


def _award(value: AwardDetails) -> dict[str, Any]:
    return {
        "register": value.register or None,
        "code": value.code or None,
        "label": _label(value.label) if value.HasField("label") else None,
        "prevention": value.prevention,
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
        "categories": [*value.categories],
        "diploma_code": value.diploma_code or None,
        "school_code": value.school_code or None,
    }


def _driving_licence(value: DrivingLicenceDetails) -> dict[str, Any]:
    return {"categories": [{"category": one.category, **_period(one)} for one in value.categories]}


def _texts(value: LanguageDetails | SkillDetails | EngagementDetails) -> dict[str, Any]:
    """Details that are texts and no more, each of which may not be known."""
    return {field.name: getattr(value, field.name) or None for field in value.DESCRIPTOR.fields}


def _training(value: TrainingDetails) -> dict[str, Any]:
    return {
        "hours": value.hours or None,
        "certification_code": value.certification_code or None,
        "label": _label(value.label) if value.HasField("label") else None,
        "outcome": value.outcome or None,
        "funder": value.funder or None,
        "prevention": value.prevention,
    }


def _period(value: Entry | DrivingCategory) -> dict[str, Any]:
    return {
        "start_date": partial_date(value.start_date) if value.HasField("start_date") else None,
        "end_date": partial_date(value.end_date) if value.HasField("end_date") else None,
    }


_DETAILS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "employment": _employment,
    "award": _award,
    "language": _texts,
    "training": _training,
    "driving_licence": _driving_licence,
    "skill": _texts,
    "engagement": _texts,
}


def entry_json(entry: Entry, language: Language = "fr") -> dict[str, Any]:
    """One entry, with its source in a language."""
    answer = {
        "id": entry.id,
        "nature": _NATURES[entry.nature],
        "kind": _KINDS[entry.kind],
        "title": entry.title,
        "organisation": organisation_json(entry.organisation) if entry.HasField("organisation") else None,
        **_period(entry),
        "description": entry.description or None,
        "state": _STATES[entry.state],
        "etag": entry.etag,
        "source_label": source_words(entry.source_label, language),
        "contested": entry.contested,
        "create_time": moment(entry.create_time),
        "update_time": moment(entry.update_time),
        "purge_time": moment(entry.purge_time) if entry.HasField("purge_time") else None,
    }
    details = entry.WhichOneof("details")
    if details is not None:
        answer[details] = _DETAILS[details](getattr(entry, details))
    return answer


def entry_page(page: ListEntriesResponse, language: Language) -> dict[str, Any]:
    """A page of entries."""
    items = [entry_json(entry, language) for entry in page.entries]
    return {"items": items, "next_cursor": page.next_page_token or None}


def proof_json(proof: EntryProof) -> dict[str, Any]:
    """What proves that an entry is in the ledger."""
    return {
        "entry_id": proof.entry_id,
        "revision": proof.revision,
        "said": proof.said,
        "salt": base64.b64encode(proof.salt).decode("ascii"),
        "index": proof.index,
        "proof": proof.proof,
    }
