"""What belongs to one kind of entry only, and what all kinds share below the entry: organisations and dates."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, PartialDate, Shown

__all__ = [
    "AwardAsked",
    "AwardShown",
    "DrivingLicenceAsked",
    "DrivingLicenceShown",
    "EmploymentAsked",
    "EmploymentShown",
    "EndDate",
    "EngagementAsked",
    "EngagementShown",
    "LanguageAsked",
    "LanguageShown",
    "OrganisationAsked",
    "OrganisationShown",
    "SkillAsked",
    "SkillShown",
    "StartDate",
    "TrainingAsked",
    "TrainingShown",
]

CefrLevel = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
DrivingCategoryName = Literal["AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D", "DE"]
SkillOrigin = Literal["work", "volunteering", "practice", "training"]
EngagementActivity = Literal[
    "service_civique",
    "reserve_militaire",
    "reserve_police_nationale",
    "reserve_civique",
    "reserve_sanitaire",
    "maitre_apprentissage",
    "benevolat_associatif",
    "aide_handicap_dependance",
    "sapeur_pompier_volontaire",
]
_AWARDS = "`certification`, `diploma`, `habilitation` or `driving_licence`"
StartDate = Annotated[
    PartialDate,
    Field(
        description=f"Of {_AWARDS}: when it was obtained. Of any other kind: when it began. `AAAA`, `AAAA-MM` or "
        "`AAAA-MM-JJ`, as much of it as is known."
    ),
]
EndDate = Annotated[
    PartialDate,
    Field(
        description=f"Of {_AWARDS}: the end of its validity, if it has one. Of any other kind: when it ended, absent "
        "while it goes on. Never without `start_date`. `AAAA`, `AAAA-MM` or `AAAA-MM-JJ`, as much of it as is known."
    ),
]


class OrganisationAsked(Asked):
    """Employer, certifier or body."""

    name: Annotated[str, Field(max_length=200)] | None = None
    siret: Annotated[str, Field(pattern=r"^[0-9]{14}$")] | None = None
    locality: Annotated[str, Field(max_length=200)] | None = None


class EmploymentAsked(Asked):
    """What belongs to a job."""

    pcs_code: Annotated[str, Field(max_length=10)] | None = Field(None, description="PCS-ESE code of the profession.")
    contract_nature_code: Annotated[str, Field(max_length=10)] | None = None
    working_time: Literal["full_time", "part_time"] | None = None


class AwardAsked(Asked):
    """What belongs to a certification, diploma or habilitation."""

    register_: Literal["RNCP", "RS"] | None = Field(None, alias="register")
    code: Annotated[str, Field(max_length=20)] | None = Field(
        None, description="For example `RNCP19117`; without `register` its letters say which it is."
    )
    option: Annotated[str, Field(max_length=250)] | None = None
    score: Annotated[str, Field(max_length=100)] | None = None
    mention: Annotated[str, Field(max_length=100)] | None = None
    cefr_level: Annotated[str, Field(max_length=20)] | None = None
    level: Annotated[int, Field(ge=1, le=8)] | None = None
    categories: Annotated[list[Annotated[str, Field(max_length=30)]], Field(max_length=20)] | None = Field(
        None, description="Of a habilitation only: its symbols or categories, for example `B0` or `R489-3`."
    )


class LanguageAsked(Asked):
    """What belongs to a language."""

    language: Annotated[str, Field(min_length=2, max_length=35)] = Field(
        description="Language tag (BCP 47): a code of ISO 639, and what narrows it down."
    )
    cefr_level: CefrLevel | None = Field(None, description="All in all.")
    listening: CefrLevel | None = None
    reading: CefrLevel | None = None
    spoken_interaction: CefrLevel | None = None
    spoken_production: CefrLevel | None = None
    writing: CefrLevel | None = None


class TrainingAsked(Asked):
    """What belongs to a training."""

    hours: Annotated[int, Field(ge=1, le=10_000)] | None = None


class DrivingCategoryAsked(Asked):
    """One category of a driving licence (Code de la route R221-4)."""

    category: DrivingCategoryName
    start_date: StartDate | None = None
    end_date: EndDate | None = None


class DrivingLicenceAsked(Asked):
    """What belongs to a driving licence."""

    categories: Annotated[list[DrivingCategoryAsked], Field(max_length=20)] | None = Field(
        None, description="Each once, with its own dates."
    )


class SkillAsked(Asked):
    """What belongs to a skill."""

    origin: SkillOrigin | None = Field(None, description="Where it was gained.")
    context: Annotated[str, Field(max_length=500)] | None = Field(None, description="What the holder did with it.")
    framework: Literal["ROME", "ESCO"] | None = Field(None, description="Framework that `label` is from.")
    label: Annotated[str, Field(max_length=250)] | None = Field(
        None, description="The skill in the words of the framework; never without `framework`, nor it without this."
    )


class EngagementAsked(Asked):
    """What belongs to an engagement."""

    activity: EngagementActivity | None = Field(
        None, description="Which of the activities that give rights it is (Code du travail L5151-9); null for others."
    )
    role: Annotated[str, Field(max_length=250)] | None = None


class OrganisationShown(Shown):
    """Employer, certifier or body, under the name it had at the date."""

    name: str | None
    siret: str | None
    locality: str | None


class LabelShown(Shown):
    """What an official referential said of a code at the date of the entry."""

    text: str
    level: int | None = Field(description="Level 1 to 8 of the national framework.")
    scheme: str = Field(description="The referential: `rncp`, `rs`, `bcn`, `pcs` or `cog`.")
    code: str
    since: date = Field(description="Day of the version of the referential that was the first to say so.")


class EmploymentShown(Shown):
    """What belongs to a job."""

    pcs_code: str | None
    profession: LabelShown | None = Field(description="What `pcs_code` stood for; null when it is not known.")
    contract_nature_code: str | None
    contract_nature: str | None
    apprenticeship: bool
    working_time: str | None
    workplace_code: str | None = Field(
        description="Commune of the place of work (COG), where it is not the employer's own."
    )
    workplace: LabelShown | None = Field(description="What `workplace_code` stood for; null when it is not known.")
    known_until: PartialDate | None = Field(
        description="Day up to which the employer's declarations have told of it; null for a declared job."
    )


class DigitalResultShown(Shown):
    """Level reached in one digital competence."""

    domain: str
    competence: str
    level: int


class AwardShown(Shown):
    """What belongs to a certification, diploma or habilitation."""

    register_: str | None = Field(alias="register")
    code: str | None
    label: LabelShown | None = Field(
        description="What `code` stood for when it was delivered, and a guaranteed entry has its title and level from "
        "it; where its register has none, what `diploma_code` stood for."
    )
    prevention: bool = Field(
        description="Whether it is one in health and safety at work: a guaranteed one belongs in the passeport de "
        "prévention by itself."
    )
    option: str | None
    obtention: str | None
    score: str | None
    mention: str | None
    cefr_level: str | None
    access_way: str | None
    digital_score: int | None
    digital_results: list[DigitalResultShown]
    level: int | None
    categories: list[str] = Field(description="Of a habilitation: its symbols or categories.")
    diploma_code: str | None = Field(description="Of a diploma: its « code diplôme » (BCN), 8 characters.")
    school_code: str | None = Field(description="Of a diploma: the UAI of the establishment.")


class LanguageShown(Shown):
    """What belongs to a language."""

    language: str
    cefr_level: str | None = Field(description="CEFR level all in all; those of the five skills follow.")
    listening: str | None
    reading: str | None
    spoken_interaction: str | None
    spoken_production: str | None
    writing: str | None


class TrainingShown(Shown):
    """What belongs to a training."""

    hours: int | None
    certification_code: str | None = Field(description="The certification of RNCP or RS that it prepares for.")
    label: LabelShown | None = Field(description="What `certification_code` stood for on the first day.")
    outcome: Literal["followed", "followed_in_part", "passed"] | None = Field(
        description="What came of it, where its source says so."
    )
    funder: str | None = Field(
        description="Who paid for it (L6316-1), where its source says so: `cpf` (Mon Compte Formation), `opco`, "
        "`transitions_pro`, `etat`, `region`, `france_travail`, `agefiph` or `faf`."
    )
    prevention: bool = Field(
        description="Whether it enters the passeport de prévention by itself (décret 2022-1712, article 8)."
    )


class DrivingCategoryShown(Shown):
    """One category of a driving licence."""

    category: str
    start_date: StartDate | None
    end_date: EndDate | None


class DrivingLicenceShown(Shown):
    """What belongs to a driving licence."""

    categories: list[DrivingCategoryShown]


class SkillShown(Shown):
    """What belongs to a skill."""

    origin: str | None = Field(description="`work`, `volunteering`, `practice` or `training`.")
    context: str | None
    framework: str | None = Field(description="`ROME` or `ESCO`.")
    label: str | None


class EngagementShown(Shown):
    """What belongs to an engagement."""

    activity: str | None = Field(description="Of the closed list of Code du travail L5151-9; null for any other.")
    role: str | None
