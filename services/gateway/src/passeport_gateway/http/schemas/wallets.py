"""Offers to wallets, and what wallets take (OpenID4VCI 1.0)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Asked, Id, Shown, Timestamp

__all__ = [
    "CredentialOfferAsked",
    "CredentialOfferList",
    "CredentialOfferMade",
    "CredentialOfferShown",
    "CredentialsShown",
    "NonceShown",
    "WalletInvitationShown",
    "WalletRefused",
]


class CredentialOfferAsked(Asked):
    """An offer to make."""

    tx_code: bool = Field(
        False, description="Whether the wallet must ask for six digits, which the answer tells: against who scans, too."
    )


class CredentialOfferShown(Shown):
    """An offer, and what became of it."""

    id: Id
    publication_id: Id
    state: Literal["open", "redeemed", "issued", "expired", "locked", "ended"] = Field(
        description="`redeemed`: a wallet has its code, and no credential yet. `issued`: it has one. `locked`: five "
        "wrong codes. `ended`: by its holder, by another offer, by its code that came twice, or with its publication."
    )
    needs_tx_code: bool
    create_time: Timestamp
    expire_time: Timestamp = Field(description="Until when a wallet may take it.")
    redeem_time: Timestamp | None
    issue_count: int = Field(description="How many credentials were issued.")
    issue_time: Timestamp | None = Field(description="When the last one was.")


class CredentialOfferMade(CredentialOfferShown):
    """An offer with what opens it, told here and never again."""

    offer_uri: str = Field(description="Address that a wallet on this device opens.")
    qr_svg: str = Field(description="QR code of it for a wallet on another device: SVG, of no size of its own.")
    tx_code: str | None = Field(description="Six digits to be typed into the wallet.")


class CredentialOfferList(Shown):
    """The newest offers of a publication."""

    items: list[CredentialOfferShown]


class WalletInvitationShown(Shown):
    """What a wallet opens to send the holder here."""

    offer_uri: str = Field(description="Address that a wallet on this device opens.")
    qr_svg: str = Field(description="QR code of it for a wallet on another device: SVG, of no size of its own.")


class NonceShown(Shown):
    """A nonce (section 7.2)."""

    c_nonce: str


class IssuedCredential(Shown):
    """One credential."""

    credential: str


class CredentialsShown(Shown):
    """Credentials, in the order of the proofs (section 8.3)."""

    credentials: list[IssuedCredential]


class WalletRefused(Shown):
    """Why there is no credential (section 8.3.1)."""

    error: str = Field(
        description="`invalid_credential_request`, `unknown_credential_configuration`, "
        "`unknown_credential_identifier`, `invalid_proof`, `invalid_nonce`, `invalid_encryption_parameters`, "
        "`credential_request_denied`; `invalid_token` (RFC 6750); `temporarily_unavailable` or `server_error`."
    )
    error_description: str
    trace_id: str
