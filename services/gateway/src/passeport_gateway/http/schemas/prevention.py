"""Trainings of the passeport de prévention."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, Page, PartialDate, Shown, Timestamp
from passeport_gateway.http.schemas.training_types import Refresher, TrainingTypeName, ValidityShown, ValidityStateName

__all__ = [
    "ConsentSaid",
    "Declaration",
    "DeclarationShown",
    "DeclarationWithdrawal",
    "DeclarationWithdrawn",
    "EmployerConsentShown",
    "ImportLineShown",
    "ImportShown",
    "PartnerDeclarant",
    "PreventionShown",
    "TrainingCorrection",
    "TrainingDeclared",
    "TrainingDraft",
    "TrainingWithdrawal",
    "VerificationAnswer",
    "VerificationShown",
    "VerificationStateName",
    "WorkerAsked",
]

Proof = Literal["attestation", "justificatif"]
ConsentScopeName = Literal["total", "partial", "refused"]
VerificationStateName = Literal["awaiting", "confirmed", "correction_asked", "contested", "deemed_verified"]
PartnerDeclarant = Literal["training_body", "employer", "temporary_work_company"]
Title = Annotated[str, Field(min_length=1, max_length=250)]


Codes = Annotated[list[Annotated[str, Field(min_length=1, max_length=20)]], Field(max_length=20)]
Short = Annotated[str, Field(max_length=255)]
Reason = Annotated[str, Field(min_length=1, max_length=500, description="Why; the worker reads it.")]
DeclarationId = Annotated[
    str, Field(max_length=255, description="Your own name of the session, which its trainees share (ID_DECLARATION).")
]
Reference = Annotated[str, Field(max_length=280, description="Your own words for it (REFERENCE_DECLARATION).")]


class Justificatif(Asked):
    """What a justificatif de réussite is; columns of the official guide of the same names."""

    kind: Annotated[str, Field(max_length=20, description="`DIPLOME`, `TITRE`, `HABILITATION` or `CERTIFICAT`.")]
    option: Short | None = None
    obtained: Annotated[str, Field(max_length=20, description="`PAR_ADMISSION` or `PAR_SCORING`.")] | None = None
    training_title: (
        Annotated[str, Field(max_length=250, description="The training that led to it, when dates of one are given.")]
        | None
    ) = None
    result: Annotated[str, Field(max_length=1000)] | None = None
    mention: Short | None = None
    link: Annotated[str, Field(max_length=2000, description="Address of a proof.")] | None = None
    identifier: Short | None = None


class Particulars(Asked):
    """What the official declaration tells besides, by the rules of the import guide of 27/02/2026."""

    mode: Annotated[str, Field(max_length=20, description="`A_DISTANCE`, `PRESENTIEL` or `MIXTE`.")] | None = None
    skills: Annotated[Codes, Field(description="3 to 10 ROME skills (OGR); of a training body.")] | None = None
    trainer: Annotated[str, Field(max_length=50, description="As the guide spells it: `PREVENTEUR`.")] | None = None
    certification: Annotated[str, Field(max_length=20, description="RS code that it leads to: `RS5801`.")] | None = None
    formacodes: Annotated[Codes, Field(description="1 to 5; of a body without certification.")] | None = None
    specialities: Annotated[Codes, Field(description="1 to 3 NSF codes; as above.")] | None = None
    employer_siret: (
        Annotated[str, Field(max_length=14, description="Employer of the worker, who may verify the declaration.")]
        | None
    ) = None
    employer_reference: Short | None = None
    category: (
        Annotated[int, Field(ge=1, le=4, description="Which of the four categories of declarable trainings.")] | None
    ) = None
    justificatif: Justificatif | None = None


class TrainingDraft(Asked):
    """A health-and-safety training that the holder declares."""

    title: Title
    proof: Proof = Field(description="Attestation de formation or justificatif de réussite (décret 2022-1712, art. 3).")
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    validity_start_date: PartialDate | None = None
    validity_end_date: PartialDate | None = None
    training_body: Annotated[str, Field(max_length=250)] | None = None
    training_type: TrainingTypeName | None = None
    refresher: Refresher | None = None


class Declaration(Asked):
    """A training that a training body or an employer declares of one worker."""

    title: Title
    proof: Proof
    declarant: PartnerDeclarant
    # How many characters it has without its spaces, and what is wrong, is for prevention to say.
    nir: Annotated[
        str,
        Field(
            max_length=30, description="NIR of the worker, 13 characters, no key; spaces, small letters are allowed."
        ),
    ]
    birth_name: Annotated[str, Field(min_length=1, max_length=100)]
    partner_key: Annotated[str, Field(min_length=1, max_length=255, description="Your own key, unique for ever.")]
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    validity_start_date: PartialDate | None = None
    validity_end_date: PartialDate | None = None
    training_type: TrainingTypeName | None = None
    refresher: Refresher | None = None
    declaration_id: DeclarationId | None = None
    reference: Reference | None = None
    particulars: Particulars | None = None


class TrainingCorrection(Asked):
    """A training as it should have been declared, whole; the worker and `declaration_id` stay."""

    reason: Reason
    title: Title
    proof: Proof
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    validity_start_date: PartialDate | None = None
    validity_end_date: PartialDate | None = None
    training_type: TrainingTypeName | None = None
    refresher: Refresher | None = None
    reference: Reference | None = None
    particulars: Particulars | None = Field(None, description="Left out, they stay as they are.")


class TrainingWithdrawal(Asked):
    """Why a training is taken back."""

    reason: Reason


class DeclarationWithdrawal(Asked):
    """Which declaration is taken back, with all its trainees, and why."""

    declaration_id: DeclarationId
    expected_count: int = Field(
        ge=1, le=500, description="How many trainings stand under that name; where others do, nothing is taken back."
    )
    reason: Reason


class DeclarationWithdrawn(Shown):
    """What was taken back."""

    withdrawn: int = Field(description="Trainings that this call took back; 0 when all of them were before.")


class DeclarationShown(Shown):
    """What the partner learns: nothing of the worker."""

    training_id: Id
    already_declared: bool = Field(description="True when the partner key was known already and nothing changed.")
    due_date: date | None = Field(
        description="Last day on which it was in time (décret 2022-1712, art. 7); null where none is owed."
    )
    late: bool = Field(description="True when it was declared after that day: it is taken all the same.")


class JustificatifShown(Shown):
    """What a justificatif de réussite is."""

    kind: str
    option: str | None
    obtained: str | None
    training_title: str | None
    result: str | None
    mention: str | None
    link: str | None
    identifier: str | None


class ParticularsShown(Shown):
    """What the official declaration told besides; codes are those of the guide."""

    mode: str | None
    skills: list[str]
    trainer: str | None
    certification: str | None
    formacodes: list[str]
    specialities: list[str]
    employer_siret: str | None
    employer_reference: str | None
    category: int | None
    justificatif: JustificatifShown | None


class VerificationAnswer(Asked):
    """What an employer says of a training that a training body declared of one of its workers."""

    state: Literal["confirmed", "correction_asked", "contested"]
    comment: (
        Annotated[
            str,
            Field(max_length=500, description="What is wrong, for the training body and the worker; none to confirm."),
        ]
        | None
    ) = None


class VerificationShown(Shown):
    """What the employer says of a training body's declaration (décret 2022-1712, art. 7)."""

    state: VerificationStateName = Field(
        description="`deemed_verified`: the employer said nothing until `due_date` («réputée vérifiée»)."
    )
    due_date: date = Field(description="Last day on which the employer may say something.")
    employer_siret: str = Field(description="Empty for another employer, that reads by consent.")
    comment: str | None = Field(description="What the employer asks for or contests; null as above.")
    update_time: Timestamp | None = Field(description="When it came to this state; null while nothing was said.")
    etag: str = Field(description="Of the training with its verification; in quotes it is the value of If-Match.")


class ArrivalShown(Shown):
    """Where a training comes from that came by itself (décret 2022-1712, art. 8)."""

    record_id: Id = Field(description="The entry of the passport that it is.")
    certification_code: str | None = Field(
        description="Of the RNCP or RS; of a financed training the certification that it leads to."
    )
    source_label: str = Field(description="Who vouches for it, in words.")
    siret: str | None = Field(description="Of the certifier or training body, whose name is `training_body`.")
    funder: str | None = Field(description="Who paid for a training, as among the entries; null of an award.")
    contested: bool = Field(description="True while its holder contests it; told to nobody else.")


class TrainingSaid(Shown):
    """One training as it was declared, or as it came."""

    id: Id
    title: str
    declarant: Literal["holder", "training_body", "employer", "temporary_work_company", "automatic"] = Field(
        description="`automatic`: nobody declared it, it came by itself; see `arrival`."
    )
    declarant_name: str | None
    declarant_siret: str | None
    proof: Proof
    start_date: PartialDate | None
    end_date: PartialDate | None
    validity_start_date: PartialDate | None
    validity_end_date: PartialDate | None
    training_body: str | None
    training_type: str | None = Field(description="What it is a training for, where the declaration names it.")
    refresher: bool | None = Field(description="Whether it renews another; null where the declaration does not say.")
    validity: ValidityShown | None = Field(
        description="Until when it holds; null of one that was taken back, and of versions that are not the last."
    )
    create_time: Timestamp
    due_date: date | None = Field(
        description="Last day on which its declaration was in time; null where none was owed."
    )
    late: bool = Field(description="True when it was declared after that day.")
    declaration_id: str | None = Field(description="The declarant's own name of the session.")
    reference: str | None = Field(description="The declarant's own words for it.")
    particulars: ParticularsShown | None
    version: int = Field(description="1, and one more with each correction.")
    update_time: Timestamp
    change_reason: str | None = Field(description="Why it was corrected or withdrawn, in its declarant's words.")
    withdrawn: bool = Field(description="True when its declarant took it back: it counts no more.")
    verification: VerificationShown | None = Field(description="Null where no employer is to verify it.")
    etag: str = Field(description="Version; in quotes it is the value of ETag and If-Match.")
    arrival: ArrivalShown | None = Field(description="Where it comes from, if nobody declared it.")


class TrainingDeclared(TrainingSaid):
    """One training."""

    declared_too: list[TrainingSaid] = Field(
        description="In a list, of one that came by itself: what was told of the same training besides, each as it is. "
        "These are in no other place of the list, and need not have been declared (décret 2022-1712, art. 8)."
    )


class ConsentSaid(Asked):
    """What an employer may read beside what it declared itself."""

    scope: ConsentScopeName
    training_ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=500)] | None = Field(
        None, description="Of a partial consent: trainings that it may read."
    )
    categories: Annotated[list[int], Field(max_length=4)] | None = Field(
        None, description="Of a partial consent: categories (1 to 4) all of whose trainings it may read."
    )
    end_date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = Field(
        None, description="Last day of it, by the clock of Paris; none: until it is withdrawn."
    )


class EmployerConsentShown(Shown):
    """What the holder said of an employer."""

    employer_siret: str = Field(description="An establishment of it; what is said holds for the enterprise (SIREN).")
    scope: ConsentScopeName
    training_ids: list[Id]
    categories: list[int]
    end_date: date | None
    grant_time: Timestamp
    withdraw_time: Timestamp | None
    active: bool = Field(description="True while it lets the employer read something.")


class WorkerAsked(Asked):
    """Which worker an employer reads; in the body, for addresses are kept in logs."""

    nir: Annotated[str, Field(max_length=30, description="NIR of the worker, 13 characters, no key.")]
    birth_name: Annotated[str, Field(min_length=1, max_length=100)]
    cursor: Annotated[str, Field(max_length=2000)] | None = Field(
        None, description="`next_cursor` of the page before; none for the first."
    )
    page_size: Annotated[int, Field(ge=1, le=300)] | None = None
    validity: Annotated[list[ValidityStateName], Field(max_length=6)] | None = Field(
        None, description="Only trainings that stand so today; none: all."
    )


class PreventionShown(Shown):
    """The passeport de prévention."""

    trainings: Page[TrainingDeclared]


class ImportShown(Shown):
    """A file of the official import and what became of it."""

    id: Id
    file_name: str
    layout: Literal["ADF", "JDR"] = Field(description="Attestations (20 columns) or justificatifs (29 columns).")
    declarant: PartnerDeclarant
    state: Literal["received", "running", "finished", "failed"] = Field(
        description="`failed`: what was left could not be processed, by no fault of its own; its last line says so."
    )
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="Of these bytes, hexadecimal.")
    declared: int = Field(description="Lines that entered a passport.")
    already_declared: int = Field(description="Lines that were declared before, word for word: nothing has changed.")
    unresolved: int = Field(description="Lines whose NIR and birth name are nobody's.")
    rejected: int = Field(description="Lines that break a rule.")
    late: int = Field(description="Of those declared, how many came after their time.")
    lines: int | None = Field(description="Lines of the file, its header and blank ones aside; null: not counted.")
    lines_done: int = Field(description="How many of them have their outcome by now.")
    create_time: Timestamp
    finish_time: Timestamp | None = Field(description="When it was over; null before.")
    result_expire_time: Timestamp | None = Field(
        description="Since when what became of its lines is no longer kept; null while it is."
    )
    result_url: str


class ImportLineShown(Shown):
    """What became of a line; it shows no personal value."""

    line: int | None = Field(description="Line of the file, counted from 1, the header's; null: what is left of it.")
    outcome: Literal["declared", "already_declared", "unresolved", "rejected"]
    declaration_id: str | None = Field(description="ID_DECLARATION, where it could be read.")
    partner_key: str | None = Field(description="ID_UNIQUE_PARTENAIRE, of a line that is right.")
    column: str | None = Field(description="Column that breaks a rule; null: the line as a whole, or none.")
    rule: str | None = Field(description="The rule, by a stable name.")
    message: str | None = Field(description="What is wrong, in French.")
    value: str | None = Field(description="The value, cut or masked.")
    fix: str | None = Field(description="What to do, with an example of a right value.")
    training_id: Id | None = Field(description="The training, of a line that is declared, as long as it is there.")
    late: bool = Field(description="True when it was declared after its time.")
