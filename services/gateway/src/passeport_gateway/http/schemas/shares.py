"""Shares: what is shown to whom, until when, and what was done by the link."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from passeport_gateway.http.schemas.shapes import Asked, Id, Shown, Timestamp
from passeport_gateway.http.schemas.verification import ItemShown

__all__ = [
    "AddressedShareShown",
    "BodiesShown",
    "PartName",
    "ShareAccessShown",
    "ShareDraft",
    "ShareMade",
    "SharePatch",
    "ShareReport",
    "ShareShown",
    "SharedShown",
]

PartName = Literal["page", "document", "credential"]
GroundName = Literal["wrong_recipient", "abuse", "other"]
_END = "RFC 3339; after now, and within a year."


class ShareDraft(Asked):
    """A share to make."""

    recipient: Annotated[str, Field(min_length=1, max_length=120)] | None = Field(
        None, description="For whom, in the holder's words; no recipient reads it. Not with `addressee`."
    )
    addressee: Annotated[str, Field(pattern=r"^[0-9]{14}$")] | None = Field(
        None,
        description="SIRET of a body of `/api/v1/bodies`: its professionals read the share when they are signed in, "
        "and there is no link. Neither with `pin` nor with `single_use`.",
    )
    purpose: Annotated[str, Field(max_length=200)] | None = Field(None, description="What for; the recipient reads it.")
    expire_time: AwareDatetime | None = Field(None, description=f"When it ends: {_END} Absent: in six months.")
    pin: Annotated[str, Field(pattern=r"^[0-9]{4,12}$")] | None = Field(
        None, description="PIN that the recipient must give; send it by another way than the link."
    )
    single_use: bool = Field(False, description="Whether it opens once.")
    parts: Annotated[list[PartName], Field(max_length=3)] | None = Field(
        None, description="What the recipient may see: the items on a `page`, the `document`, the `credential`."
    )


class SharePatch(Asked):
    """Another end of a share."""

    expire_time: AwareDatetime = Field(description=f"When it ends: {_END}")


class ShareReport(Asked):
    """What is wrong with a share, for the operators."""

    ground: GroundName
    text: Annotated[str, Field(max_length=1000)] | None = None


class ShareShown(Shown):
    """A share."""

    id: Id
    publication_id: Id
    recipient: str = Field(description="As the holder wrote it; of a body its registered name.")
    addressee: str | None = Field(description="SIRET of the body that it is addressed to; null: shared by a link.")
    purpose: str | None
    parts: list[PartName]
    single_use: bool
    has_pin: bool
    pin_tries_left: int | None = Field(description="Wrong PINs that it still bears; null without a PIN.")
    state: Literal["live", "expired", "revoked", "used", "locked", "withdrawn"] = Field(
        description="`live`: its link opens. Over: `expired`, `revoked` by the holder, `used` where it opens once, "
        "`locked` by five wrong PINs, `withdrawn` with its publication."
    )
    create_time: Timestamp
    expire_time: Timestamp
    revoke_time: Timestamp | None
    open_count: int = Field(description="How often it was opened.")
    last_open_time: Timestamp | None
    deletion_ask_time: Timestamp | None = Field(
        description="When the holder asked the recipient to delete what he took."
    )
    accesses_url: str = Field(description="Where its openings and downloads are.")
    etag: str = Field(description="Version; in quotes it is the value of ETag and If-Match.")


class ShareMade(ShareShown):
    """A share that was just made, with its link."""

    link: str | None = Field(
        description="Address to give to the recipient. It is told here and never again. Null for a body."
    )


class BodyShown(Shown):
    """A body that a holder may show something to."""

    siret: str
    organisation: str
    role: str = Field(description="`france-travail`, `france-competences`, `cep-body` or `mission-locale`.")


class BodiesShown(Shown):
    """Bodies, by name."""

    items: list[BodyShown]


class AddressedShareShown(Shown):
    """A share as a professional of the body finds it."""

    id: Id
    holder_name: str
    title: str
    purpose: str | None
    kind: Literal["cv", "attestation"]
    parts: list[PartName]
    create_time: Timestamp
    expire_time: Timestamp
    deletion_ask_time: Timestamp | None = Field(description="When the holder asked to delete what was taken of it.")


class SharedShown(Shown):
    """What a share shows to a professional of the body."""

    holder_name: str
    title: str
    summary: str | None
    purpose: str | None
    kind: Literal["cv", "attestation"]
    parts: list[PartName]
    state: Literal["published", "superseded"] = Field(description="`superseded`: a source changed an item since.")
    publish_time: Timestamp
    state_time: Timestamp | None
    expire_time: Timestamp
    deletion_ask_time: Timestamp | None
    verification_code: str
    items: list[ItemShown] = Field(description="Empty where the share does not show them.")


class ShareAccessShown(Shown):
    """One thing done by the link of a share."""

    id: Id
    at: Timestamp
    act: Literal["opened", "document", "credential", "pin_refused"] = Field(
        description="`opened` it, downloaded the `document` or the `credential`, or gave a wrong PIN (`pin_refused`)."
    )
    told: str = Field(description="The same in plain words, in the language asked for.")
    client: str | None = Field(description="Browser and system; null where it did not say. No address is kept.")
    organisation: str | None = Field(description="Organisation of the professional who was signed in.")
