"""Whether the employer verified what a training body declared of its worker (décret 2022-1712, art. 7 I).

A training as a whole goes through it: a correction in time begins it anew, a withdrawal ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import name_refused, shows_nothing
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.regulation.quarters import is_over

__all__ = ["ANSWERS", "SIREN_DIGITS", "Verification", "VerificationState", "check_answer", "siren_of"]

_COMMENT_LIMIT = 500
SIREN_DIGITS = 9


class VerificationState(StrEnum):
    """Where a verification stands."""

    AWAITING = "awaiting"
    CONFIRMED = "confirmed"
    CORRECTION_ASKED = "correction_asked"
    CONTESTED = "contested"
    DEEMED_VERIFIED = "deemed_verified"
    """The employer said nothing in time («réputée vérifiée»)."""


ANSWERS = frozenset({VerificationState.CONFIRMED, VerificationState.CORRECTION_ASKED, VerificationState.CONTESTED})
"""What an employer may say."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Of a training: `due_on` is the last day on which the employer may say something, `comment` what it said."""

    employer_siret: str
    due_on: date
    state: VerificationState = VerificationState.AWAITING
    comment: str = ""
    changed_at: datetime | None = None
    revision: int = 1

    @property
    def is_refusal(self) -> bool:
        """Whether the employer said that the training is not as it was declared."""
        return self.state in (VerificationState.CORRECTION_ASKED, VerificationState.CONTESTED)

    def is_over(self, now: datetime) -> bool:
        """Whether the day until which the employer could answer is over, everywhere in France."""
        return is_over(self.due_on, now)

    def as_of(self, now: datetime) -> Verification:
        """What it is at a moment: silence counts once the day is over, whenever a row comes to say so."""
        if self.state is VerificationState.AWAITING and self.is_over(now):
            return replace(self, state=VerificationState.DEEMED_VERIFIED)
        return self

    def moved(self, state: VerificationState, comment: str, at: datetime) -> Verification:
        """The same in another state."""
        return replace(self, state=state, comment=comment, changed_at=at, revision=self.revision + 1)

    def kept(self) -> Verification:
        """The same through a correction; of another revision, so that who answers meanwhile is not overwritten."""
        return replace(self, revision=self.revision + 1)

    def begun_anew(self, told: Particulars, due_on: date, at: datetime) -> Verification:
        """That of the training as it is corrected: whatever was said was said of something else."""
        anew = self.moved(VerificationState.AWAITING, "", at)
        return replace(anew, employer_siret=told.employer_siret, due_on=due_on)


def check_answer(state: VerificationState, comment: str) -> Iterator[FieldViolation]:
    """Every rule that an answer breaks: what is asked or contested is told, for the training body and the worker."""
    if state not in ANSWERS:
        yield FieldViolation("state", "must be one of confirmed, correction_asked, contested", "UNKNOWN_VALUE")
    elif state is VerificationState.CONFIRMED:
        if comment:
            yield FieldViolation("comment", "is not for a confirmation: leave it out", "MUST_BE_EMPTY")
    elif shows_nothing(comment):
        yield FieldViolation("comment", "is empty: say what is wrong, for the training body to read", "REQUIRED")
    if len(comment) > _COMMENT_LIMIT:
        yield FieldViolation(
            "comment", f"has {len(comment)} characters, at most {_COMMENT_LIMIT} are allowed", "TOO_LONG"
        )
    if refused := name_refused(comment):
        yield FieldViolation("comment", f"holds {refused}: remove it", "CONTROL_CHARACTER")


def siren_of(siret: str) -> str:
    """The enterprise of an establishment: an employer is one, whichever of its establishments is named."""
    return siret[:SIREN_DIGITS]
