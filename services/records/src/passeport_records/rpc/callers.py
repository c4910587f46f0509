"""Who acts, from the verified caller token: the only place that says whose passport a call is about."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import current_caller
from passeport_records.domain.batch import Sender
from passeport_records.domain.consultation import Consulter
from passeport_records.domain.organisation import Organisation

__all__ = ["calling_consulter", "calling_holder", "calling_sender"]


def calling_holder() -> UUID:
    """The person who calls."""
    person_id = parse_id(current_caller().subject)
    if person_id is None:
        raise ValueError("identity signed a holder's token whose subject is no person id")
    return person_id


def calling_consulter() -> Consulter:
    """The professional who calls, about whom and why."""
    caller = current_caller()
    person_id = parse_id(caller.person)
    if person_id is None or not caller.purpose or not caller.organisation:
        raise ValueError("identity signed a professional's token without a person, a purpose or an organisation")
    return Consulter(caller.subject, caller.organisation, person_id, caller.purpose)


def calling_sender() -> Sender:
    """The partner who calls, as identity registered him."""
    caller = current_caller()
    organisation = Organisation(caller.organisation, caller.siret)
    return Sender(caller.subject, organisation, caller.id_client, "dsn:every-employer" in caller.scopes)
