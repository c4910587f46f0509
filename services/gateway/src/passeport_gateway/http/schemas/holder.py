"""Session, account, access log."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, GapShown, Id, PartialDate, Shown, Timestamp

__all__ = [
    "AccessLogShown",
    "AccessShown",
    "AccountPatch",
    "AccountShown",
    "Activation",
    "SessionShown",
    "SessionsShown",
    "SignedOut",
]


class SessionShown(Shown):
    """The session of the holder."""

    person_id: Id
    given_names: str = Field(description="Given names as FranceConnect gave them.")
    family_name: str = Field(description="Birth name as FranceConnect gave it.")
    acr: str = Field(description="Level of assurance: `eidas1`, `eidas2` or `eidas3`.")
    activated: bool = Field(description="Whether the passport is open: the account is activated, and not closed.")
    account_state: Literal["inactive", "active", "closed"] = Field(description="Where the account stands.")
    language: Literal["fr", "en"] | None = Field(description="Language that the holder chose, if any.")
    idle_expire_time: Timestamp = Field(description="End of the session if nothing is done with it; RFC 3339, UTC.")
    expire_time: Timestamp = Field(description="End of the session whatever is done with it; RFC 3339, UTC.")
    csrf_token: str = Field(description="To be sent as X-CSRF-Token with every request that changes something.")


class OpenSessionShown(Shown):
    """A session of the holder, here or elsewhere."""

    id: Id
    current: bool = Field(description="Whether it is the session that asks.")
    device: str | None = Field(description="Browser and system, as the browser said when the holder signed in.")
    acr: str = Field(description="Level of assurance: `eidas1`, `eidas2` or `eidas3`.")
    open_time: Timestamp = Field(description="When the holder signed in; RFC 3339, UTC.")
    idle_expire_time: Timestamp = Field(description="End of the session if nothing is done with it; RFC 3339, UTC.")
    expire_time: Timestamp = Field(description="End of the session whatever is done with it; RFC 3339, UTC.")


class SessionsShown(Shown):
    """Where the holder is signed in, the newest first."""

    items: list[OpenSessionShown]


class SignedOut(Shown):
    """The end of a session."""

    logout_url: str = Field(description="Where to send the browser to be signed out at FranceConnect too.")


class CivilIdentityShown(Shown):
    """Civil identity of the holder."""

    given_names: str
    birth_name: str
    usage_name: str | None
    sex: Literal["female", "male"] | None
    birth_date: PartialDate | None
    birth_place: str | None = Field(description="COG code of the birth place; null when born abroad.")
    birth_country: str | None = Field(description="COG code of the birth country.")


class AccountShown(Shown):
    """The account of the holder."""

    person_id: Id
    state: Literal["inactive", "active", "closed"]
    civil_identity: CivilIdentityShown | None
    activate_time: Timestamp | None
    nir_hint: str | None = Field(description="The 13 characters of the number, all but three hidden.")
    contact_email: str | None = Field(description="E-mail address that the holder gave; nobody has confirmed it.")
    language: Literal["fr", "en"] | None = Field(description="Language that the holder chose, if any.")
    close_time: Timestamp | None = Field(description="When it was closed; null while it is not.")
    etag: str = Field(description="Version; in quotes it is the value of ETag and If-Match.")


class AccountPatch(Asked):
    """How the holder wants to be reached: what is absent stays, what is null is erased."""

    contact_email: Annotated[str, Field(max_length=254)] | None = Field(
        None, description="E-mail address; no letter outside ASCII before the @."
    )
    language: Literal["fr", "en"] | None = Field(None, description="For answers to requests that name no language.")


class Activation(Asked):
    """The number that activates an account."""

    nir: Annotated[
        str,
        # How many characters it has without its spaces, and what is missing, is for identity to say.
        Field(
            max_length=30,
            description="Social security number with its key, 15 characters; spaces and small letters are allowed.",
        ),
    ]


class LegalBasisShown(Shown):
    """What allows an access."""

    reference: str = Field(description="The article.")
    told: str = Field(description="What it is about, in the language asked for.")


class AccessShown(Shown):
    """One access to the holder's data."""

    at: Timestamp
    told: str = Field(description="Who did what, when and why, in plain words in the language asked for.")
    service: str = Field(description="Service that holds the data.")
    actor: str = Field(description="`holder`, `partner`, `platform`, `professional`, `verifier`, `wallet` or `system`.")
    organisation: str | None = Field(description="Organisation behind the actor.")
    action: str = Field(description="Stable verb, for example `records.entry.read`.")
    purpose: str = Field(description="Why, as it was noted, in French.")
    legal_basis: LegalBasisShown
    resource_id: str | None


class AccessLogShown(Shown):
    """A page of the log of accesses, newest first; it may be shorter than asked and not be the last."""

    items: list[AccessShown]
    next_cursor: str | None
    gaps: list[GapShown]
