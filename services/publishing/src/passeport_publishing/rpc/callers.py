"""Who acts, from the verified caller token: the only place that says whose publications a call is about."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import current_caller

__all__ = ["calling_holder"]


def calling_holder() -> UUID:
    """The person who calls."""
    person_id = parse_id(current_caller().subject)
    if person_id is None:
        raise ValueError("identity signed a holder's token whose subject is no person id")
    return person_id
