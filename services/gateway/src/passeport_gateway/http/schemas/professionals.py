"""Sessions and consultations of professionals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, PartialDate, Shown, Timestamp

__all__ = ["ConsultationAsked", "ConsultationShown", "ConsultedPersonAsked", "ProfessionalSessionShown"]

_Name = Annotated[str, Field(min_length=1, max_length=200)]


class PurposeShown(Shown):
    """A purpose that professionals of the body may state."""

    code: str
    label: str = Field(description="What the person reads beside the access, in French.")


class ProfessionalSessionShown(Shown):
    """The session of a professional."""

    given_names: str = Field(description="Given names as ProConnect gave them.")
    usual_name: str = Field(description="Usual name as ProConnect gave it.")
    organisation: str = Field(description="Registered name of the body; people read it beside each access.")
    siret: str
    role: str = Field(description="`france-travail`, `france-competences`, `cep-body` or `mission-locale`.")
    purposes: list[PurposeShown]
    idle_expire_time: Timestamp = Field(description="End of the session if nothing is done with it; RFC 3339, UTC.")
    expire_time: Timestamp = Field(description="End of the session whatever is done with it; RFC 3339, UTC.")
    csrf_token: str = Field(description="To be sent as X-CSRF-Token with every request that changes something.")


class ConsultedPersonAsked(Asked):
    """A person, named by NIR and birth name, or without NIR by every part of the civil identity."""

    birth_name: _Name
    nir: Annotated[str, Field(max_length=30, description="NIR, with its key or without.")] | None = None
    given_names: Annotated[list[_Name], Field(max_length=20, description="All of them, in order.")] | None = None
    sex: Literal["female", "male"] | None = None
    birth_date: PartialDate | None = None
    birth_place: (
        Annotated[str, Field(max_length=5, description="COG code of the commune; absent for who was born abroad.")]
        | None
    ) = None
    birth_country: (
        Annotated[str, Field(max_length=5, description="COG code of the country; absent for France.")] | None
    ) = None


class ConsultationAsked(Asked):
    """Whose passport will be read, and why."""

    purpose: Annotated[str, Field(min_length=1, max_length=60, description="Code of a purpose of the session.")]
    person: ConsultedPersonAsked


class ConsultationShown(Shown):
    """A consultation; it says nothing of the person."""

    id: Id
    purpose: str
    purpose_label: str = Field(description="What the person reads beside each access, in French.")
    expire_time: Timestamp = Field(description="Until when it lets its professional read; RFC 3339, UTC.")
    passport_url: str = Field(description="Where the passport is read, relative to the gateway.")
