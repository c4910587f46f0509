"""How a programme says no: in French, the language of who reads it, always with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Finding", "NotFound", "Refusal", "WrongFields"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A field that breaks a rule of the programme.

    `field` is its path (`symbols[0]`), `rule` a stable name for programs (`UNKNOWN_SYMBOL`), `message` what is wrong,
    `fix` what to do. Neither may repeat a value that says something of a person.
    """

    field: str
    rule: str
    message: str
    fix: str


class Refusal(Exception):
    """What was asked cannot be done as things stand; `code` is stable, for programs. Answered with 409."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class NotFound(Refusal):
    """What was asked about is not there, or not for this caller. Answered with 404."""


class WrongFields(Exception):
    """Fields of the request break rules of the programme. Answered with 422."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(sorted({one.rule for one in findings})))
        self.findings = tuple(findings)
