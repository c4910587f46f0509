"""Trainings of the passeport de prévention."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, Page, PartialDate, Shown, Timestamp

__all__ = [
    "Declaration",
    "DeclarationShown",
    "ImportLineShown",
    "ImportShown",
    "PartnerDeclarant",
    "PreventionShown",
    "TrainingDeclared",
    "TrainingDraft",
]

Proof = Literal["attestation", "justificatif"]
PartnerDeclarant = Literal["training_body", "employer", "temporary_work_company"]
Title = Annotated[str, Field(min_length=1, max_length=250)]


class TrainingDraft(Asked):
    """A health-and-safety training that the holder declares."""

    title: Title
    proof: Proof = Field(description="Attestation de formation or justificatif de réussite (décret 2022-1712, art. 3).")
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    validity_start_date: PartialDate | None = None
    validity_end_date: PartialDate | None = None
    training_body: Annotated[str, Field(max_length=250)] | None = None


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


class DeclarationShown(Shown):
    """What the partner learns: nothing of the worker."""

    training_id: Id
    already_declared: bool = Field(description="True when the partner key was known already and nothing changed.")
    due_date: date | None = Field(
        description="Last day on which it was in time (décret 2022-1712, art. 7); null where none is owed."
    )
    late: bool = Field(description="True when it was declared after that day: it is taken all the same.")


class TrainingDeclared(Shown):
    """One training."""

    id: Id
    title: str
    declarant: Literal["holder", "training_body", "employer", "temporary_work_company"]
    declarant_name: str | None
    declarant_siret: str | None
    proof: Proof
    start_date: PartialDate | None
    end_date: PartialDate | None
    validity_start_date: PartialDate | None
    validity_end_date: PartialDate | None
    training_body: str | None
    create_time: Timestamp
    due_date: date | None = Field(
        description="Last day on which its declaration was in time; null where none was owed."
    )
    late: bool = Field(description="True when it was declared after that day.")


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
    create_time: Timestamp
    finish_time: Timestamp | None = Field(description="When it was over; null before.")
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
    training_id: Id | None = Field(description="The training, of a line that is declared.")
    late: bool = Field(description="True when it was declared after its time.")
