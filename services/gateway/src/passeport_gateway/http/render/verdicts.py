"""Verdicts of verifications."""

from __future__ import annotations

from typing import Any, Literal

from passeport.publishing.v1.verification_service_pb2 import CheckResult, Outcome, Verdict, VerifiedItem
from passeport_gateway.domain.language import Language
from passeport_gateway.domain.source_words import source_words
from passeport_gateway.http.render.values import enum_names, moment, partial_date

__all__ = ["Basis", "item_json", "outcome_name", "result_name", "verdict_json"]

_OUTCOMES = enum_names(Outcome.DESCRIPTOR)
_RESULTS = enum_names(CheckResult.DESCRIPTOR)


def outcome_name(verdict: Verdict) -> str:
    """The one word of a verdict."""
    return _OUTCOMES[verdict.outcome]


def result_name(number: int) -> str:
    """How a check ended."""
    return _RESULTS[number]


Basis = Literal["code", "document", "status"]
"""What was looked at: a code tells of the publication only, a status of a place in a list."""


def item_json(item: VerifiedItem, language: Language) -> dict[str, Any]:
    """One item of what was published."""
    return {
        "guaranteed": item.guaranteed,
        "kind": item.kind,
        "title": item.title,
        "organisation": item.organisation or None,
        "locality": item.locality or None,
        "siret": item.siret or None,
        "details": [{"key": detail.key, "value": detail.value} for detail in item.details],
        "description": item.description or None,
        "source": source_words(item.source, language) or None,
        "register_time": moment(item.register_time) if item.HasField("register_time") else None,
        "start_date": partial_date(item.start_date) if item.HasField("start_date") else None,
        "end_date": partial_date(item.end_date) if item.HasField("end_date") else None,
        "known_until": partial_date(item.known_until) if item.HasField("known_until") else None,
        "legal_basis": item.legal_basis or None,
    }


def verdict_json(verdict: Verdict, basis: Basis, language: Language) -> dict[str, Any]:
    """What a verification found."""
    return {
        "outcome": _OUTCOMES[verdict.outcome],
        "kind": verdict.kind or None,
        "basis": basis,
        "message": verdict.message_fr if language == "fr" else verdict.message_en,
        "checks": [
            {"id": check.id, "result": _RESULTS[check.result], "detail": check.detail or None}
            for check in verdict.checks
        ],
        "holder_name": verdict.holder_name or None,
        "title": verdict.title or None,
        "publish_time": moment(verdict.publish_time) if verdict.HasField("publish_time") else None,
        "state_time": moment(verdict.state_time) if verdict.HasField("state_time") else None,
        "items": [item_json(item, language) for item in verdict.items],
        "document_sha256": verdict.document_sha256 or None,
    }
