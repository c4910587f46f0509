"""Where an entry comes from, in words that its holder understands and as plain fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from passeport.records.v1.entry_pb2 import Organisation
from passeport.records.v1.passport_service_pb2 import Provenance, ProvenanceStep
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.domain.source_words import source_words
from passeport_gateway.http.render.dates import day_words
from passeport_gateway.http.render.entries import organisation_json
from passeport_gateway.http.render.values import moment

__all__ = ["HOLDER", "changed_at", "provenance_json"]

HOLDER = "holder"
"""The source of what nobody guarantees."""

_GUARANTEED = Words(
    "Cet élément est garanti par une source officielle. {sender} l'a transmis ({source}) le {day}.",
    "An official source guarantees this entry. {sender} sent it ({source}) on {day}.",
)
_WITHDRAWN = Words(" La source l'a retiré le {day}.", " The source took it back on {day}.")
# Where it was not the source: by the cause of the last change.
_OTHERWISE_WITHDRAWN = {
    "batch_undone_by_service": Words(" Le service l'a retiré le {day}.", " The service took it out on {day}."),
    "contracts_united": Words(
        " Il est réuni depuis le {day} avec l'autre élément du même contrat.",
        " Since {day} it is joined with the other entry of the same contract.",
    ),
}
_DECLARED = Words(
    "Vous avez déclaré cet élément vous-même, le {day}. Aucune source officielle ne le garantit.",
    "You declared this entry yourself, on {day}. No official source guarantees it.",
)
_SOMEBODY = Words("Une source officielle", "An official source")
# What records calls a source is in French.
_SOURCES = {
    "certifications": "feed of certifiers",
    "diplomas": "who awards the diploma",
    "dsn": "payroll declarations, DSN",
    "trainings": "training and engagement",
}

_CHANGES = {
    "registered": Words("Ajouté à votre passeport le {day}", "Added to your passport on {day}"),
    "corrected": Words("Mis à jour le {day}", "Updated on {day}"),
    "withdrawn": Words("Retiré de votre passeport le {day}", "Taken out of your passport on {day}"),
    "reinstated": Words("Rétabli dans votre passeport le {day}", "Put back into your passport on {day}"),
    "declared": Words("Ajouté par vous le {day}", "Added by you on {day}"),
    "drafted": Words("Commencé par vous, en brouillon, le {day}", "Begun by you, as a draft, on {day}"),
    "completed": Words(
        "Brouillon terminé par vous et ajouté à votre passeport le {day}",
        "Draft finished by you and added to your passport on {day}",
    ),
    "edited": Words("Modifié par vous le {day}", "Changed by you on {day}"),
    "deleted": Words("Supprimé par vous le {day}", "Deleted by you on {day}"),
    "restored": Words("Suppression annulée par vous le {day}", "Deletion taken back by you on {day}"),
}
_OTHER_CHANGE = Words("Modifié le {day}", "Changed on {day}")
# In French the cause is told as it was noted.
_CAUSES = {
    "award_declared": "the certifier declared the award",
    "award_declared_again": "the certifier declared the award again",
    "award_taken_back": "the certifier took the award back",
    "contract_declared": "the employer declared the contract",
    "contract_ended": "the employer declared the end of the contract",
    "contract_cancelled": "the employer cancelled the contract",
    "declaration_annulled": "the employer annulled the declaration that told it",
    "declaration_replaced": "the employer replaced or annulled the declaration that told it",
    "contracts_united": "joined with the other entry of the same contract, which had changed its number or its site",
    "diploma_declared": "the institution declared the diploma",
    "diploma_declared_again": "the institution declared the diploma again",
    "diploma_corrected": "the institution corrected the diploma",
    "diploma_taken_back": "the institution took the diploma back",
    "training_declared": "the organisation declared the training or engagement",
    "training_declared_again": "the organisation declared the training or engagement again",
    "training_corrected": "the organisation sent a correction",
    "training_taken_back": "the organisation took it back",
    "batch_undone_by_sender": "who sent the file that brought it took that file back",
    "batch_undone_by_service": "the service took back the file that brought it",
}
_COLON = Words(" : {said}", ": {said}")
_FIELDS = {
    "title": Words("intitulé", "title"),
    "organisation": Words("organisation", "organisation"),
    "start_date": Words("date de début", "start date"),
    "end_date": Words("date de fin", "end date"),
    "description": Words("texte libre", "free text"),
    "details": Words("précisions", "details"),
}
_AND_WHY = Words("{what} ; {why}", "{what}; {why}")
_SENT_BY = Words("transmis par {sender}", "sent by {sender}")
_RECEIVED = Words("reçu le {day}", "received on {day}")
_UNDONE = Words("envoi de {sender}", "what {sender} had sent")
_ORIGINS = {
    "file_name": Words("fichier {value}", "file {value}"),
    "line": Words("ligne {value}", "line {value}"),
    "sender_key": Words("référence {value}", "reference {value}"),
    "format_version": Words("norme {value}", "norm {value}"),
}


def provenance_json(provenance: Provenance, language: Language) -> dict[str, Any]:
    """Where an entry comes from: the whole in one or two sentences, then every change."""
    return {
        "entry_id": provenance.entry_id,
        "source": provenance.source,
        "source_label": source_words(provenance.source_label, language),
        "sender": organisation_json(provenance.sender) if provenance.HasField("sender") else None,
        "told": _summary(provenance, language),
        "steps": [_step(step, language) for step in provenance.steps],
    }


def _step(step: ProvenanceStep, language: Language) -> dict[str, Any]:
    return {
        "change": step.change,
        "told": _step_words(step, language),
        "revision": step.revision or None,
        "cause": step.cause or None,
        "cause_code": step.cause_code or None,
        "changed_fields": [*step.changed_fields],
        "sender": organisation_json(step.sender) if step.HasField("sender") else None,
        "batch_id": step.batch_id or None,
        "file_name": step.file_name or None,
        "line": step.line or None,
        "sender_key": step.sender_key or None,
        "format_version": step.format_version or None,
        "receive_time": _received(step),
        "change_time": changed_at(step),
    }


def changed_at(step: ProvenanceStep) -> datetime | None:
    """When the entry changed; the receipt, where records does not tell it."""
    return moment(step.change_time) if step.HasField("change_time") else _received(step)


def _received(step: ProvenanceStep) -> datetime | None:
    return moment(step.receive_time) if step.HasField("receive_time") else None


def _day(at: datetime | None, language: Language) -> str:
    return day_words(at, language) if at else "…"


def _summary(provenance: Provenance, language: Language) -> str:
    if not provenance.steps:
        return ""
    first, last = provenance.steps[0], provenance.steps[-1]
    if provenance.source == HOLDER:
        return _DECLARED.in_language(language).format(day=_day(_received(first), language))
    source = provenance.source_label
    if language == "en":
        source = _SOURCES.get(provenance.source, source)
    sender = _named(provenance.sender) or _SOMEBODY.in_language(language)
    told = _GUARANTEED.in_language(language).format(sender=sender, source=source, day=_day(_received(first), language))
    if last.change == "withdrawn":
        words = _OTHERWISE_WITHDRAWN.get(last.cause_code, _WITHDRAWN)
        told += words.in_language(language).format(day=_day(changed_at(last), language))
    return told


def _step_words(step: ProvenanceStep, language: Language) -> str:
    told = _CHANGES.get(step.change, _OTHER_CHANGE).in_language(language).format(day=_day(changed_at(step), language))
    why = step.cause if language == "fr" else _CAUSES.get(step.cause_code, "")
    what = ", ".join(_FIELDS[name].in_language(language) for name in step.changed_fields if name in _FIELDS)
    if what and why:
        why = _AND_WHY.in_language(language).format(what=what, why=f"{why[0].lower()}{why[1:]}")
    if why := why or what:
        told += _COLON.in_language(language).format(said=why)
    origin = _origin_words(step, language)
    return f"{told} ({origin})." if origin else f"{told}."


def _origin_words(step: ProvenanceStep, language: Language) -> str:
    sender = _named(step.sender)
    words = _UNDONE if step.cause_code == "batch_undone_by_service" else _SENT_BY
    parts = [words.in_language(language).format(sender=sender)] if sender else []
    for name, words in _ORIGINS.items():
        value = getattr(step, name)
        if value:
            parts.append(words.in_language(language).format(value=value))
    if (received := _day(_received(step), language)) != _day(changed_at(step), language):
        parts.append(_RECEIVED.in_language(language).format(day=received))
    return ", ".join(parts)


def _named(sender: Organisation) -> str:
    siret = f"SIRET {sender.siret}" if sender.siret else ""
    return f"{sender.name} ({siret})" if sender.name and siret else sender.name or siret
