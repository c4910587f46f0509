"""What the use cases need of the database about persons: one by one, by thousands, and by temporary number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.known_names import IdentifiedPerson
from passeport_identity.domain.matching import Candidate, HolderCriteria, Step
from passeport_identity.domain.person import Person
from passeport_identity.domain.registry_decision import KnownPerson
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.domain.wanted_person import WantedPerson
from passeport_identity.usecases.registry_ports import (
    NumberedPerson,
)

__all__ = ["KeptNir", "Persons", "RegisteredPerson", "Registry", "RekeyedNir", "TemporaryNumbers"]


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A person of the registry as it is written: identity, and the NIR sealed and indexed."""

    person_id: UUID
    identity: CivilIdentity
    nir: SealedNir
    index: BlindIndex


@dataclass(frozen=True, slots=True)
class KeptNir:
    """A NIR as the registry keeps it, of whom, and the version of the key of its index."""

    person_id: UUID
    nir: SealedNir
    index_key_version: str


@dataclass(frozen=True, slots=True)
class RekeyedNir:
    """The same NIR, sealed and indexed with other keys."""

    person_id: UUID
    nir: SealedNir
    index: BlindIndex


class Persons(Protocol):
    """The persons, one by one."""

    async def get(self, person_id: UUID) -> Person | None:
        """A person by id; the one who stands for it when it was provisional or merged; None when there is none."""
        ...

    async def find_like(self, identity: CivilIdentity) -> Sequence[Person]:
        """Persons of the registry with the same names and birth year: those worth comparing in full."""
        ...

    async def find_wanted(self, wanted: WantedPerson, limit: int) -> Sequence[Person]:
        """Persons of the registry who fit a name and a date of birth, as far as either side knows them."""
        ...

    async def find_by_nir(self, indexes: Sequence[BlindIndex]) -> Person | None:
        """The person of the registry whose NIR has one of these indexes."""
        ...

    async def add_provisional(self, person: Person) -> None:
        """Adds a provisional person."""
        ...

    async def update_provisional(self, person: Person) -> None:
        """Writes what FranceConnect now says of a provisional person."""
        ...

    async def replace_provisional(self, provisional_id: UUID, person_id: UUID) -> None:
        """Makes a person of the registry stand for a provisional one: sessions, subjects and accesses go over."""
        ...

    async def sealed_nir(self, person_id: UUID) -> SealedNir | None:
        """The sealed NIR of a person, if it has one."""
        ...


class Registry(Protocol):
    """The persons, by thousands: one statement for each question, however many are asked about."""

    async def candidates(self, step: Step, criteria: Sequence[HolderCriteria]) -> Sequence[tuple[Candidate, ...]]:
        """For each of the criteria, in order, the persons that fit the step: two at most."""
        ...

    async def by_nir(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, NumberedPerson]:
        """The persons whose NIR has one of these fingerprints, by fingerprint."""
        ...

    async def by_id(self, person_ids: Sequence[UUID]) -> Mapping[UUID, IdentifiedPerson]:
        """Who has these identifiers, or stands for him who had, by identifier."""
        ...

    async def lock(self, indexes: Sequence[BlindIndex]) -> None:
        """Locks whom these find, by their own number or a former one, in one order, to the end of the transaction."""
        ...

    async def known(self, indexes: Sequence[BlindIndex]) -> Mapping[bytes, KnownPerson]:
        """The same as by_nir in full: for an import to compare with."""
        ...

    async def add(self, persons: Sequence[RegisteredPerson], import_id: UUID) -> None:
        """Adds persons."""
        ...

    async def update(self, persons: Sequence[Person], import_id: UUID) -> None:
        """Writes other identities for persons that are there, and notes the import that did."""
        ...

    async def mark_seen(self, person_ids: Sequence[UUID], import_id: UUID) -> None:
        """Notes the import that found persons as they were."""
        ...

    async def forget(self, person_ids: Sequence[UUID]) -> None:
        """Deletes persons with everything that refers to them, the trail aside."""
        ...

    async def raise_revisions(self, person_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Raises the revisions of persons for events about their state."""
        ...

    async def kept_with_other_keys(
        self, sealing: str, indexing: str, after: UUID | None, limit: int
    ) -> Sequence[KeptNir]:
        """NIR that another key than these versions sealed or indexed, in the order of persons, locked."""
        ...

    async def rekey(self, nirs: Sequence[RekeyedNir]) -> None:
        """Writes NIR that were sealed and indexed anew."""
        ...


class TemporaryNumbers(Protocol):
    """Numbers that senders know persons by (NTT, INE), by fingerprint, and the persons they were found to be of."""

    async def persons(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, Sequence[NumberedPerson]]:
        """The persons linked to each; more than one when a number was given with several persons."""
        ...

    async def learn(self, links: Sequence[tuple[bytes, UUID]], key_version: str, now: datetime) -> Sequence[UUID]:
        """Links fingerprints, made with this key, to persons; gives the persons for whom a link is new."""
        ...
