"""Entries of the passport, and the passport as one answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from passeport_gateway.http.schemas.entry_details import (
    AwardAsked,
    AwardShown,
    DrivingLicenceAsked,
    DrivingLicenceShown,
    EmploymentAsked,
    EmploymentShown,
    EndDate,
    EngagementAsked,
    EngagementShown,
    LanguageAsked,
    LanguageShown,
    OrganisationAsked,
    OrganisationShown,
    SkillAsked,
    SkillShown,
    StartDate,
    TrainingAsked,
    TrainingShown,
)
from passeport_gateway.http.schemas.prevention import PreventionShown
from passeport_gateway.http.schemas.publications import PublicationShown
from passeport_gateway.http.schemas.shapes import Asked, GapShown, Id, KindName, Page, PartialDate, Shown, Timestamp

__all__ = [
    "Arrangement",
    "EntryDraft",
    "EntryPatch",
    "EntryShown",
    "PassportShown",
    "ProofShown",
    "ProvenanceShown",
    "StateName",
]

StateName = Literal["active", "draft", "deleted"]
EntryId = Annotated[str, Field(min_length=1, max_length=64)]
Title = Annotated[str, Field(min_length=1, max_length=250)]
Description = Annotated[str, Field(max_length=2000)]


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

_WHOLE_UNLESS_DRAFT: JsonDict = {
    "if": {"properties": {"draft": {"const": True}}, "required": ["draft"]},
    "else": {
        "required": ["title"],
        "allOf": [_LANGUAGE_NEEDS_ITS_TAG, _END_NEEDS_START],
    },
}


class EntryDraft(Asked):
    """An entry that the holder declares; one of the kind `language` names it in `language.language`.

    An `end_date` needs a `start_date`: the date of a diploma or a licence, if there is but one, is its `start_date`. A
    draft may lack all of this but its kind.
    """

    model_config = ConfigDict(json_schema_extra=_WHOLE_UNLESS_DRAFT)

    draft: bool = Field(False, description="Whether it is a draft, which nobody else sees and no publication takes.")
    kind: KindName
    title: Title = ""
    organisation: OrganisationAsked | None = None
    start_date: StartDate | None = None
    end_date: EndDate | None = None
    description: Description | None = None
    employment: EmploymentAsked | None = None
    award: AwardAsked | None = None
    language: LanguageAsked | None = None
    training: TrainingAsked | None = None
    driving_licence: DrivingLicenceAsked | None = None
    skill: SkillAsked | None = None
    engagement: EngagementAsked | None = None


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
    driving_licence: DrivingLicenceAsked | None = None
    skill: SkillAsked | None = None
    engagement: EngagementAsked | None = None


class EntryShown(Shown):
    """One line of the passport; of `employment`, `award` and all other details the one of its kind is there."""

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
    driving_licence: DrivingLicenceShown | None = None
    skill: SkillShown | None = None
    engagement: EngagementShown | None = None
    state: Literal["active", "withdrawn", "draft", "deleted"]
    etag: str = Field(description="Version; in quotes it is the value of ETag and If-Match.")
    source_label: str = Field(description="Who vouches for it, in words of the language asked for.")
    contested: bool = Field(description="That the holder has told its source that it is wrong; see its disputes.")
    create_time: Timestamp
    update_time: Timestamp
    purge_time: Timestamp | None = Field(description="Of a deleted one: until when it can be restored. Null otherwise.")


class Arrangement(Asked):
    """The order in which the holder wants the entries of a kind listed."""

    kind: KindName
    entry_ids: Annotated[list[EntryId], Field(max_length=300)] = Field(
        description="The first one first, each once; those that are not named come before. Empty: by date."
    )


class ProvenanceStepShown(Shown):
    """One change of an entry; of what the holder did to a declared one, the members about sending are null."""

    change: str = Field(
        description="By a source: `registered`, `corrected`, `withdrawn` or `reinstated`. By the holder: `declared`, "
        "`drafted`, `completed`, `edited`, `deleted` or `restored`."
    )
    told: str = Field(description="All of it in one sentence, in the language asked for.")
    revision: int | None = Field(description="The version that it made, counted from 1.")
    cause: str | None = Field(description="Why, as it was noted, in French.")
    cause_code: str | None = Field(description="Stable name of the cause, `award_declared` for example; more may come.")
    changed_fields: list[str] = Field(
        description="What it changed: `title`, `organisation`, `start_date`, `end_date`, `description` or `details`."
    )
    sender: OrganisationShown | None = Field(description="Who sent it, under the name that it had then.")
    batch_id: str | None
    file_name: str | None
    line: int | None = Field(description="Line of the file, counted from 1.")
    sender_key: str | None
    format_version: str | None
    receive_time: Timestamp | None = Field(description="When the file was received, or when its holder did it.")
    change_time: Timestamp | None = Field(
        description="When the entry changed: later than the receipt where a line waited for its person, or where a "
        "file is taken back."
    )


class ProvenanceShown(Shown):
    """Where an entry comes from and every change since, the oldest first."""

    entry_id: Id
    source: str = Field(description="`certifications`, `dsn` or `holder`.")
    source_label: str = Field(description="The source, in words of the language asked for.")
    sender: OrganisationShown | None = Field(description="Who sent it first; null for a declared entry.")
    told: str = Field(description="Where it comes from in a sentence or two, in the language asked for.")
    steps: list[ProvenanceStepShown]


class ProofShown(Shown):
    """What proves offline that the present version of an entry is in the ledger."""

    entry_id: Id
    revision: int = Field(description="The version, counted from 1.")
    said: str = Field(description="The version as the ledger has it, as JSON. Every character counts.")
    salt: str = Field(description="32 bytes, Base64. SHA-256 of these and of `said` in UTF-8 is the entry of the log.")
    index: int = Field(description="Where it stands in the log, counted from 0.")
    proof: str = Field(description="Text as c2sp.org/tlog-proof has it, with a signed checkpoint.")


class UncoveredShown(Shown):
    """Something that no passport can know by itself."""

    code: str = Field(description="Stable name.")
    kind: KindName
    told: str = Field(description="In words, in the language asked for.")
    source: str | None = Field(description="Feed that tells of it, from `since` on; null: there is none.")
    since: PartialDate | None = Field(description="Month from which on that feed is complete, by law.")


class SourceShown(Shown):
    """How far a source has got: whether something recent may be missing."""

    source: str = Field(description="`certifications`, `dsn`, `diplomas` or `trainings`; more may come.")
    label: str = Field(description="The source in the language asked for.")
    told: str = Field(description="All of it in a sentence or two, in the language asked for.")
    last_receive_time: Timestamp | None = Field(description="When its last file was processed; of any holder.")
    known_until: PartialDate | None = Field(description="Of `dsn`: up to when it has told of the holder's employments.")
    rhythm_days: int | None = Field(description="Days within which something is expected of it; null: nobody says.")
    silent: bool = Field(description="Whether nothing came for longer than that: an outage of the source.")


class PassportShown(Shown):
    """The whole passport; a part whose service did not answer is null and named in `gaps`."""

    sources: list[SourceShown] | None = Field(
        description="How far each source of `records` has got; null when that could not be told."
    )
    records: Page[EntryShown] | None
    prevention: PreventionShown | None
    publications: Page[PublicationShown] | None
    gaps: list[GapShown]
    not_covered: list[UncoveredShown] = Field(
        description="What cannot be in a passport by itself, kind by kind: to be declared, or waited for."
    )
