"""An authorization request (RFC 6749 section 4.1.1, RFC 7636): what is wrong with it, and where the answer is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from passeport_gateway.domain.scopes import PLATFORM_SCOPES
from passeport_gateway.domain.wallets import SCOPES as WALLET_SCOPES

__all__ = ["AUTHORIZE", "PUSH", "AuthorizationRequest", "sent_back_to"]

AUTHORIZE, PUSH = "/oauth/authorize", "/oauth/par"
# What a browser that signs in first can be brought back to.
_LONGEST = 2000
# RFC 6749, section 3.3; such a text may stand in an error_description (section 4.1.2.1).
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,64}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """The parameters that a platform or a wallet sends the browser of a holder with; what is not there is empty.

    `issuer_state` and `authorization_details` are of wallets (OpenID4VCI 1.0, section 5.1).
    """

    client_id: str
    redirect_uri: str
    response_type: str = "code"
    scope: str = ""
    state: str = ""
    code_challenge: str = ""
    code_challenge_method: str = "S256"
    issuer_state: str = ""
    authorization_details: str = ""

    @property
    def scopes(self) -> list[str]:
        """The scopes wanted; none means all that the platform may have."""
        return self.scope.split()

    def named_scope(self, told: str) -> str:
        """The scope that was refused: identity repeats none that it does not know, and whoever asked wrote it."""
        if told not in {"", "unknown"}:
            return told
        others = (one for one in self.scopes if one not in PLATFORM_SCOPES and one not in WALLET_SCOPES)
        return next(filter(_SCOPE.fullmatch, others), "a scope that there is not")

    @property
    def fault(self) -> tuple[str, str] | None:
        """What is wrong with it, by its name in RFC 6749 section 4.1.2.1, and in words; not of client and address."""
        if self.response_type != "code":
            wrong = "unsupported_response_type" if self.response_type else "invalid_request"
            return wrong, "response_type must be code."
        if self.code_challenge_method != "S256":
            return "invalid_request", "code_challenge_method must be S256 (RFC 7636): plain is not taken."
        if _CHALLENGE.fullmatch(self.code_challenge) is None:
            return "invalid_request", "code_challenge must be 43 characters of base64url (RFC 7636, S256)."
        if len(self.address) > _LONGEST:
            return "invalid_request", f"The request is longer than {_LONGEST} characters: send a shorter state."
        return None

    @property
    def wallet_fault(self) -> tuple[str, str] | None:
        """What is wrong with it besides when a wallet sends it."""
        if self.authorization_details:
            # Passed over, the wallet would be given something else than it asked for (RFC 9396 section 5).
            return "invalid_authorization_details", "Ask by scope, as the metadata of the issuer names it."
        return None

    @property
    def address(self) -> str:
        """The path that shows the same request again, for a browser that comes back from signing in."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return f"{AUTHORIZE}?{urlencode({name: value for name, value in said.items() if value})}"


def sent_back_to(redirect_uri: str, issuer: str, state: str, **said: str) -> str:
    """The address that the browser is sent back to: an answer, `state` as it came, and who answers (RFC 9207)."""
    answer = {**said, **({"state": state} if state else {}), "iss": issuer}
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(answer)}"
