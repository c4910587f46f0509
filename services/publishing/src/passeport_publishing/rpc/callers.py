"""Who acts, from the verified caller token: the only place that says whose publications a call is about."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import current_caller
from passeport_publishing.domain.addressed_share import Reader
from passeport_publishing.rpc.parse_consents import known_scopes
from passeport_publishing.usecases.pull_publication import Platform

__all__ = ["calling_holder", "calling_platform", "calling_reader"]


def calling_holder() -> UUID:
    """The person who calls."""
    person_id = parse_id(current_caller().subject)
    if person_id is None:
        raise ValueError("identity signed a holder's token whose subject is no person id")
    return person_id


def calling_platform() -> Platform:
    """The platform that calls, and the consent that it calls under."""
    caller = current_caller()
    consent_id = parse_id(caller.consent)
    if consent_id is None:
        raise ValueError("identity signed a platform's token that names no consent")
    return Platform(caller.subject, caller.organisation, caller.purpose, consent_id, known_scopes(caller.scopes))


def calling_reader() -> Reader:
    """The professional who calls, and for which body."""
    caller = current_caller()
    if not caller.siret or not caller.organisation:
        raise ValueError("identity signed a professional's token without a body")
    return Reader(caller.siret, caller.organisation, caller.subject)
