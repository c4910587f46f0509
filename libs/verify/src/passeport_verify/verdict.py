"""The verdict: checks in order, of which the first that fails decides, and the exit code that a program reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["EXIT_CODES", "Check", "Checklist", "Outcome", "Result", "Verdict"]


class Outcome(StrEnum):
    """The verdict in one word."""

    AUTHENTIC = "authentic"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ALTERED = "altered"
    UNKNOWN_ISSUER = "unknown_issuer"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"
    """Genuine as far as it was checked; what was given does not tell its status."""


# 1 and 2 are those of a program that fails, and of a wrong command line.
EXIT_CODES = {outcome: 0 if number == 0 else number + 9 for number, outcome in enumerate(Outcome)}


class Result(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One check; its name is that of the service's own verification."""

    id: str
    result: Result
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was concluded. `shown` is what the document says, of an outcome that vouches for it only."""

    outcome: Outcome
    checks: tuple[Check, ...]
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """What the program ends with."""
        return EXIT_CODES[self.outcome]


class Checklist:
    """Makes checks in order; after the first that fails, the rest is skipped."""

    def __init__(self) -> None:
        self._checks: list[Check] = []
        self.outcome: Outcome | None = None

    def check(self, name: str, passed: bool, otherwise: Outcome, detail: str = "") -> bool:
        """Records a check; returns whether all held so far."""
        if self.outcome is not None:
            self._checks.append(Check(name, Result.SKIPPED))
            return False
        self._checks.append(Check(name, Result.PASSED if passed else Result.FAILED, detail))
        if not passed:
            self.outcome = otherwise
        return passed

    def skip(self, name: str, detail: str) -> None:
        """Records a check that cannot be made, and why."""
        self._checks.append(Check(name, Result.SKIPPED, detail if self.outcome is None else ""))

    def conclude(self, shown: dict[str, Any]) -> Verdict:
        """Ends: authentic when nothing failed."""
        outcome = self.outcome or Outcome.AUTHENTIC
        vouched = {Outcome.AUTHENTIC, Outcome.SUPERSEDED, Outcome.UNDECIDED}
        return Verdict(outcome, tuple(self._checks), shown if outcome in vouched else {})
