"""Consents as messages of the contract."""

from __future__ import annotations

from datetime import datetime

from passeport.prevention.v1 import consent_service_pb2
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import read_date
from passeport_prevention.domain.consent import Consent, ConsentScope
from passeport_prevention.errors import FieldInvalid
from passeport_prevention.rpc.days import write_day

__all__ = ["read_consent_message", "write_consent"]

_SCOPES = {consent_service_pb2.ConsentScope.Value(f"CONSENT_SCOPE_{each.name}"): each for each in ConsentScope}


def read_consent_message(message: consent_service_pb2.Consent) -> Consent:
    """Reads what a request says of an employer. Raises FieldInvalid."""
    violations: list[FieldViolation] = []
    scope = _SCOPES.get(message.scope)
    if scope is None:
        violations.append(FieldViolation("scope", "is not one that this version knows", "UNKNOWN_VALUE"))
    ids = [parse_id(text) for text in message.training_ids]
    if None in ids:
        violations.append(FieldViolation("training_ids", "holds one that is not in your passport", "NOT_IN_PASSPORT"))
    until = None
    if message.HasField("end_date"):
        try:
            until = read_date(message.end_date)
        except ValueError as error:
            violations.append(FieldViolation("end_date", f"is not a date: {error}", "DATE"))
        if until is not None and not until.complete:
            violations.append(FieldViolation("end_date", f"{until} lacks its month or its day", "INCOMPLETE"))
    if violations or scope is None:
        raise FieldInvalid(violations)
    return Consent(
        employer_siret=message.employer_siret,
        scope=scope,
        training_ids=tuple(dict.fromkeys(each for each in ids if each is not None)),
        categories=tuple(sorted(set(message.categories))),
        until=None if until is None else until.latest,
    )


def write_consent(value: Consent, now: datetime) -> consent_service_pb2.Consent:
    """What was said, and whether it holds at `now`."""
    message = consent_service_pb2.Consent(
        employer_siret=value.employer_siret,
        scope=f"CONSENT_SCOPE_{value.scope.name}",
        training_ids=[str(each) for each in value.training_ids],
        categories=value.categories,
        end_date=write_day(value.until),
        active=value.holds(now),
    )
    if value.granted_at is not None:
        message.grant_time.FromDatetime(value.granted_at)
    if value.withdrawn_at is not None:
        message.withdraw_time.FromDatetime(value.withdrawn_at)
    return message
