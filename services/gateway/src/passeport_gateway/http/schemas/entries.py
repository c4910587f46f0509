"""Entries of the passport, and the passport as one answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from passeport_gateway.http.schemas.prevention import PreventionShown
from passeport_gateway.http.schemas.publications import PublicationShown
from passeport_gateway.http.schemas.shapes import Asked, GapShown, Id, Page, PartialDate, Shown, Timestamp

__all__ = ["EntryDraft", "EntryPatch", "EntryShown", "KindName", "PassportShown", "ProvenanceShown"]

KindName = Literal[
    "employment",
    "certification",
    "diploma",
    "training",
    "habilitation",
    "driving_licence",
    "language",
    "skill",
    "engagement",
]
Title = Annotated[str, Field(min_length=1, max_length=250)]
Description = Annotated[str, Field(max_length=2000)]


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
    code: Annotated[str, Field(max_length=20)] | None = Field(None, description="For example `RNCP19117`.")
    option: Annotated[str, Field(max_length=250)] | None = None
    score: Annotated[str, Field(max_length=100)] | None = None
    mention: Annotated[str, Field(max_length=100)] | None = None
    cefr_level: Annotated[str, Field(max_length=20)] | None = None
    level: Annotated[int, Field(ge=1, le=8)] | None = None


class LanguageAsked(Asked):
    """What belongs to a language."""

    language: Annotated[str, Field(min_length=2, max_length=35)] = Field(description="Language tag (BCP 47).")
    cefr_level: Literal["A1", "A2", "B1", "B2", "C1", "C2"] | None = None


class TrainingAsked(Asked):
    """What belongs to a training."""

    hours: Annotated[int, Field(ge=1, le=10_000)] | None = None


# What JSON Schema says of one member in terms of another; the model itself leaves it to records, whose rule it is.
_LANGUAGE_NEEDS_ITS_TAG: JsonDict = {
    "if": {"properties": {"kind": {"const": "language"}}, "required": ["kind"]},
    "then": {"properties": {"language": {"type": "object"}}, "required": ["language"]},
}
# Not dependentRequired: a null is no date, neither the one that asks for the other nor the one that is asked for.
_END_NEEDS_START: JsonDict = {
    "if": {"properties": {"end_date": {"type": "string"}}, "required": ["end_date"]},
    "then": {"properties": {"start_date": {"type": "string"}}, "required": ["start_date"]},
}
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


class EntryDraft(Asked):
    """An entry that the holder declares; one of the kind `language` names it in `language.language`.

    An `end_date` needs a `start_date`: the date of a diploma or a licence, if there is but one, is its `start_date`.
    """

    model_config = ConfigDict(json_schema_extra={"allOf": [_LANGUAGE_NEEDS_ITS_TAG, _END_NEEDS_START]})

    kind: KindName
    title: Title
    organisation: OrganisationAsked | None = None
    start_date: StartDate | None = None
    end_date: EndDate | None = None
    description: Description | None = None
    employment: EmploymentAsked | None = None
    award: AwardAsked | None = None
    language: LanguageAsked | None = None
    training: TrainingAsked | None = None


class EntryPatch(Asked):
    """The fields to change (JSON Merge Patch, RFC 7396): absent ones stay, null empties one."""

    title: Title | None = None
    organisation: OrganisationAsked | None = None
    start_date: StartDate | None = None
    end_date: EndDate | None = None
    description: Description | None = None
    employment: EmploymentAsked | None = None
    award: AwardAsked | None = None
    language: LanguageAsked | None = None
    training: TrainingAsked | None = None


class OrganisationShown(Shown):
    """Employer, certifier or body, under the name it had at the date."""

    name: str | None
    siret: str | None
    locality: str | None


class EmploymentShown(Shown):
    """What belongs to a job."""

    pcs_code: str | None
    contract_nature_code: str | None
    contract_nature: str | None
    apprenticeship: bool
    working_time: str | None


class DigitalResultShown(Shown):
    """Level reached in one digital competence."""

    domain: str
    competence: str
    level: int


class AwardShown(Shown):
    """What belongs to a certification, diploma or habilitation."""

    register_: str | None = Field(alias="register")
    code: str | None
    option: str | None
    obtention: str | None
    score: str | None
    mention: str | None
    cefr_level: str | None
    access_way: str | None
    digital_score: int | None
    digital_results: list[DigitalResultShown]
    level: int | None


class LanguageShown(Shown):
    """What belongs to a language."""

    language: str
    cefr_level: str | None


class TrainingShown(Shown):
    """What belongs to a training."""

    hours: int | None


class EntryShown(Shown):
    """One line of the passport; of `employment`, `award`, `language` and `training` the one of its kind is there."""

    id: Id
    nature: Literal["guaranteed", "declared"] = Field(description="Guaranteed by an official source, or declared.")
    kind: KindName
    title: str
    organisation: OrganisationShown | None
    start_date: StartDate | None
    end_date: EndDate | None
    description: str | None
    employment: EmploymentShown | None = None
    award: AwardShown | None = None
    language: LanguageShown | None = None
    training: TrainingShown | None = None
    state: Literal["active", "withdrawn"]
    etag: str = Field(description="Version; in quotes it is the value of ETag and If-Match.")
    source_label: str = Field(description="Who vouches for it, in words.")
    create_time: Timestamp
    update_time: Timestamp


class ProvenanceStepShown(Shown):
    """One change of an entry."""

    change: str = Field(description="`registered`, `corrected`, `withdrawn` or `reinstated`.")
    cause: str | None
    batch_id: str | None
    file_name: str | None
    line: int | None = Field(description="Line of the file, counted from 1.")
    sender_key: str | None
    format_version: str | None
    receive_time: Timestamp | None


class ProvenanceShown(Shown):
    """Where an entry comes from."""

    entry_id: Id
    source: str = Field(description="`certifications`, `dsn` or `holder`.")
    source_label: str
    sender: OrganisationShown | None
    steps: list[ProvenanceStepShown]


class PassportShown(Shown):
    """The whole passport; a part whose service did not answer is null and named in `gaps`."""

    records: Page[EntryShown] | None
    prevention: PreventionShown | None
    publications: Page[PublicationShown] | None
    gaps: list[GapShown]
