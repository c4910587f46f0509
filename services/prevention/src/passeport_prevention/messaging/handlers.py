"""What is done with what the others tell, by the durable consumer that hears it."""

from __future__ import annotations

from collections.abc import Callable

from passeport_chassis.clock import Clock
from passeport_chassis.events import Handlers
from passeport_chassis.messaging import Durable
from passeport_dossier.messaging.persons import PersonChanges
from passeport_prevention.domain.persons import WORDING
from passeport_prevention.messaging.entries import EntryChanges
from passeport_prevention.messaging.persons import HolderChanges
from passeport_prevention.messaging.streams import ENTRIES, PERSONS
from passeport_prevention.usecases.arrival_ports import OpenArrivalWork

__all__ = ["handlers_of"]


def handlers_of(units_of: Callable[[Durable], OpenArrivalWork], clock: Clock) -> Handlers:
    """The handlers; `units_of` gives the units of work of a consumer, which has an inbox of its own."""
    of_persons = units_of(PERSONS)
    return {
        PERSONS.name: HolderChanges(PersonChanges(of_persons, WORDING, clock), of_persons),
        ENTRIES.name: EntryChanges(units_of(ENTRIES), clock),
    }
