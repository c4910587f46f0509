"""What is done with what the others tell, by the durable consumer that hears it."""

from __future__ import annotations

from collections.abc import Callable

from passeport_chassis.clock import Clock
from passeport_chassis.events import Handlers
from passeport_chassis.messaging import Durable
from passeport_dossier.messaging.persons import PersonChanges
from passeport_publishing.domain.persons import WORDING
from passeport_publishing.messaging.entry_changes import EntryChanges
from passeport_publishing.messaging.persons import HolderChanges
from passeport_publishing.messaging.streams import DURABLES
from passeport_publishing.messaging.training_changes import TrainingChanges
from passeport_publishing.usecases.ports import OpenWork
from passeport_publishing.usecases.supersede_publications import SupersedePublications

__all__ = ["handlers_of"]


def handlers_of(units_of: Callable[[Durable], OpenWork], clock: Clock) -> Handlers:
    """The handlers; `units_of` gives the units of work of a consumer, which has an inbox of its own."""
    entries, persons, trainings = DURABLES
    of_persons = units_of(persons)
    return {
        entries.name: EntryChanges(SupersedePublications(units_of(entries), clock)),
        persons.name: HolderChanges(PersonChanges(of_persons, WORDING, clock), of_persons),
        trainings.name: TrainingChanges(SupersedePublications(units_of(trainings), clock, "prevention")),
    }
