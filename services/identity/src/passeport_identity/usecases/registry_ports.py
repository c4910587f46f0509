"""What the use cases need of the database about the lives of persons: other numbers, deaths, imports that go on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from passeport_chassis.access import Accesses, AccessPage, AccessPosition
from passeport_identity.domain.death import Death
from passeport_identity.domain.declared_number import DeclaredNumber, OpenDeclaration
from passeport_identity.domain.registry_decision import KnownPerson
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.domain.subject import Subject

__all__ = [
    "Deaths",
    "DeclaredNumbers",
    "FormerNumber",
    "FormerNumbers",
    "ImportRun",
    "Imports",
    "Merge",
    "Merges",
    "NumberedPerson",
    "OwnBefore",
    "RekeyedNumber",
    "TrailOfPersons",
]


class NumberedPerson(NamedTuple):
    """A person found by NIR, with the key of the birth name as a control.

    Found by a number that he had before, or that one merged into him had: with the birth name of then as well, and whom
    the number named. A tuple, since they are made by the million.
    """

    person_id: UUID
    birth_name_key: str
    birth_name_key_then: str | None = None
    named: UUID | None = None


@dataclass(frozen=True, slots=True)
class FormerNumber:
    """A NIR that finds a person beside his own, and the birth name that he had with it, as it is compared."""

    person_id: UUID
    nir: SealedNir
    index: BlindIndex
    birth_name_key: str


@dataclass(frozen=True, slots=True)
class RekeyedNumber:
    """The same NIR, sealed and indexed with other keys, and the index that it had before."""

    before: BlindIndex
    nir: SealedNir
    index: BlindIndex


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import of a delivery of the civil registers: how far it has been read, and what came of it."""

    import_id: UUID
    read_to: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OwnBefore:
    """What the one who stays had when another was merged into him. Whose what he has later is, a split cannot tell.

    It is named rather than told by a moment: those who open, link and activate read other clocks than who merges.
    """

    subjects: tuple[Subject, ...] = ()
    consultations: tuple[UUID, ...] = ()
    activated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """That one person stands for another since then, and the subjects of FranceConnect that the other had.

    `same_number`: both were kept with one number, under two keys. `own` is None in a merge of the revision before.
    """

    id: UUID
    person_id: UUID
    merged_person_id: UUID
    merged_at: datetime
    subjects: tuple[Subject, ...] = ()
    same_number: bool = False
    split_at: datetime | None = None
    own: OwnBefore | None = None


class FormerNumbers(Protocol):
    """NIR that find persons beside their own: those that they had before, and those of persons merged into others."""

    async def by_nir(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, NumberedPerson]:
        """Whom they find, by fingerprint: of a person merged, the one who stands for him."""
        ...

    async def known(self, indexes: Sequence[BlindIndex]) -> Mapping[bytes, KnownPerson]:
        """The same in full: of a person merged, himself."""
        ...

    async def add(self, numbers: Sequence[FormerNumber], now: datetime) -> None:
        """Adds numbers."""
        ...

    async def keep_present(self, person_ids: Sequence[UUID], now: datetime) -> None:
        """Adds the numbers that persons have now, with the birth names that they have now."""
        ...

    async def of(self, person_id: UUID) -> Sequence[FormerNumber]:
        """Those of one person, the oldest first."""
        ...

    async def forget(self, indexes: Sequence[BlindIndex]) -> None:
        """Removes numbers."""
        ...

    async def kept_with_other_keys(
        self, sealing: str, indexing: str, after: bytes, limit: int
    ) -> Sequence[FormerNumber]:
        """Numbers that another key than these versions sealed or indexed, in the order of indexes, locked."""
        ...

    async def rekey(self, numbers: Sequence[RekeyedNumber]) -> None:
        """Writes numbers that were sealed and indexed anew."""
        ...


class Deaths(Protocol):
    """The deaths that the civil registers report, each until it is withdrawn."""

    async def of(self, person_id: UUID) -> Death | None:
        """The death of a person, if one is reported."""
        ...

    async def of_persons(self, person_ids: Sequence[UUID]) -> Mapping[UUID, Death]:
        """The deaths that are reported of these persons."""
        ...

    async def report(self, deaths: Sequence[Death]) -> None:
        """Writes deaths; one that is there already with another day is learnt of anew."""
        ...

    async def withdraw(self, person_ids: Sequence[UUID]) -> None:
        """Forgets deaths."""
        ...

    async def until(self, day: date, after: tuple[date, UUID] | None, limit: int) -> Sequence[Death]:
        """Deaths of a day or earlier, in the order of days and persons, after a place in it."""
        ...


class DeclaredNumbers(Protocol):
    """Changes of numbers that employers declare, while they are open."""

    async def note(self, declared: Sequence[DeclaredNumber], key_version: str) -> Sequence[UUID]:
        """Keeps each once, with its fingerprint of this key; gives the persons of those that are new."""
        ...

    async def renew(self, fingerprints: Mapping[bytes, bytes], key_version: str) -> None:
        """Gives what is kept under fingerprints of older keys those of the newest, which is this one."""
        ...

    async def settle(self, holders: Mapping[bytes, UUID]) -> None:
        """Notes whom numbers find by now, by fingerprint, and removes what is decided: both numbers find one person."""
        ...

    async def open(self) -> Sequence[OpenDeclaration]:
        """What is open: what an operator can decide first, then what the most organisations say."""
        ...


class Imports(Protocol):
    """How far the imports of deliveries of the civil registers have come."""

    async def begin(self, delivery: bytes, import_id: UUID, now: datetime) -> ImportRun:
        """The import of a delivery that was not finished, or a new one."""
        ...

    async def advance(self, run: ImportRun, read_to: int, counts: Mapping[str, int]) -> bool:
        """Notes how far it has come; False when another process went on with it."""
        ...

    async def finish(self, run: ImportRun, now: datetime) -> None:
        """Notes that all of it is in."""
        ...


class TrailOfPersons(Accesses, Protocol):
    """The trail of accesses, read of several identifiers at once: those that one person has."""

    async def page(self, person_id: UUID | Collection[UUID], limit: int, after: AccessPosition | None) -> AccessPage:
        """One page of the accesses to a person's data, newest first, from the position `after`."""
        ...


class Merges(Protocol):
    """The merges of persons."""

    async def get(self, merge_id: UUID) -> Merge | None:
        """A merge, undone or not."""
        ...

    async def of(self, merged_person_id: UUID) -> Merge | None:
        """The merge that stands by which a person went."""
        ...

    async def merged_among(self, person_ids: Sequence[UUID]) -> Collection[UUID]:
        """Those of these persons who went by a merge that stands."""
        ...

    async def merged_into(self, person_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Everybody who was merged into these persons."""
        ...

    async def merge(self, merge: Merge) -> None:
        """Lets one person stand for another, and for all whom that one stood for. His number must be kept before."""
        ...

    async def split(self, merge: Merge, now: datetime) -> None:
        """Makes a merged person one of his own again, with his number and whom he stood for."""
        ...
