"""Training types, and until when a training holds."""

from __future__ import annotations

from typing import Any

from passeport.prevention.v1.training_pb2 import (
    PeriodStart,
    RuleForce,
    Validity,
    ValidityBasis,
    ValidityRule,
    ValidityState,
)
from passeport.prevention.v1.training_type_service_pb2 import ListTrainingTypesResponse
from passeport_gateway.http.render.values import enum_names, partial_date

__all__ = ["VALIDITY_NUMBERS", "training_types_json", "validity_json"]

_STATES = enum_names(ValidityState.DESCRIPTOR)
_BASES = enum_names(ValidityBasis.DESCRIPTOR)
_STARTS = enum_names(PeriodStart.DESCRIPTOR)
_FORCES = enum_names(RuleForce.DESCRIPTOR)
VALIDITY_NUMBERS = {name: number for number, name in _STATES.items()}


def validity_json(said: Validity) -> dict[str, Any]:
    """Until when a training holds."""
    has = said.HasField
    return {
        "state": _STATES[said.state],
        "from_date": partial_date(said.from_date) if has("from_date") else None,
        "until_date": partial_date(said.until_date) if has("until_date") else None,
        "basis": _BASES[said.basis] if said.basis else None,
        "as_of_date": partial_date(said.as_of_date),
        "training_type": said.training_type or None,
        "training_type_title": said.training_type_title or None,
        "rule": _rule_json(said.rule) if has("rule") else None,
    }


def training_types_json(found: ListTrainingTypesResponse) -> dict[str, Any]:
    """What there is to be trained for."""
    return {
        "items": [
            {
                "name": kind.name,
                "title": kind.title,
                "category": kind.category or None,
                "certifications": list(kind.certifications),
                "broad": kind.broad,
                "source": kind.source,
                "rules": list(map(_rule_json, kind.rules)),
            }
            for kind in found.training_types
        ]
    }


def _rule_json(rule: ValidityRule) -> dict[str, Any]:
    return {
        "since_date": partial_date(rule.since_date),
        "until_date": partial_date(rule.until_date) if rule.HasField("until_date") else None,
        "period": rule.period or None,
        "refresher_period": rule.refresher_period or None,
        "unlimited": rule.unlimited,
        "counts_from": _STARTS[rule.counts_from],
        "force": _FORCES[rule.force],
        "source": rule.source,
    }
