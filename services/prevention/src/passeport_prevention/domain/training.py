"""A training of the passeport de prévention: what was followed or passed, who declared it, how long it holds."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from passeport_chassis.partial_date import PartialDate
from passeport_prevention.domain.particulars import NO_PARTICULARS, Particulars
from passeport_prevention.domain.verification import Verification
from passeport_prevention.regulation.quarters import is_over

__all__ = [
    "Arrival",
    "Content",
    "Declarant",
    "Declarer",
    "Position",
    "Proof",
    "Training",
    "TrainingPage",
    "dated_on",
    "reference_day",
]


class Declarant(Enum):
    """In which capacity a training is declared (L4141-5, as of 27/06/2026): three that must, and the worker who may."""

    HOLDER = "holder"
    TRAINING_BODY = "training_body"
    EMPLOYER = "employer"
    TEMPORARY_WORK_COMPANY = "temporary_work_company"
    AUTOMATIC = "automatic"
    """Nobody: it came by itself (décret 2022-1712, art. 8)."""


class Proof(Enum):
    """What proves a training (décret 2022-1712, art. 3)."""

    ATTESTATION = "attestation"
    """Attestation de formation (ADF): the training was followed."""
    JUSTIFICATIF = "justificatif"
    """Justificatif de réussite (JDR): an assessment was passed."""


@dataclass(frozen=True, slots=True)
class Declarer:
    """Who declares, under the name he had then; a holder gives none, his name stays in identity."""

    declarant: Declarant
    name: str = ""
    siret: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a declaration says of a training; `passeport_prevention.domain.rules` judges it.

    `type_name`: the name of what it is a training for (`domain.training_types`), where the declaration names it;
    `refresher`: whether it renews one that was followed before, None where the declaration does not say so.
    """

    title: str
    proof: Proof
    start: PartialDate | None = None
    end: PartialDate | None = None
    validity_start: PartialDate | None = None
    validity_end: PartialDate | None = None
    training_body: str = ""
    type_name: str = ""
    refresher: bool | None = None

    def __post_init__(self) -> None:
        # The same word typed on two keyboards is one word: it must give one fingerprint.
        for name in ("title", "training_body"):
            object.__setattr__(self, name, unicodedata.normalize("NFC", getattr(self, name)).strip())


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a training comes from that came by itself: which entry of records, who vouches for it, in words.

    `code` is its certification, or of a financed training the one that it leads to; `siret` of the certifier, or of the
    training body; `contested`: its holder told its source that it is wrong.
    """

    entry_id: UUID
    code: str
    is_award: bool
    source: str
    siret: str = ""
    funder: str = ""
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Training:
    """One training in one worker's passport.

    `due_on` is the last day on which it was in time, of one who had to declare it; `declaration` and `reference` are
    the declarant's own (ID_DECLARATION, REFERENCE_DECLARATION), `particulars` what the official declaration tells more.
    `version` counts what was declared of it, `revision` whatever was changed; `changed_at` and `reason` are of the last
    correction, or of its withdrawal. `verification` is there where an employer is to verify it, `arrival` where it came
    by itself; then `declared_too` are declarations of the same training, as it is listed.
    """

    id: UUID
    person_id: UUID
    declarer: Declarer
    content: Content
    created_at: datetime
    due_on: date | None = None
    declaration: str = ""
    reference: str = ""
    particulars: Particulars = NO_PARTICULARS
    version: int = 1
    revision: int = 1
    changed_at: datetime | None = None
    reason: str = ""
    withdrawn: bool = False
    verification: Verification | None = None
    arrival: Arrival | None = None
    declared_too: tuple[Training, ...] = ()

    @property
    def etag(self) -> str:
        """The state that a client has to name to change it."""
        return f"r{self.revision}"

    @property
    def to_verify(self) -> Verification:
        """What its employer says of it. Raises ValueError where nobody is to verify it."""
        if self.verification is None:
            raise ValueError("nobody is to verify this training")
        return self.verification

    @property
    def verification_etag(self) -> str:
        """The state of the training and of its verification that an employer has to name to answer."""
        return f"{self.etag}v{self.to_verify.revision}"

    def as_of(self, now: datetime) -> Training:
        """The training as it is to be read at a moment."""
        if self.declared_too:
            return replace(self, declared_too=tuple(each.as_of(now) for each in self.declared_too))
        return self if self.verification is None else replace(self, verification=self.verification.as_of(now))

    @property
    def late(self) -> bool:
        """Whether it was declared when its time was over, everywhere in France."""
        return self.due_on is not None and is_over(self.due_on, self.created_at)

    @property
    def dated_on(self) -> PartialDate:
        """The date by which it is listed."""
        return dated_on(self.content)


def dated_on(content: Content) -> PartialDate:
    """The date of a training: its last day, or the first day of validity of what has none."""
    dated = content.end or content.validity_start
    if dated is None:
        raise ValueError("a training that keeps the rules has an end or a start of validity")
    return dated


def reference_day(content: Content) -> PartialDate | None:
    """The day that deadlines count from: the last of a training, the first of the validity of a justificatif."""
    return content.end if content.proof is Proof.ATTESTATION else content.validity_start


@dataclass(frozen=True, slots=True)
class Position:
    """Where a training stands in the list of a worker: the latest first, then by identifier."""

    dated_on: PartialDate
    training_id: UUID


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """Some trainings of a worker, and the position after them unless they are the last."""

    trainings: tuple[Training, ...]
    next: Position | None
