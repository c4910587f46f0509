"""What belongs to one kind of entry only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = [
    "CEFR_LEVELS",
    "MENTIONS",
    "NO_DETAILS",
    "AwardDetails",
    "Details",
    "DigitalResult",
    "EmploymentDetails",
    "LanguageDetails",
    "NoDetails",
    "TrainingDetails",
    "WorkingTime",
]

CEFR_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
"""Levels of the Common European Framework of Reference (CECRL), lowest first."""

MENTIONS = (
    "SANS_MENTION",
    "MENTION_ASSEZ_BIEN",
    "MENTION_BIEN",
    "MENTION_TRES_BIEN",
    "MENTION_TRES_BIEN_AVEC_FELICITATIONS_DU_JURY",
)
"""Values of `mentionValidee` in the certifiers' feed."""


class WorkingTime(StrEnum):
    """Full or part time; empty when the source does not say or when it makes no sense (DSN S21.G00.40.014)."""

    UNKNOWN = ""
    FULL = "full_time"
    PART = "part_time"


@dataclass(frozen=True, slots=True)
class EmploymentDetails:
    """Details of an employment.

    `planned_end` (DSN S21.G00.40.010) is kept because the law asks whether an apprenticeship runs today, and a
    fixed-term contract whose end nobody declared does not.
    """

    pcs_code: str = ""
    contract_nature_code: str = ""
    apprenticeship: bool = False
    working_time: WorkingTime = WorkingTime.UNKNOWN
    planned_end: date | None = None


@dataclass(frozen=True, slots=True)
class DigitalResult:
    """Level reached in one digital competence (niveauNumeriqueEuropeen/resultats/resultat)."""

    domain: str = ""
    competence: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class AwardDetails:
    """Details of a certification, a diploma or a habilitation, in the words of the certifiers' feed."""

    register: str = ""
    code: str = ""
    option: str = ""
    obtention: str = ""
    score: str = ""
    mention: str = ""
    cefr_level: str = ""
    access_way: str = ""
    digital_score: int = 0
    digital_results: tuple[DigitalResult, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class LanguageDetails:
    """Details of a language: its BCP 47 tag and a CEFR level."""

    language: str = ""
    cefr_level: str = ""


@dataclass(frozen=True, slots=True)
class TrainingDetails:
    """Details of a training followed; hours are 0 when not known."""

    hours: int = 0


@dataclass(frozen=True, slots=True)
class NoDetails:
    """A kind that its title, its dates and its description say in full."""


NO_DETAILS = NoDetails()

Details = EmploymentDetails | AwardDetails | LanguageDetails | TrainingDetails | NoDetails
