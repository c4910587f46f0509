"""Verdicts of verifications."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.publications import PublicationKind
from passeport_gateway.http.schemas.shapes import Asked, PartialDate, Shown, Timestamp

__all__ = ["ItemShown", "VerdictShown", "VerificationAsked"]


class VerificationAsked(Asked):
    """What to verify: one of the three."""

    code: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(None, description="Code as printed.")
    credential: Annotated[str, Field(min_length=1, max_length=1024 * 1024)] | None = Field(
        None, description="Credential: a JWS in compact form, or an SD-JWT with the disclosures that are shown."
    )
    url: Annotated[str, Field(min_length=1, max_length=2048)] | None = Field(
        None,
        description="Address of ours, which is read and not fetched: the one in a QR code, or a status as "
        "`credentialStatus.id` gives it (`…/status-lists/ID#INDEX`; of a Status List Token its `uri`, `#`, its `idx`).",
    )


class CheckShown(Shown):
    """One check that was made."""

    id: str
    result: Literal["passed", "failed", "skipped"]
    detail: str | None = Field(description="What was found, for a technician; English in every language.")


class DetailShown(Shown):
    """A further fact of an item, as it stands in the credential."""

    key: str = Field(description="What it is, for example `code`, `score` or `mention`.")
    value: str


class ItemShown(Shown):
    """One item of what was verified."""

    guaranteed: bool = Field(description="Whether an official source guarantees it; otherwise the holder declares it.")
    kind: str
    title: str
    organisation: str | None
    locality: str | None = Field(description="Place of the organisation.")
    siret: str | None = Field(description="SIRET of the organisation.")
    details: list[DetailShown] = Field(description="Further facts, in the order of the document.")
    description: str | None = Field(description="What the holder wrote about it.")
    source: str | None
    register_time: Timestamp | None = Field(description="When the source sent it, or the holder declared it.")
    start_date: PartialDate | None
    end_date: PartialDate | None
    known_until: PartialDate | None = Field(
        description="Of an employment in an attestation: day up to which its employer has told of it."
    )
    legal_basis: str | None = Field(
        description="Of an attestation: the law under which the source sends it, as French law is cited."
    )


class VerdictShown(Shown):
    """What a verification found."""

    outcome: Literal[
        "authentic",
        "superseded",
        "withdrawn",
        "revoked",
        "altered",
        "unknown_issuer",
        "expired",
        "unreadable",
        "no_longer_kept",
        "valid",
    ]
    kind: PublicationKind | None = Field(
        description="What was published; null where it is not in the register, or altered."
    )
    basis: Literal["code", "document", "status"] = Field(
        description="What was looked at. A code tells of the publication, not of the document that somebody holds; a "
        "status tells what anyone reads in the list, names nobody, and is `valid` where nothing was taken back."
    )
    message: str = Field(description="The verdict in one sentence, in the language asked for.")
    checks: list[CheckShown]
    holder_name: str | None
    title: str | None
    publish_time: Timestamp | None
    state_time: Timestamp | None
    items: list[ItemShown]
    document_sha256: str | None = Field(description="SHA-256 that the sealed PDF must have; given for a code.")
