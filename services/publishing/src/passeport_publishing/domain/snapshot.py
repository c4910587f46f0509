"""The snapshot: exactly what the holder chose to show at one moment. What is not in it is in no artefact."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from passeport_chassis.partial_date import PartialDate


class PublicationKind(StrEnum):
    """What a snapshot is published as."""

    CV = "cv"
    """What the holder chose, guaranteed or declared, under his own heading."""
    ATTESTATION = "attestation"
    """Guaranteed entries alone, with the law and the date of each, and nothing that the holder typed."""


class Nature(StrEnum):
    """Whether an official source stands behind an item (« garantie ») or the holder alone (« déclarée »)."""

    GUARANTEED = "guaranteed"
    DECLARED = "declared"


class Kind(StrEnum):
    """Kinds of items, as records knows them, and `prevention`, in the order in which a document shows them."""

    EMPLOYMENT = "employment"
    CERTIFICATION = "certification"
    DIPLOMA = "diploma"
    HABILITATION = "habilitation"
    TRAINING = "training"
    PREVENTION = "prevention"
    """A training of the passeport de prévention, which is no record: of attestations alone."""
    DRIVING_LICENCE = "driving_licence"
    LANGUAGE = "language"
    SKILL = "skill"
    ENGAGEMENT = "engagement"


RECORD_KINDS = tuple(kind for kind in Kind if kind is not Kind.PREVENTION)


class Language(StrEnum):
    """Languages that a document can be made in."""

    FRENCH = "fr"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Holder:
    """Civil identity as printed: the snapshot keeps it, whatever identity says later."""

    given_names: str
    family_name: str
    usage_name: str = ""
    birth_date: PartialDate | None = None

    @property
    def name_in_use(self) -> str:
        """The name that the holder goes by: the usage name where there is one."""
        return self.usage_name or self.family_name

    @property
    def full_name(self) -> str:
        """Given names and the name in use, either of which FranceConnect may leave out."""
        return f"{self.given_names} {self.name_in_use}".strip()


@dataclass(frozen=True, slots=True)
class Organisation:
    """Employer, certifier or body under the name it had at the date."""

    name: str
    siret: str = ""
    locality: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One further fact of an item, by a stable key (`code`, `level`, `contract`…)."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of a record or a training: its revision, counted from 1 (0: not told), and when it was made.

    Only revisions can be compared for sure: moments are told by the clocks of several hosts.
    """

    revision: int
    changed_at: datetime

    def is_newer_than(self, other: Self) -> bool:
        """Whether this version came after another of the same record; by the moments if one was told without number."""
        if self.revision and other.revision:
            return self.revision > other.revision
        return self.changed_at > other.changed_at


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who vouches for an item, and which version of which record it was read from, or of which training of prevention:
    `record_id` is then that of the training. `revision` as its source names it.

    `legal_basis`, the law under which its source sends it, and `known_until`, up to when employers have told of an
    employment, are said by attestations only.
    """

    source: str
    registered_at: datetime
    record_id: UUID
    revision: str
    changed_at: datetime
    revision_number: int = 0
    legal_basis: str = ""
    known_until: PartialDate | None = None

    @property
    def version(self) -> Version:
        """The version that the item was read from."""
        return Version(self.revision_number, self.changed_at)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a CV."""

    kind: Kind
    nature: Nature
    title: str
    provenance: Provenance
    organisation: Organisation | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    details: tuple[Detail, ...] = ()
    description: str = ""

    @property
    def is_award(self) -> bool:
        """Whether an official source vouches that it was awarded: a certification or a diploma."""
        return self.nature is Nature.GUARANTEED and self.kind in {Kind.CERTIFICATION, Kind.DIPLOMA}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A CV or an attestation as data. Items keep the order that the holder gave them."""

    holder: Holder
    title: str
    summary: str
    language: Language
    taken_at: datetime
    items: tuple[Item, ...]
    kind: PublicationKind = PublicationKind.CV

    def sections(self) -> Iterator[tuple[Kind, tuple[Item, ...]]]:
        """Yields each kind that has items, in the order of `Kind`."""
        for kind in Kind:
            items = tuple(item for item in self.items if item.kind is kind)
            if items:
                yield kind, items

    @property
    def record_ids(self) -> tuple[UUID, ...]:
        """The records that the items were read from, in order."""
        return tuple(item.provenance.record_id for item in self.items)
