"""Who acts, from the verified caller token: the only place that says whose account a call is about."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import current_caller
from passeport_identity.errors import SessionInvalid

__all__ = ["calling_person"]


def calling_person() -> UUID:
    """The holder who calls. Raises SessionInvalid."""
    person_id = parse_id(current_caller().subject)
    if person_id is None:
        raise SessionInvalid
    return person_id
