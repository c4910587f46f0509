"""What belongs to one kind of entry only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from passeport_chassis.partial_date import PartialDate

__all__ = [
    "CEFR_LEVELS",
    "DRIVING_CATEGORIES",
    "ENGAGEMENT_ACTIVITIES",
    "LANGUAGE_SKILLS",
    "MENTIONS",
    "NO_DETAILS",
    "SKILL_FRAMEWORKS",
    "SKILL_ORIGINS",
    "TRAINING_FUNDERS",
    "TRAINING_OUTCOMES",
    "AwardDetails",
    "Details",
    "DigitalResult",
    "DrivingCategory",
    "DrivingLicenceDetails",
    "EmploymentDetails",
    "EngagementDetails",
    "LanguageDetails",
    "NoDetails",
    "SkillDetails",
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

LANGUAGE_SKILLS = ("listening", "reading", "spoken_interaction", "spoken_production", "writing")
"""The five skills of which the framework's grid for self-assessment tells a level each."""

DRIVING_CATEGORIES = ("AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D", "DE")
"""Categories of the driving licence (Code de la route R221-4; directive 2006/126/EC, article 4)."""

SKILL_ORIGINS = ("work", "volunteering", "practice", "training")
"""Where a skill may have been gained."""

SKILL_FRAMEWORKS = ("ROME", "ESCO")
"""Frameworks whose words for a skill may be taken over."""

TRAINING_OUTCOMES = ("followed", "followed_in_part", "passed")
TRAINING_FUNDERS = (
    "cpf",
    "opco",
    "transitions_pro",
    "etat",
    "region",
    "france_travail",
    "agefiph",
    "faf",
)
"""Who pays for a training: those of the Code du travail L6316-1 (`cpf`: Mon Compte Formation), and the funds of the
self-employed (`faf`)."""
"""What came of a training, where its source says so. One that was given up or failed is none that a passport shows."""

ENGAGEMENT_ACTIVITIES = (
    "service_civique",
    "reserve_militaire",
    "reserve_police_nationale",
    "reserve_civique",
    "reserve_sanitaire",
    "maitre_apprentissage",
    "benevolat_associatif",
    "aide_handicap_dependance",
    "sapeur_pompier_volontaire",
)
"""Activities that give rights to training: the closed list of Code du travail L5151-9."""


class WorkingTime(StrEnum):
    """Full or part time; empty when the source does not say or when it makes no sense (DSN S21.G00.40.014)."""

    UNKNOWN = ""
    FULL = "full_time"
    PART = "part_time"


@dataclass(frozen=True, slots=True)
class EmploymentDetails:
    """Details of an employment.

    `workplace_code` is the commune of the place of work (COG, DSN S21.G00.85.011), where it is not the employer's own.
    `planned_end` (DSN S21.G00.40.010) is kept because the law asks whether an apprenticeship runs today, and a
    fixed-term contract whose end nobody declared does not.
    """

    pcs_code: str = ""
    contract_nature_code: str = ""
    apprenticeship: bool = False
    working_time: WorkingTime = WorkingTime.UNKNOWN
    planned_end: date | None = None
    workplace_code: str = ""


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
    categories: tuple[str, ...] = ()
    """Symbols or categories of a habilitation, as they are written on it."""
    diploma_code: str = ""
    """« Code diplôme » of the Base centrale des nomenclatures, 8 characters."""
    school_code: str = ""
    """UAI of the establishment."""


@dataclass(frozen=True, slots=True)
class LanguageDetails:
    """Details of a language: its BCP 47 tag, a CEFR level all in all, and one by skill."""

    language: str = ""
    cefr_level: str = ""
    listening: str = ""
    reading: str = ""
    spoken_interaction: str = ""
    spoken_production: str = ""
    writing: str = ""


@dataclass(frozen=True, slots=True)
class TrainingDetails:
    """Details of a training followed; hours are 0 when not known.

    `certification_code` is the certification of RNCP or RS that it prepares for; `outcome` one of `TRAINING_OUTCOMES`;
    `funder` one of `TRAINING_FUNDERS`, empty where nobody of these paid or the sender does not say.
    """

    hours: int = 0
    certification_code: str = ""
    outcome: str = ""
    funder: str = ""


@dataclass(frozen=True, slots=True)
class DrivingCategory:
    """One category of a driving licence: obtained in `start`, valid until `end`."""

    category: str
    start: PartialDate | None = None
    end: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class DrivingLicenceDetails:
    """Details of a driving licence."""

    categories: tuple[DrivingCategory, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillDetails:
    """Details of a skill: where and how it was gained, and what ROME or ESCO calls it."""

    origin: str = ""
    context: str = ""
    framework: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class EngagementDetails:
    """Details of an engagement; no activity when it is none of the list."""

    activity: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class NoDetails:
    """What a request says that gives no details at all; of every kind there are some, which may be empty."""


NO_DETAILS = NoDetails()

Details = (
    EmploymentDetails
    | AwardDetails
    | LanguageDetails
    | TrainingDetails
    | DrivingLicenceDetails
    | SkillDetails
    | EngagementDetails
    | NoDetails
)
