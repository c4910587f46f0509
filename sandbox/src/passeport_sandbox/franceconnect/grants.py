"""Authorization codes and access tokens: 30 and 60 seconds, and a code serves once."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.errors import ApiError
from passeport_sandbox.franceconnect.parameters import AuthorizationRequest
from passeport_sandbox.franceconnect.sessions import Account
from passeport_sandbox.openid.shelf import Clock, Shelf

CODE_LIFETIME = timedelta(seconds=30)
TOKEN_LIFETIME = timedelta(seconds=60)

_REMEMBERED = timedelta(minutes=10)  # a dead code is still told from an unknown one


@dataclass(slots=True)
class Grant:
    """What the person agreed to: his identity, for this request."""

    request: AuthorizationRequest
    account: Account
    expires_at: datetime
    consumed: bool = False


class Grants:
    """Hands out codes, turns each into one access token, and finds the grant of a token."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: Shelf[Grant] = Shelf(clock, _REMEMBERED)
        self._tokens: Shelf[Grant] = Shelf(clock, TOKEN_LIFETIME)

    def issue_code(self, request: AuthorizationRequest, account: Account) -> str:
        """Return a new authorization code."""
        lifetime = CODE_LIFETIME
        if account.scenario.code_lifetime is not None:
            lifetime = timedelta(seconds=account.scenario.code_lifetime)
        code = secrets.token_urlsafe(32)
        self._codes.put(code, Grant(request, account, self._clock() + lifetime))
        return code

    def redeem(self, code: str, client: Client, redirect_uri: str, verifier: str | None) -> Grant:
        """Return the grant of a code that may still serve, and let it serve no more (RFC 6749, 4.1.3)."""
        grant = self._codes.get(code)
        if grant is None:
            raise _invalid_grant("authorization code not found")
        if grant.request.client is not client:
            raise _invalid_grant("client mismatch")
        if grant.consumed:
            # RFC 6749, 4.1.2: a second use also revokes what the first one gave.
            self._tokens.drop_where(lambda other: other is grant)
            raise _invalid_grant("authorization code already consumed")
        if grant.expires_at <= self._clock():
            raise _invalid_grant("authorization code is expired")
        if grant.request.redirect_uri != redirect_uri:
            raise _invalid_grant("authorization code redirect_uri mismatch")
        if not _proves(verifier, grant.request.code_challenge):
            raise _invalid_grant("PKCE verification failed")
        grant.consumed = True
        return grant

    def issue_token(self, grant: Grant) -> str:
        """Return a new access token."""
        token = secrets.token_urlsafe(32)
        self._tokens.put(token, grant)
        return token

    def of_token(self, token: str) -> Grant | None:
        """Return the grant behind a living access token."""
        return self._tokens.get(token)

    def revoke(self, token: str, client: Client) -> None:
        """Forget the token if it is this client's; an unknown one is no error (RFC 7009, 2.2)."""
        grant = self._tokens.get(token)
        if grant is not None and grant.request.client is client:
            self._tokens.drop(token)


def _proves(verifier: str | None, challenge: str | None) -> bool:
    """Check PKCE (RFC 7636, 4.6): optional here, but binding for who began with it."""
    if verifier is None or challenge is None:
        return verifier is None and challenge is None
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), challenge)


def _invalid_grant(reason: str) -> ApiError:
    code = "Y049E20B" if reason == "authorization code not found" else "Y040001"
    return ApiError(400, "invalid_grant", f"grant request is invalid ({reason})", code)
