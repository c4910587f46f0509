"""An offer of a publication to a wallet (OpenID4VCI 1.0): taken once, within ten minutes by the code that it holds, or
within one by a code that its holder let a wallet have.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from urllib.parse import quote
from uuid import UUID

from passeport_publishing.domain.snapshot import PublicationKind

__all__ = [
    "MOST_CREDENTIALS",
    "MOST_LISTED",
    "MOST_OF_ALL",
    "OFFER_LASTS",
    "TOKEN_LASTS",
    "TX_CODE_TRIES",
    "CredentialOffer",
    "OfferState",
    "configuration_of",
    "invitation_address",
    "new_tx_code",
    "offer_address",
]

OFFER_LASTS = timedelta(minutes=10)
TOKEN_LASTS = timedelta(minutes=5)
"""What is not bound to a key of the wallet must not live longer (OpenID4VCI, section 13.10)."""
TX_CODE_TRIES = 5
MOST_CREDENTIALS = 10
"""Of one offer: copies for keys of a wallet, and what a wallet asks for again."""
MOST_LISTED, MOST_OF_ALL = 50, 1000
"""Of one publication, and of all that a holder takes out."""
_GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
_TX_CODE_DIGITS = 6


class OfferState(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    REDEEMED = "redeemed"
    ISSUED = "issued"
    EXPIRED = "expired"
    LOCKED = "locked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CredentialOffer:
    """An offer. It lies under the identifier that the publication lies under; `withdrawn` is whether that is."""

    id: UUID
    person_id: UUID
    publication_id: UUID
    created_at: datetime
    expires_at: datetime
    code_hash: bytes = field(repr=False)
    tx_code_hash: str = field(default="", repr=False)
    tx_code_failures: int = 0
    redeemed_at: datetime | None = None
    token_hash: bytes | None = field(default=None, repr=False)
    token_expires_at: datetime | None = None
    issue_count: int = 0
    issued_at: datetime | None = None
    ended_at: datetime | None = None
    withdrawn: bool = False

    @property
    def needs_tx_code(self) -> bool:
        """Whether the wallet must give a transaction code."""
        return bool(self.tx_code_hash)

    @property
    def tx_code_tries_left(self) -> int:
        """Wrong transaction codes that it still bears."""
        return max(0, TX_CODE_TRIES - self.tx_code_failures)

    def state(self, now: datetime) -> OfferState:
        """Where it stands; what a wallet got of it comes first."""
        if self.issue_count:
            return OfferState.ISSUED
        if self.ended_at is not None or self.withdrawn:
            return OfferState.ENDED
        if self.redeemed_at is not None:
            return OfferState.REDEEMED if self.token_holds(now) else OfferState.EXPIRED
        if self.tx_code_tries_left == 0:
            return OfferState.LOCKED
        return OfferState.OPEN if now < self.expires_at else OfferState.EXPIRED

    def is_open(self, now: datetime) -> bool:
        """Whether its code may be redeemed."""
        return self.state(now) is OfferState.OPEN

    def token_holds(self, now: datetime) -> bool:
        """Whether the token that was given for its code serves."""
        return self.ended_at is None and self.token_expires_at is not None and now < self.token_expires_at

    def charge_try(self) -> Self:
        """Counts a transaction code before it is looked at."""
        return replace(self, tx_code_failures=self.tx_code_failures + 1)

    def return_try(self) -> Self:
        """Gives the try back that a right code was charged."""
        return replace(self, tx_code_failures=max(0, self.tx_code_failures - 1))

    def redeem(self, token_hash: bytes, now: datetime) -> Self:
        """Its code is used; a token serves from now on."""
        return replace(self, redeemed_at=now, token_hash=token_hash, token_expires_at=now + TOKEN_LASTS)

    def end(self, now: datetime) -> Self:
        """Neither its code nor its token serves any more."""
        return replace(self, ended_at=self.ended_at or now)

    def issued(self, count: int, now: datetime) -> Self:
        """A wallet got some credentials."""
        return replace(self, issue_count=self.issue_count + count, issued_at=now)


def new_tx_code() -> str:
    """Draws a transaction code: six digits."""
    return f"{secrets.randbelow(10**_TX_CODE_DIGITS):0{_TX_CODE_DIGITS}}"


def configuration_of(kind: PublicationKind) -> str:
    """What the metadata of the issuer calls the form in which wallets get publications of a kind."""
    return f"passeport_{kind.value}_sd_jwt"


def offer_address(issuer: str, kind: PublicationKind, code: str, *, needs_tx_code: bool) -> str:
    """The address that a wallet opens: the offer by value (section 4.1), so that nothing of it lies anywhere."""
    grant: dict[str, Any] = {"pre-authorized_code": code}
    if needs_tx_code:
        grant["tx_code"] = {"input_mode": "numeric", "length": _TX_CODE_DIGITS}
    return _address(issuer, kind, {_GRANT: grant})


def invitation_address(issuer: str, kind: PublicationKind, publication_id: UUID) -> str:
    """The address by which a wallet sends the holder here. It opens nothing: `issuer_state` is no secret, and says
    which of his publications the holder, once he has signed in, finds chosen.
    """
    return _address(issuer, kind, {"authorization_code": {"issuer_state": str(publication_id)}})


def _address(issuer: str, kind: PublicationKind, grants: dict[str, Any]) -> str:
    offer = {
        "credential_issuer": issuer,
        "credential_configuration_ids": [configuration_of(kind)],
        "grants": grants,
    }
    written = json.dumps(offer, separators=(",", ":"))
    return f"openid-credential-offer://?credential_offer={quote(written, safe='')}"
