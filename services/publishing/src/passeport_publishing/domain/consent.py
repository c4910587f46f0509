"""A consent: a platform may pull one publication, cut to the kinds of data that its holder ticked (GDPR, 6-1 a)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from passeport_publishing.domain.share import DEFAULT_MONTHS, months_after
from passeport_publishing.domain.snapshot import Holder, Item, Kind, Nature, Snapshot

__all__ = [
    "Consent",
    "ConsentPage",
    "ConsentPosition",
    "ConsentState",
    "DataScope",
    "Pull",
    "PullForm",
    "PullPage",
    "RecentPull",
    "cut_to",
    "end_after",
    "scope_of",
]


class DataScope(StrEnum):
    """A kind of data, as OAuth scopes name it; each item of a publication is under exactly one of the first five."""

    IDENTITY = "cv:identity"
    EMPLOYMENT = "cv:employment"
    AWARDS = "cv:awards"
    TRAININGS = "cv:trainings"
    DECLARED = "cv:declared"
    CREDENTIAL = "cv:credential"
    """The whole credential, as it was signed: it cannot be cut, and shows all that the publication shows."""


_GUARANTEED = {
    Kind.EMPLOYMENT: DataScope.EMPLOYMENT,
    Kind.CERTIFICATION: DataScope.AWARDS,
    Kind.DIPLOMA: DataScope.AWARDS,
    Kind.HABILITATION: DataScope.AWARDS,
    Kind.DRIVING_LICENCE: DataScope.AWARDS,
    Kind.TRAINING: DataScope.TRAININGS,
    Kind.PREVENTION: DataScope.TRAININGS,
    Kind.ENGAGEMENT: DataScope.TRAININGS,
    Kind.LANGUAGE: DataScope.DECLARED,
    Kind.SKILL: DataScope.DECLARED,
}


def scope_of(item: Item) -> DataScope:
    """The scope that an item is under: what the holder says himself is under one of its own, whatever its kind."""
    return DataScope.DECLARED if item.nature is Nature.DECLARED else _GUARANTEED[item.kind]


def cut_to(snapshot: Snapshot, scopes: Collection[DataScope]) -> Snapshot:
    """The snapshot without what is not granted.

    Title, summary and descriptions are the holder's own words: he may say anything there, whoever guarantees the rest.
    The scope of the credential adds nothing here: a cut of it is no credential.
    """
    declared = DataScope.DECLARED in scopes
    return replace(
        snapshot,
        holder=snapshot.holder if DataScope.IDENTITY in scopes else Holder("", ""),
        title=snapshot.title if declared else "",
        summary=snapshot.summary if declared else "",
        items=tuple(_without_words(item, declared=declared) for item in snapshot.items if scope_of(item) in scopes),
    )


def _without_words(item: Item, *, declared: bool) -> Item:
    return item if declared else replace(item, description="")


class ConsentState(StrEnum):
    """Where a consent stands."""

    LIVE = "live"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    PUBLICATION_GONE = "publication_gone"


class PullForm(StrEnum):
    """The form in which a publication is pulled."""

    JSON_RESUME = "json_resume"
    EUROPASS = "europass"
    CREDENTIAL = "credential"


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent. It lies under the identifier that the publication lies under.

    `platform` and `purpose` are as the holder read them when he consented, whatever is registered later. `gone` is
    whether the publication was withdrawn or revoked, `title` what it is called.
    """

    id: UUID
    person_id: UUID
    publication_id: UUID
    client_id: str
    platform: str
    purpose: str
    scopes: frozenset[DataScope]
    granted_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = None
    pull_count: int = 0
    last_pulled_at: datetime | None = None
    title: str = ""
    gone: bool = False

    def state(self, now: datetime) -> ConsentState:
        """Where it stands; of several ends, what the holder did comes before what time did."""
        if self.withdrawn_at is not None:
            return ConsentState.WITHDRAWN
        if self.gone:
            return ConsentState.PUBLICATION_GONE
        return ConsentState.LIVE if now < self.expires_at else ConsentState.EXPIRED

    def renew(self, platform: str, purpose: str, scopes: frozenset[DataScope], at: datetime) -> Self:
        """Gives it again: with these scopes, no others, for as long as a new one."""
        return replace(self, platform=platform, purpose=purpose, scopes=scopes, granted_at=at, expires_at=end_after(at))

    def withdraw(self, at: datetime) -> Self:
        """Withdraws it for good; doing so again changes nothing."""
        return self if self.withdrawn_at is not None else replace(self, withdrawn_at=at)

    def pulled(self, at: datetime) -> Self:
        """Notes a pull."""
        return replace(self, pull_count=self.pull_count + 1, last_pulled_at=at)


def end_after(at: datetime) -> datetime:
    """When a consent ends that is given at a moment."""
    return months_after(at, DEFAULT_MONTHS)


@dataclass(frozen=True, slots=True)
class Pull:
    """One pull by a platform."""

    id: UUID
    person_id: UUID
    consent_id: UUID
    at: datetime
    form: PullForm
    scopes: frozenset[DataScope]


@dataclass(frozen=True, slots=True)
class RecentPull:
    """A pull, and by whom, as the holder read it."""

    pull: Pull
    platform: str


@dataclass(frozen=True, slots=True)
class ConsentPosition:
    """Where a consent, or a pull, stands in its list: the newest first."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """Some consents, newest first, and the position after them unless they are the last."""

    consents: tuple[Consent, ...]
    next: ConsentPosition | None


@dataclass(frozen=True, slots=True)
class PullPage:
    """Some pulls, newest first, and the position after them unless they are the last."""

    pulls: tuple[Pull, ...]
    next: ConsentPosition | None
