"""The entry: one line of a passport, and the few ways in which it may change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import (
    NO_DETAILS,
    AwardDetails,
    Details,
    DrivingLicenceDetails,
    EmploymentDetails,
    EngagementDetails,
    LanguageDetails,
    SkillDetails,
    TrainingDetails,
)
from passeport_records.domain.organisation import NO_ORGANISATION, Organisation
from passeport_records.referentials.domain.labels import Label

__all__ = [
    "DETAILS_OF",
    "DETAIL_FIELDS",
    "Content",
    "Deletion",
    "Entry",
    "EntryLabels",
    "EntryState",
    "Kind",
    "Nature",
]


class Nature(StrEnum):
    """Whether an official source stands behind an entry («garantie», «déclarée»)."""

    GUARANTEED = "guaranteed"
    DECLARED = "declared"


class Kind(StrEnum):
    """What an entry tells of."""

    EMPLOYMENT = "employment"
    CERTIFICATION = "certification"
    DIPLOMA = "diploma"
    TRAINING = "training"
    HABILITATION = "habilitation"
    DRIVING_LICENCE = "driving_licence"
    LANGUAGE = "language"
    SKILL = "skill"
    ENGAGEMENT = "engagement"


class EntryState(StrEnum):
    """Whether an entry holds, was taken back by its source, or is not finished or deleted by its holder."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    DRAFT = "draft"
    DELETED = "deleted"


DETAILS_OF: dict[Kind, type[Details]] = {
    Kind.EMPLOYMENT: EmploymentDetails,
    Kind.CERTIFICATION: AwardDetails,
    Kind.DIPLOMA: AwardDetails,
    Kind.HABILITATION: AwardDetails,
    Kind.TRAINING: TrainingDetails,
    Kind.LANGUAGE: LanguageDetails,
    Kind.DRIVING_LICENCE: DrivingLicenceDetails,
    Kind.SKILL: SkillDetails,
    Kind.ENGAGEMENT: EngagementDetails,
}
"""Which details each kind carries."""

DETAIL_FIELDS: dict[str, type[Details]] = {
    "employment": EmploymentDetails,
    "award": AwardDetails,
    "language": LanguageDetails,
    "training": TrainingDetails,
    "driving_licence": DrivingLicenceDetails,
    "skill": SkillDetails,
    "engagement": EngagementDetails,
}
"""The details by the names under which requests speak of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an entry says, apart from who says it and since when."""

    title: str
    organisation: Organisation = NO_ORGANISATION
    start: PartialDate | None = None
    end: PartialDate | None = None
    description: str = ""
    details: Details = NO_DETAILS


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion that may be taken back until `purge_at`: what the entry was before."""

    purge_at: datetime
    state_before: EntryState


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLabels:
    """What referentials say of the codes in an entry."""

    award: Label | None = None
    profession: Label | None = None
    workplace: Label | None = None
    prevention: bool = False
    """Whether it is an award, or a financed training, in health and safety at work, by the list of certifications."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a person's passport. Every change makes a new revision; an identifier never changes hands."""

    id: UUID
    person_id: UUID
    nature: Nature
    kind: Kind
    content: Content
    created_at: datetime
    updated_at: datetime
    state: EntryState = EntryState.ACTIVE
    revision: int = 1
    source_label: str = ""
    place: int = 0
    """Where the holder put it among those of its kind: -1 first, -2 second…; 0 when he did not, and then before these.

    It is no part of what the entry says, and has no revision.
    """
    deletion: Deletion | None = None
    """Of one that its holder deleted."""
    known_until: date | None = field(default=None, compare=False)
    """Of a guaranteed employment: the day up to which its source has told of it, as it was read."""
    labels: EntryLabels = EntryLabels()
    """Only when it is shown (`domain.labelling`); never stored."""
    contested: bool = False
    """Whether its holder has told its source that it is wrong (`domain.dispute`), as he reads it; no part of it."""

    @property
    def etag(self) -> str:
        """Names this revision to clients, who must not read anything into it."""
        return f"r{self.revision}"

    def revised(self, content: Content, now: datetime) -> Entry:
        """The entry with another content; the same object when nothing differs."""
        if content == self.content:
            return self
        return replace(self, content=content, revision=self.revision + 1, updated_at=now)

    def completed(self, now: datetime) -> Entry:
        """The entry of a draft that lacks nothing any more."""
        return replace(self, state=EntryState.ACTIVE, revision=self.revision + 1, updated_at=now)

    def deleted(self, now: datetime, purge_at: datetime) -> Entry:
        """The entry after its holder deleted it."""
        deletion = Deletion(purge_at, self.state)
        state = EntryState.DELETED
        return replace(self, state=state, revision=self.revision + 1, updated_at=now, deletion=deletion)

    def restored(self, now: datetime) -> Entry:
        """The entry after its holder took the deletion back; the same object when there is none."""
        if self.deletion is None:
            return self
        state = self.deletion.state_before
        return replace(self, state=state, revision=self.revision + 1, updated_at=now, deletion=None)

    def withdrawn(self, now: datetime) -> Entry:
        """The entry after its source took it back; the same object when it already was."""
        if self.state is EntryState.WITHDRAWN:
            return self
        return replace(self, state=EntryState.WITHDRAWN, revision=self.revision + 1, updated_at=now)

    def reinstated(self, content: Content, now: datetime) -> Entry:
        """The entry after its source gave it again, with the content that the source now gives."""
        return replace(self, content=content, state=EntryState.ACTIVE, revision=self.revision + 1, updated_at=now)
