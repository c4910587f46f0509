"""All that the passport holds of its holder, as it is handed out: version 1 of our own form."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from passeport_gateway.http.schemas.attachments import AttachmentShown
from passeport_gateway.http.schemas.consents import ConsentShown, PullShown
from passeport_gateway.http.schemas.disputes import DisputeShown
from passeport_gateway.http.schemas.drafts import CvDraftShown
from passeport_gateway.http.schemas.entries import EntryShown, ProvenanceShown
from passeport_gateway.http.schemas.holder import AccessShown, AccountShown
from passeport_gateway.http.schemas.photos import PhotoShown
from passeport_gateway.http.schemas.prevention import EmployerConsentShown, TrainingDeclared
from passeport_gateway.http.schemas.publications import PublicationShown, QueuedPublicationShown
from passeport_gateway.http.schemas.shapes import GapShown, Id, Shown, Timestamp
from passeport_gateway.http.schemas.shares import ShareShown
from passeport_gateway.http.schemas.wallets import CredentialOfferShown

__all__ = ["SCHEMA_PATH", "ExportShown", "export_schema"]

SCHEMA_PATH = "/schemas/passport-export/v1"
"""Where the schema is, at this gateway."""


class ExportedAttachmentShown(AttachmentShown):
    """A file, and where its bytes are."""

    url: str = Field(description="Address of the file at this gateway, for the holder's session.")


class ExportedEntryShown(EntryShown):
    """An entry in whatever state, with all that is held of it."""

    provenance: ProvenanceShown
    attachments: list[ExportedAttachmentShown]
    joined_to: list[Id] = Field(description="Of a declared entry: guaranteed ones that its holder joined it to.")
    disputes: list[DisputeShown] = Field(description="Of a guaranteed one: what its holder contested, newest first.")


class ExportedConsentShown(ConsentShown):
    """A consent, and what was pulled under it."""

    pulls: list[PullShown] = Field(description="Of the last year, the newest first.")


class ExportShown(Shown):
    """All that the passport holds of its holder."""

    model_config = ConfigDict(title="Passeport de compétences: export, version 1")

    schema_: str = Field(alias="$schema", description="Address of this schema.")
    export_time: Timestamp
    account: AccountShown
    entries: list[ExportedEntryShown] = Field(description="In every state, the oldest first.")
    trainings: list[TrainingDeclared] = Field(description="Of the passeport de prévention, withdrawn ones too.")
    employer_consents: list[EmployerConsentShown] = Field(description="What employers may read of these.")
    publications: list[PublicationShown]
    queued_publications: list[QueuedPublicationShown] = Field(description="In line, or failed there.")
    shares: list[ShareShown] = Field(description="In whatever state; their links are told once, and kept nowhere.")
    consents: list[ExportedConsentShown] = Field(description="Given to platforms, in whatever state.")
    credential_offers: list[CredentialOfferShown] = Field(description="Of publications, to wallets.")
    drafts: list[CvDraftShown] = Field(description="Of CVs, the last saved first.")
    photos: list[PhotoShown] = Field(description="The one that is kept for CVs, by its address, or none.")
    accesses: list[AccessShown] = Field(description="Who read or wrote what, of the last year, the newest first.")
    gaps: list[GapShown] = Field(description="Services of which something is missing, because they did not answer.")
    complete: bool = Field(description="Whether there are no gaps.")


def export_schema(base_url: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an export of the gateway at `base_url`."""
    schema = ExportShown.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}{SCHEMA_PATH}",
        **schema,
    }
