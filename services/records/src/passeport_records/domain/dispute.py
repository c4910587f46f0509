"""«C'est faux»: what a holder contests of a guaranteed entry, to whom it goes, until when, and what becomes of it.

Only its source changes a guaranteed entry. A certifier who is told that one is wrong has three months to send it anew
or to explain (Code du travail R6113-17-2); the others have what `Deadlines` gives them.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from passeport_chassis.days import day_in_paris
from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import shows_nothing
from passeport_records.domain.declared_fields import check_text
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.entry import Content
from passeport_records.domain.organisation import NO_ORGANISATION, Organisation
from passeport_records.domain.provenance import Provenance, Source

__all__ = [
    "LONGEST_TEXT",
    "Answerer",
    "Deadlines",
    "Dispute",
    "DisputeState",
    "Ground",
    "Reference",
    "check_text_of",
    "dispute_fingerprint",
    "is_answered_by",
    "reference_of",
    "siren_of",
]

LONGEST_TEXT = 2000
_SIREN = 9


class Ground(StrEnum):
    """Why an entry is contested."""

    NOT_MINE = "not_mine"
    NOT_TRUE = "not_true"
    DOUBLE = "double"
    TITLE = "title"
    ORGANISATION = "organisation"
    DATES = "dates"
    DETAILS = "details"
    OTHER = "other"


class DisputeState(StrEnum):
    """Where a dispute stands. Whether it is overdue is another matter: its day tells (`Dispute.is_overdue`)."""

    OPENED = "opened"
    SEEN = "seen"
    ACCEPTED = "accepted"
    """The source says that the holder is right; the line of its feed that says so is still to come."""
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    """The source took the entry back."""
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    """The holder contests it no more."""

    @property
    def is_open(self) -> bool:
        """Whether the entry is contested."""
        return self in {DisputeState.OPENED, DisputeState.SEEN, DisputeState.ACCEPTED}


class Answerer(StrEnum):
    """By whom a dispute came to be as it is."""

    SOURCE = "source"
    FEED = "feed"
    OPERATOR = "operator"
    HOLDER = "holder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """By what a source finds an entry in its own books, without a name: who sent it, in which line, under which key.

    `employer` is whose contract it is, of an employment: he mends what he declared, and who sends on knows of it too.
    """

    source: Source
    sender: Organisation
    employer: Organisation = NO_ORGANISATION
    batch_id: UUID
    line: int
    sender_key: str

    @property
    def addressee(self) -> Organisation:
        """Who is to answer, as the holder is told."""
        return self.employer or self.sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One contestation of one entry. Every change makes a new revision.

    `text` is the holder's, `answer` the source's: personal both, in no log and no event. `due_on` is the last day on
    which an answer is in time, by the calendar in Paris. `settled_by` is the batch whose line ended it.
    """

    id: UUID
    person_id: UUID
    entry_id: UUID
    entry_revision: int
    ground: Ground
    text: str = field(repr=False)
    reference: Reference
    opened_at: datetime
    due_on: date
    state: DisputeState = DisputeState.OPENED
    revision: int = 1
    seen_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: Answerer | None = None
    answer: str = field(default="", repr=False)
    closed_at: datetime | None = None
    settled_by: UUID | None = None

    @property
    def etag(self) -> str:
        """Names this revision to clients, who must not read anything into it."""
        return f"r{self.revision}"

    def is_overdue(self, today: date) -> bool:
        """Whether its source should have answered before today."""
        return self.state.is_open and self.due_on < today

    def seen(self, now: datetime) -> Dispute:
        """After its source read it; the same object when it had already."""
        if self.state is not DisputeState.OPENED:
            return self
        return replace(self, state=DisputeState.SEEN, seen_at=now, revision=self.revision + 1)

    def accepted(self, by: Answerer, answer: str, now: datetime) -> Dispute:
        """After the source said that the holder is right."""
        return self._answered(DisputeState.ACCEPTED, by, answer, now)

    def refused(self, by: Answerer, answer: str, now: datetime) -> Dispute:
        """After the source explained why the entry is right."""
        return replace(self._answered(DisputeState.REFUSED, by, answer, now), closed_at=now)

    def settled(self, state: DisputeState, now: datetime, by: UUID | None) -> Dispute:
        """After a line of a batch corrected the entry or took it back, or the undoing of one did (None).

        What was written stays, with who wrote it and when; where nothing was, the line is the answer.
        """
        answered = self if self.answer else self._answered(state, Answerer.FEED, "", now)
        return replace(answered, state=state, closed_at=now, settled_by=by, revision=self.revision + 1)

    def reopened(self) -> Dispute:
        """After the batch that ended it was undone: it is as it was, and its day stays."""
        answered = DisputeState.ACCEPTED if self.answer else None
        # In older rows the line that ended it stands in the place of who had written.
        by = Answerer.SOURCE if self.answered_by is Answerer.FEED else self.answered_by
        return replace(
            self,
            state=answered or (DisputeState.SEEN if self.seen_at else DisputeState.OPENED),
            answered_by=by if answered else None,
            answered_at=self.answered_at if answered else None,
            closed_at=None,
            settled_by=None,
            revision=self.revision + 1,
        )

    def taken_back(self, now: datetime) -> Dispute:
        """After the holder gave it up."""
        return replace(self, state=DisputeState.TAKEN_BACK, revision=self.revision + 1, closed_at=now)

    def _answered(self, state: DisputeState, by: Answerer, answer: str, now: datetime) -> Dispute:
        return replace(self, state=state, answered_by=by, answer=answer, answered_at=now, revision=self.revision + 1)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Months that each source has to answer; `other` for one that is not named."""

    months: Mapping[Source, int]
    other: int

    def due_on(self, source: Source, opened_on: date) -> date:
        """The last day: that of the same number, or the last of its month (code de procédure civile, article 641)."""
        passed = opened_on.month - 1 + self.months.get(source, self.other)
        year, month = opened_on.year + passed // 12, passed % 12 + 1
        return date(year, month, min(opened_on.day, monthrange(year, month)[1]))


def check_text_of(name: str, text: str) -> Iterator[FieldViolation]:
    """Every rule that what a holder or a source writes breaks."""
    if shows_nothing(text):
        yield FieldViolation(name, "is empty: say in a few words what is wrong, or why it is right", "REQUIRED")
    yield from check_text(name, text, LONGEST_TEXT, lines=True)


def dispute_fingerprint(entry_id: UUID, ground: Ground, text: str) -> bytes:
    """SHA-256 of what a request says; no request of another kind has the same."""
    said = json.dumps(["dispute", str(entry_id), ground.value, text], ensure_ascii=False)
    return hashlib.sha256(said.encode()).digest()


def reference_of(provenance: Provenance, content: Content) -> Reference:
    """By what the source of an entry finds it: the last line that said something of it, and who sent that."""
    step = provenance.steps[-1]
    return Reference(
        source=provenance.source,
        sender=step.sender,
        employer=content.organisation if provenance.source is Source.DSN else NO_ORGANISATION,
        batch_id=step.batch_id,
        line=step.line,
        sender_key=step.sender_key,
    )


def siren_of(organisation: Organisation) -> str:
    """The number of the legal person: establishments of one answer for one another. Empty when it is not known."""
    return organisation.siret[:_SIREN]


def _named(content: Content) -> object:
    """What an entry is called: of an employment the profession too, and no more of what changes while it lasts."""
    details = content.details
    return content.title, details.pcs_code if isinstance(details, EmploymentDetails) else details


_CONTESTED: Mapping[Ground, Callable[[Content], object]] = {
    Ground.TITLE: _named,
    Ground.ORGANISATION: lambda content: content.organisation,
    Ground.DATES: lambda content: (content.start, content.end),
    Ground.DETAILS: lambda content: content.details,
    Ground.OTHER: lambda content: content,
}


def is_answered_by(dispute: Dispute, before: Content, after: Content) -> bool:
    """Whether a correction touches what is contested.

    The months of a contract go on while its title is contested, and it may end while its beginning is: an end that was
    not there is an answer only if it was missing already, being before the day of the dispute. That an entry is
    somebody else's, or not true at all, no correction answers: only its withdrawal does, or a word of the source.
    """
    contested = _CONTESTED.get(dispute.ground)
    if contested is None or contested(before) == contested(after):
        return False
    if dispute.ground is Ground.DATES and before.start == after.start and before.end is None and after.end is not None:
        return after.end.earliest < day_in_paris(dispute.opened_at)
    return True
