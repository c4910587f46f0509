"""A publication, as a platform may have it, in the forms of others: JSON Resume and Europass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passeport.identity.v1.account_service_pb2 import Account, CivilIdentity
from passeport.publishing.v1.consent_service_pb2 import PulledPublication
from passeport.publishing.v1.publication_service_pb2 import PublicationState
from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport.records.v1.entry_pb2 import Entry, Nature
from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.entries import KIND_NUMBERS
from passeport_gateway.http.render.europass import europass_cv
from passeport_gateway.http.render.json_resume import json_resume
from passeport_gateway.http.render.values import enum_names, moment

__all__ = ["pulled_europass", "pulled_json_resume"]

_Json = dict[str, Any]
_STATES = enum_names(PublicationState.DESCRIPTOR)
_AWARDS = frozenset({"certification", "diploma", "habilitation"})
# A training of the passeport de prévention is no record, and a training in these forms.
_KINDS = {"prevention": "training"}


def pulled_json_resume(pulled: PulledPublication) -> _Json:
    """JSON Resume 1.0.0 of what is granted; `x_passeport` tells what it is cut to and where the publication stands."""
    resume = json_resume(_account(pulled), [_entry(item, pulled) for item in pulled.items])
    basics = {"label": pulled.title, "summary": pulled.summary}
    resume["basics"] |= {name: value for name, value in basics.items() if value}
    told = {
        "publication_id": pulled.publication_id,
        "kind": pulled.kind,
        "scopes": list(pulled.scopes),
        "state": _STATES[pulled.state],
        "state_time": moment(pulled.state_time) if pulled.HasField("state_time") else None,
        "publish_time": moment(pulled.publish_time),
        "verification_url": pulled.verification_url,
    }
    return resume | {"x_passeport": {name: value for name, value in told.items() if value}}


def pulled_europass(pulled: PulledPublication) -> _Json:
    """Europass CV, in the JSON form of its schema 3.4, of what is granted."""
    language: Language = "en" if pulled.language == "en" else "fr"
    whole = europass_cv(_account(pulled), [_entry(item, pulled) for item in pulled.items], language)
    if pulled.summary or pulled.title:
        said = "\n".join(part for part in (pulled.title, pulled.summary) if part)
        headline = {"Type": {"Code": "personal_statement"}, "Description": {"Label": said}}
        whole["SkillsPassport"].setdefault("LearnerInfo", {})["Headline"] = headline
    return whole


def _account(pulled: PulledPublication) -> Account:
    holder = pulled.holder
    civil = CivilIdentity(given_names=holder.given_names, birth_name=holder.family_name, usage_name=holder.usage_name)
    if holder.HasField("birth_date"):
        civil.birth_date.CopyFrom(holder.birth_date)
    return Account(civil_identity=civil)


def _entry(item: VerifiedItem, pulled: PulledPublication) -> Entry:
    """An item as an entry, of which these forms are made: with the facts that a publication keeps of one."""
    details = {detail.key: detail.value for detail in item.details}
    entry = Entry(
        kind=KIND_NUMBERS.get(_KINDS.get(item.kind, item.kind), 0),  # type: ignore[arg-type]
        nature=Nature.NATURE_GUARANTEED if item.guaranteed else Nature.NATURE_DECLARED,
        title=item.title,
        description=item.description,
        source_label=item.source,
        update_time=pulled.publish_time,
    )
    entry.organisation.name, entry.organisation.locality = item.organisation, item.locality
    for name in ("start_date", "end_date"):
        if item.HasField(name):
            getattr(entry, name).CopyFrom(getattr(item, name))
    _write_details(entry, item.kind, details)
    return entry


def _write_details(entry: Entry, kind: str, details: Mapping[str, str]) -> None:
    if kind in _AWARDS:
        for name in ("option", "mention", "score"):
            setattr(entry.award, name, details.get(name, ""))
        level = details.get("level", "")
        entry.award.level = int(level) if level.isdecimal() else 0
    elif kind == "language":
        entry.language.cefr_level = details.get("cefr_level", "")
