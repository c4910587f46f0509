"""Trainings of the passeport de prévention."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, Page, PartialDate, Shown, Timestamp

__all__ = ["Declaration", "DeclarationShown", "PreventionShown", "TrainingDeclared", "TrainingDraft"]

Proof = Literal["attestation", "justificatif"]
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
    declarant: Literal["training_body", "employer", "temporary_work_company"]
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
