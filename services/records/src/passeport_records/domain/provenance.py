"""Where an entry comes from and everything that happened to it since (entity, activity, agent of W3C PROV)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from passeport_records.domain.declared_story import HolderStep
from passeport_records.domain.entry import Entry, EntryState
from passeport_records.domain.organisation import NO_ORGANISATION, Organisation

__all__ = ["SOURCE_LABELS", "Change", "Provenance", "Source", "Step", "change_of"]


class Source(StrEnum):
    """Who speaks: an official feed, or the holder."""

    CERTIFICATIONS = "certifications"
    DSN = "dsn"
    DIPLOMAS = "diplomas"
    TRAININGS = "trainings"
    HOLDER = "holder"


SOURCE_LABELS = {
    Source.CERTIFICATIONS: "Certificateur",
    Source.DSN: "Déclaration sociale nominative",
    Source.DIPLOMAS: "Établissement",
    Source.TRAININGS: "Organisme",
    Source.HOLDER: "Déclaré par le titulaire",
}
"""Each source in the holder's words."""


class Change(StrEnum):
    """What a step did to the entry."""

    REGISTERED = "registered"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"


def change_of(before: Entry, after: Entry) -> Change:
    """What happened between two revisions of an entry."""
    if after.state is EntryState.WITHDRAWN:
        return Change.WITHDRAWN
    return Change.REINSTATED if before.state is EntryState.WITHDRAWN else Change.CORRECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of a guaranteed entry, down to the line that caused it.

    `received_at`: when its batch was; `made_at`: when the entry changed, which is later for a line that waited and for
    what is undone. `sender` is who sent the batch, under the name that it had then, and `fields` are the parts of the
    content that differ, by the names that requests give them; both are there when a story is read.
    """

    revision: int
    change: Change
    cause: str
    batch_id: UUID
    line: int
    sender_key: str
    format_version: str
    received_at: datetime
    made_at: datetime
    file_name: str = ""
    sender: Organisation = NO_ORGANISATION
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The whole story of an entry, oldest step first: of a guaranteed one `steps`, of a declared one `holder_steps`.

    `sender` is who sent it first.
    """

    entry_id: UUID
    source: Source
    sender: Organisation
    steps: tuple[Step, ...] = ()
    holder_steps: tuple[HolderStep, ...] = ()
