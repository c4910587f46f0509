"""Publications: what the holder chose to show."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, Shown, Timestamp

__all__ = ["CredentialAsked", "PublicationDraft", "PublicationShown"]


Template = Literal["classic", "ats", "europass"]
_TEMPLATES = "Layout: two columns, one column for applicant-tracking systems, or in the manner of the Europass CV."


class PublicationDraft(Asked):
    """A CV to publish."""

    title: Annotated[str, Field(min_length=1, max_length=120)] = Field(description="Heading of the CV.")
    entry_ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=36)]], Field(min_length=1, max_length=300)]
    summary: Annotated[str, Field(max_length=1000)] | None = Field(None, description="A few lines on top.")
    language: Literal["fr", "en"] = "fr"
    template: Template = Field("classic", description=_TEMPLATES)


class CredentialAsked(Asked):
    """A form of credential that a publication is wanted in."""

    format: Literal["dc+sd-jwt"] = Field(description="`dc+sd-jwt`: SD-JWT VC, whose names and items can be kept back.")
    holder_key: dict[str, Any] | None = Field(
        None,
        description="Public key of the wallet (JWK, P-256) that it is bound to; without one, anybody can show it.",
    )


class PublicationShown(Shown):
    """A publication."""

    id: Id
    title: str
    state: Literal["published", "superseded", "withdrawn"]
    publish_time: Timestamp
    state_time: Timestamp | None
    verification_code: str = Field(description="Code that anyone can verify it by.")
    verification_url: str = Field(description="Address behind the QR code.")
    entry_ids: list[Id]
    document_sha256: str
    document_size: int = Field(description="Size of the PDF in bytes.")
    document_url: str = Field(description="Where the sealed PDF is.")
    credential_url: str = Field(description="Where the credential is.")
    language: Literal["fr", "en"]
    template: Template
    changed_entry_ids: list[Id] = Field(description="Entries whose source changed since; empty unless superseded.")
