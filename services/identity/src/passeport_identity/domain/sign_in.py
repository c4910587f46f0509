"""One attempt to sign in, from the redirection to FranceConnect to the callback; serves once."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from passeport_identity.domain.addresses import is_safe_address
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.subject import FIRST_PLATFORM, Subject

__all__ = ["SignInAttempt", "SignedIn", "protocol_error", "return_address"]

# One slash, then no second slash or backslash: browsers read both as the start of another site's address.
_LOCAL_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
# One way to read it: no user, no capital or accent in the host, nothing that a browser drops or turns into a slash.
_FRONT_END = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:[/?#][\x21-\x5b\x5d-\x7e]*)?")
_MAX_ADDRESS = 2048
_ERROR = re.compile(r"[a-z_]{1,40}")
# How long after its first callback an attempt may still end in a session, and a second callback be part of the first.
_EXCHANGE = timedelta(seconds=12)
_DOUBLE_CALLBACK = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """What was sent along with the browser and must come back, or must be shown when the code is exchanged.

    `state_digest` and `binding_digest` are SHA-256 of secrets (RFC 6749 section 10.12); `nonce` and `code_verifier`
    never leave the server before the exchange (OpenID Connect Core 3.1.2.1, RFC 7636). `issuer` is the platform where
    the browser went; `step_up_of` the session from which a level was asked, and then only its holder completes it.
    """

    state_digest: bytes
    binding_digest: bytes
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    assurance: Assurance
    return_to: str
    expires_at: datetime
    used_at: datetime | None = None
    session_id: UUID | None = None
    issuer: str = FIRST_PLATFORM
    step_up_of: UUID | None = None

    def belongs_to(self, binding_digest: bytes) -> bool:
        """Whether it was begun in the browser that now comes back."""
        return hmac.compare_digest(self.binding_digest, binding_digest)

    def is_under_way(self, now: datetime) -> bool:
        """Whether an earlier callback is about to open a session, for all that can be known. One that failed lapsed."""
        if self.used_at is None or self.session_id is not None:
            return False
        return now < min(self.used_at + _EXCHANGE, self.expires_at)

    def was_used_just_now(self, now: datetime) -> bool:
        """Whether a callback can be a repetition by a browser that dropped the answer to an earlier one."""
        return self.used_at is not None and now < self.used_at + _DOUBLE_CALLBACK


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a sign-in at FranceConnect proved."""

    subject: str = field(repr=False)
    assurance: Assurance
    identity: CivilIdentity
    id_token: str = field(repr=False)
    issuer: str = FIRST_PLATFORM

    @property
    def whose(self) -> Subject:
        """Who signed in, at which platform."""
        return Subject(self.subject, self.issuer)


def return_address(text: str) -> str:
    """Reads where the holder goes afterwards: a path on our own site, or the address of a front end elsewhere.

    Empty means `/`. Which front ends are ours is for the gateway, which sends the browser there and looks again before
    it does; here an address is only one that cannot be taken for another. Raises ValueError on all else: open
    redirections begin there.
    """
    if not text:
        return "/"
    if len(text) <= _MAX_ADDRESS:
        if _LOCAL_PATH.fullmatch(text) is not None:
            return text
        if _FRONT_END.fullmatch(text) is not None and is_safe_address(text):
            return text
    raise ValueError("must be a path of this site that begins with one slash, or an https address of a front end")


def protocol_error(error: object) -> str:
    """An OAuth error as it may be repeated: a word of the protocol, else `unknown`. It is a stranger's text."""
    return error if isinstance(error, str) and _ERROR.fullmatch(error) else "unknown"
