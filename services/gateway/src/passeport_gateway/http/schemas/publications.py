"""Publications: what the holder chose to show."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, KindName, Shown, Timestamp

__all__ = [
    "CredentialAsked",
    "EntrySet",
    "HiddenPart",
    "PublicationDraft",
    "PublicationKind",
    "PublicationModel",
    "PublicationProofShown",
    "PublicationShown",
    "QueuedPublicationShown",
    "QueuedPublications",
    "Template",
]


Template = Literal["classic", "ats", "europass"]
_TEMPLATES = "Layout: two columns, one column for applicant-tracking systems, or in the manner of the Europass CV."


HiddenPart = Literal["birth_date", "birth_name", "photo"]
_EntryId = Annotated[str, Field(min_length=1, max_length=36)]
_HIDDEN = "What is kept off the document and its credential; `birth_name` of who goes by another name."
PublicationKind = Literal["cv", "attestation"]


class EntrySet(Asked):
    """Entries by what they are, in the order of the passport: those that it holds when this is carried out."""

    nature: Literal["guaranteed", "declared"] | None = Field(None, description="Both when null.")
    kinds: Annotated[list[KindName], Field(max_length=9)] = Field(default=[], description="All kinds when empty.")


class PublicationModel(Asked):
    """A CV or an attestation as chosen: its entries one by one (`entry_ids`), or by what they are (`entry_set`), and
    trainings of an attestation.
    """

    kind: PublicationKind = Field(
        "cv",
        description="`attestation`: guaranteed entries alone, each with the law under which its source sends it and "
        "the date of the data; it has no `title`, `summary` or `template` of its holder's.",
    )
    title: Annotated[str, Field(min_length=1, max_length=120)] | None = Field(
        None, description="Heading; required of a CV."
    )
    entry_ids: Annotated[list[_EntryId], Field(min_length=1, max_length=300)] | None = Field(
        None, description="Entries in the order wanted within their section; null beside `entry_set`."
    )
    entry_set: EntrySet | None = Field(None, description="Entries by what they are, 1 to 300 of them.")
    training_ids: Annotated[list[_EntryId], Field(min_length=1, max_length=100)] | None = Field(
        None,
        description="Of an attestation, trainings of the passeport de prévention in the order wanted, beside entries "
        "or in place of them: those that a training body, an employer or a temporary-work company declared.",
    )
    summary: Annotated[str, Field(max_length=1000)] | None = Field(None, description="A few lines on top of a CV.")
    language: Literal["fr", "en"] = "fr"
    template: Template | None = Field(None, description=f"{_TEMPLATES} `classic` when null. Of a CV.")
    hidden_parts: Annotated[list[HiddenPart], Field(max_length=3)] = Field(default=[], description=_HIDDEN)


class PublicationDraft(PublicationModel):
    """A CV or an attestation to publish."""


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
    kind: PublicationKind
    title: str
    state: Literal["published", "superseded", "withdrawn", "revoked"]
    publish_time: Timestamp
    state_time: Timestamp | None
    verification_code: str = Field(description="Code that anyone can verify it by.")
    verification_url: str = Field(description="Address behind the QR code.")
    entry_ids: list[Id] = Field(description="Entries in it, and trainings of the passeport de prévention.")
    document_sha256: str
    document_size: int = Field(description="Size of the PDF in bytes.")
    document_url: str = Field(description="Where the sealed PDF is.")
    credential_url: str = Field(description="Where the credential is.")
    language: Literal["fr", "en"]
    template: Template | None = Field(description="Null of an attestation, which has one layout.")
    draft_id: Id | None = Field(description="Draft that it was made of.")
    draft_version: int | None
    changed_entry_ids: list[Id] = Field(description="Entries whose source changed since; empty unless superseded.")


class FailureShown(Shown):
    """Why a publication in line failed."""

    code: str = Field(description="Stable; described at `/problems/{code}`.")
    detail: str = Field(description="In words, in the language asked for.")


class QueuedPublicationShown(Shown):
    """A publication in line, or one that failed there."""

    id: Id
    kind: PublicationKind
    title: str
    state: Literal["pending", "failed"]
    queue_time: Timestamp = Field(description="When its entries were read and it was put in line.")
    end_time: Timestamp | None = Field(description="When it failed.")
    failure: FailureShown | None
    language: Literal["fr", "en"]
    template: Template | None = Field(description="Null of an attestation, which has one layout.")
    draft_id: Id | None = Field(description="Draft that it is made of.")
    draft_version: int | None


class QueuedPublications(Shown):
    """All publications of a holder that are in line or failed."""

    items: list[QueuedPublicationShown]


class PublicationProofShown(Shown):
    """What proves offline that a publication stands in the public log."""

    publication_id: Id
    said: str = Field(description="What the log entry says, as JSON: digests of the document and of the credential.")
    salt: str = Field(description="32 bytes, Base64. SHA-256 of these and of `said` in UTF-8 is the entry of the log.")
    index: int = Field(description="Where it stands in the log, counted from 0.")
    proof: str = Field(
        description="Text as c2sp.org/tlog-proof has it, with a signed checkpoint; its line `extra` is the salt."
    )
