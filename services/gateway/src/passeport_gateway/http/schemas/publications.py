"""Publications: what the holder chose to show."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, Shown, Timestamp

__all__ = ["CredentialAsked", "PublicationDraft", "PublicationProofShown", "PublicationShown"]


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


class PublicationProofShown(Shown):
    """What proves offline that a publication stands in the public log."""

    publication_id: Id
    said: str = Field(description="What the log entry says, as JSON: digests of the document and of the credential.")
    salt: str = Field(description="32 bytes, Base64. SHA-256 of these and of `said` in UTF-8 is the entry of the log.")
    index: int = Field(description="Where it stands in the log, counted from 0.")
    proof: str = Field(
        description="Text as c2sp.org/tlog-proof has it, with a signed checkpoint; its line `extra` is the salt."
    )
