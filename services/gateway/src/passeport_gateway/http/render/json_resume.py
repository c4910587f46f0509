"""A passport as JSON Resume 1.0.0 (https://jsonresume.org/schema), which allows further members everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from passeport.identity.v1.account_service_pb2 import Account
from passeport.records.v1.entry_pb2 import Entry, Nature
from passeport_gateway.http.pages.cv_words import VALUES
from passeport_gateway.http.render.entries import KIND_NAMES
from passeport_gateway.http.render.values import moment, partial_date

__all__ = ["json_resume"]

_SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_Json = dict[str, Any]


def json_resume(account: Account, entries: Sequence[Entry]) -> _Json:
    """The active entries, section by section in the holder's order; what is not known is left out."""
    sections: dict[str, list[_Json]] = {}
    for entry in entries:
        section, written = _SECTIONS[KIND_NAMES[entry.kind]]
        said = {name: value for name, value in written(entry).items() if value}
        sections.setdefault(section, []).append(said | {"x_passeport": _guarantee(entry)})
    civil = account.civil_identity
    basics = {
        "name": f"{civil.given_names} {civil.usage_name or civil.birth_name}".strip(),
        "email": account.contact_email,
    }
    newest = max((moment(entry.update_time) for entry in entries), default=None)
    meta = {"canonical": _SCHEMA, "version": "v1.0.0", "lastModified": newest}
    return {
        "$schema": _SCHEMA,
        "basics": {name: value for name, value in basics.items() if value},
        **sections,
        "meta": {name: value for name, value in meta.items() if value},
    }


def _guarantee(entry: Entry) -> _Json:
    return {
        # An item of a publication has none.
        **({"id": entry.id} if entry.id else {}),
        "guaranteed": entry.nature == Nature.NATURE_GUARANTEED,
        "source": entry.source_label,
    }


def _start(entry: Entry) -> str | None:
    return partial_date(entry.start_date) if entry.HasField("start_date") else None


def _end(entry: Entry) -> str | None:
    return partial_date(entry.end_date) if entry.HasField("end_date") else None


def _work(entry: Entry) -> _Json:
    return {
        "name": entry.organisation.name,
        "location": entry.organisation.locality,
        "position": entry.title,
        "startDate": _start(entry),
        "endDate": _end(entry),
        "summary": entry.description,
    }


def _volunteer(entry: Entry) -> _Json:
    return {
        "organization": entry.organisation.name,
        "position": entry.engagement.role or entry.title,
        "startDate": _start(entry),
        "endDate": _end(entry),
        "summary": entry.description,
    }


def _training(entry: Entry) -> _Json:
    return {
        "institution": entry.organisation.name,
        "area": entry.title,
        "startDate": _start(entry),
        "endDate": _end(entry),
    }


def _diploma(entry: Entry) -> _Json:
    # The first date of an award is the day of its delivery.
    return {
        "institution": entry.organisation.name,
        "studyType": entry.title,
        "area": entry.award.option,
        "endDate": _start(entry),
        "score": entry.award.score or _mention(entry.award.mention),
    }


def _mention(said: str) -> str:
    """A mention as it stands on the diploma, in French: sources send codes, holders their own words."""
    if said == "SANS_MENTION":
        return ""
    return VALUES[said].fr if said in VALUES else said


def _certificate(entry: Entry) -> _Json:
    return {"name": entry.title, "date": _start(entry), "issuer": entry.organisation.name}


def _language(entry: Entry) -> _Json:
    return {"language": entry.title or entry.language.language, "fluency": entry.language.cefr_level}


def _skill(entry: Entry) -> _Json:
    return {"name": entry.title, "keywords": [entry.skill.label] if entry.skill.label else []}


_SECTIONS: Mapping[str, tuple[str, Callable[[Entry], _Json]]] = {
    "employment": ("work", _work),
    "engagement": ("volunteer", _volunteer),
    "training": ("education", _training),
    "diploma": ("education", _diploma),
    "certification": ("certificates", _certificate),
    "habilitation": ("certificates", _certificate),
    "driving_licence": ("certificates", _certificate),
    "language": ("languages", _language),
    "skill": ("skills", _skill),
    # A kind that records knows and this gateway does not yet.
    "unknown": ("certificates", _certificate),
}
