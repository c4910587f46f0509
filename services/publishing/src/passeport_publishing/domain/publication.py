"""A publication and the three places where it can stand. Withdrawn is for good; superseded can still be withdrawn."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.snapshot import Language

CREDENTIAL_NAME = "credential.jwt"
"""Name of the attachment that holds the credential; the template says it too."""


class State(StrEnum):
    """Where a publication stands."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DraftRef:
    """Which version of which draft was published."""

    draft_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Publication:
    """What the holder published, without the artefacts themselves."""

    id: UUID
    person_id: UUID
    code: str
    title: str
    language: Language
    state: State
    published_at: datetime
    state_at: datetime
    record_ids: tuple[UUID, ...]
    document_sha256: str
    document_size: int
    changed_record_ids: tuple[UUID, ...] = ()
    template: Template = Template.CLASSIC
    draft: DraftRef | None = None

    def supersede(self, record_id: UUID, at: datetime) -> Self:
        """Notes that the source of one of its items changed it or took it back.

        The state keeps the moment of the first change; a withdrawn publication stays withdrawn.
        """
        if record_id in self.changed_record_ids or record_id not in self.record_ids:
            return self
        changed = replace(self, changed_record_ids=(*self.changed_record_ids, record_id))
        if self.state is not State.PUBLISHED:
            return changed
        return replace(changed, state=State.SUPERSEDED, state_at=at)

    def withdraw(self, at: datetime) -> Self:
        """Withdraws it for good; doing so again changes nothing."""
        if self.state is State.WITHDRAWN:
            return self
        return replace(self, state=State.WITHDRAWN, state_at=at)


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A sealed PDF and its digest."""

    pdf: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a publication stands in the list of its holder: the newest first."""

    published_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """Some publications, newest first, and the position after them unless they are the last."""

    publications: tuple[Publication, ...]
    next: Position | None
