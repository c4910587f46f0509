"""A report: somebody tells the operators that something is wrong with a share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_publishing.domain.model import refused_characters
from passeport_publishing.domain.text import clean_text
from passeport_publishing.errors import FieldInvalid

__all__ = ["MOST_REPORTS", "Complaint", "Ground", "Report", "read_complaint"]

MOST_REPORTS = 20
"""Reports of one share that are kept: more say no more."""
_TEXT_LIMIT = 1000


class Ground(StrEnum):
    """What is wrong."""

    WRONG_RECIPIENT = "wrong_recipient"
    ABUSE = "abuse"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody says."""

    ground: Ground
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """A complaint that was noted; by the holder, or else by somebody who has the link."""

    id: UUID
    person_id: UUID
    share_id: UUID
    at: datetime
    by_holder: bool
    complaint: Complaint


def read_complaint(ground: Ground, text: str) -> Complaint:
    """Reads a complaint. Raises FieldInvalid."""
    violations = list(refused_characters("text", text, breaks="\n\t"))
    text = clean_text(text)
    if len(text) > _TEXT_LIMIT:
        violations.append(FieldViolation("text", f"must have at most {_TEXT_LIMIT} characters", "LENGTH"))
    if violations:
        raise FieldInvalid("the report cannot be noted as it is", violations=violations)
    return Complaint(ground, text)
