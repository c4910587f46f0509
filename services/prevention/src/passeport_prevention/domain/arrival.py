"""What enters the passeport de prévention by itself (décret 2022-1712, art. 8), out of what records guarantees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from passeport_chassis.partial_date import PartialDate
from passeport_prevention.domain.particulars import Justificatif, Particulars
from passeport_prevention.domain.training import Arrival, Content, Proof

__all__ = ["Entry", "EntryKind", "EntryNews", "Waiting", "content_of", "particulars_of"]

_LONGEST_TITLE = 250


class EntryKind(StrEnum):
    """What records keeps of it."""

    CERTIFICATION = "certification"
    DIPLOMA = "diploma"
    HABILITATION = "habilitation"
    TRAINING = "training"
    """A training that was paid for by one of those whom the law names."""


_JUSTIFICATIFS: Mapping[EntryKind, str] = MappingProxyType(
    {
        EntryKind.CERTIFICATION: "CERTIFICAT",
        EntryKind.DIPLOMA: "DIPLOME",
        EntryKind.HABILITATION: "HABILITATION",
        EntryKind.TRAINING: "CERTIFICAT",
    }
)


@dataclass(frozen=True, slots=True)
class EntryNews:
    """That something became of an entry; `enters` says that by now it enters, where the event tells that.

    `revision` is the one that the event tells, 0 where it tells none, and so nothing of what the entry says changed.
    """

    person_id: UUID
    entry_id: UUID
    revision: int = 0
    enters: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that stands and enters, as records gives it; `start` and `end` of an award are those of its validity."""

    id: UUID
    revision: int
    kind: EntryKind
    title: str
    code: str
    option: str = ""
    organisation: str = ""
    siret: str = ""
    start: PartialDate | None = None
    end: PartialDate | None = None
    passed: bool = False
    funder: str = ""
    source: str = ""
    contested: bool = False

    @property
    def arrival(self) -> Arrival:
        """Where the training that it becomes comes from."""
        is_award = self.kind is not EntryKind.TRAINING
        return Arrival(self.id, self.code, is_award, self.source, self.siret, self.funder, self.contested)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry of which something was heard that was not read yet; `heard` counts how often something was.

    `training_id`: what it is in the passport, if it was in it before.
    """

    person_id: UUID
    entry_id: UUID
    heard: int
    training_id: UUID | None = None


def content_of(entry: Entry) -> Content | None:
    """What the passport says of it; None where it has no day, by which it could be listed."""
    title, body = entry.title[:_LONGEST_TITLE], entry.organisation
    if entry.kind is EntryKind.TRAINING:
        end = entry.end or entry.start
        if end is None:
            return None
        proof = Proof.JUSTIFICATIF if entry.passed else Proof.ATTESTATION
        return Content(title, proof, entry.start, end, training_body=body)
    if entry.start is None:
        return None
    return Content(title, Proof.JUSTIFICATIF, validity_start=entry.start, validity_end=entry.end, training_body=body)


def particulars_of(entry: Entry) -> Particulars:
    """What the passport tells besides."""
    if entry.kind is EntryKind.TRAINING and not entry.passed:
        return Particulars(certification=entry.code)
    return Particulars(
        certification=entry.code, justificatif=Justificatif(_JUSTIFICATIFS[entry.kind], option=entry.option)
    )
