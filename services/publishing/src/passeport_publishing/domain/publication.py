"""A publication and the four places where it can stand.

Withdrawn, by its holder, is for good, and so is revoked, by the issuer; what is withdrawn can still be revoked.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.snapshot import Language, PublicationKind

CREDENTIAL_NAME = "credential.jwt"
"""Name of the attachment that holds the credential; the template says it too."""


class State(StrEnum):
    """Where a publication stands."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class RevocationReason(StrEnum):
    """Why the issuer takes a publication back."""

    ISSUED_IN_ERROR = "issued_in_error"
    FRAUD = "fraud"
    KEY_COMPROMISED = "key_compromised"


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
    superseded_at: datetime | None = None
    withdrawn_at: datetime | None = None
    revoked_at: datetime | None = None
    revocation_reason: RevocationReason | None = None
    template: Template = Template.CLASSIC
    """Of a CV."""
    draft: DraftRef | None = None
    kind: PublicationKind = PublicationKind.CV

    def supersede(self, record_id: UUID, at: datetime) -> Self:
        """Notes that the source of one of its items changed it or took it back.

        The state keeps the moment of the first change; a withdrawn publication stays withdrawn.
        """
        if record_id in self.changed_record_ids or record_id not in self.record_ids:
            return self
        changed = replace(
            self,
            changed_record_ids=(*self.changed_record_ids, record_id),
            superseded_at=at if not self.changed_record_ids else self.superseded_at,
        )
        if self.state is not State.PUBLISHED:
            return changed
        return replace(changed, state=State.SUPERSEDED, state_at=at)

    def withdraw(self, at: datetime) -> Self:
        """Withdraws it for good; doing so again, or of a revoked one, changes nothing."""
        if self.is_over:
            return self
        return replace(self, state=State.WITHDRAWN, state_at=at, withdrawn_at=at)

    def revoke(self, reason: RevocationReason, at: datetime) -> Self:
        """Takes it back for good, withdrawn or not; doing so again changes nothing."""
        if self.state is State.REVOKED:
            return self
        return replace(self, state=State.REVOKED, state_at=at, revoked_at=at, revocation_reason=reason)

    def as_far_as(self, record_id: UUID) -> Self:
        """How it stands as far as one of its items goes: what became of the others does not supersede it."""
        if self.state is not State.SUPERSEDED or record_id in self.changed_record_ids:
            return self
        return replace(self, state=State.PUBLISHED, state_at=self.published_at)

    @property
    def is_over(self) -> bool:
        """Whether it must no longer be used."""
        return self.state in {State.WITHDRAWN, State.REVOKED}


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A sealed PDF, its digest, and what it is."""

    pdf: bytes
    sha256: str
    kind: PublicationKind = PublicationKind.CV


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """What the register holds of a sealed PDF; without the PDF itself where that is in a store."""

    publication_id: UUID
    sha256: str
    pdf: bytes | None
    kind: PublicationKind


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
