"""The client of FranceConnect v2 and FranceConnect+ (OpenID Connect Core 3.1; RFC 7636 PKCE; client_secret_post).

What FranceConnect wants beyond the standard is in docs.partenaires.franceconnect.gouv.fr: `nonce` and `state` of 22
characters and more, `acr_values` always, no client_secret_basic, userinfo as a signed JWT whatever is accepted.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
import structlog

from passeport_chassis.clock import Clock, system_clock
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.pkce import pkce_challenge
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import LoginLevelTooLow, LoginNotTrusted, ProviderUnavailable
from passeport_identity.franceconnect.claims import identity_of
from passeport_identity.franceconnect.envelopes import EnvelopeOpener
from passeport_identity.oidc.back_channel import BackChannel
from passeport_identity.oidc.directory import ProviderDirectory
from passeport_identity.oidc.tokens import TokenChecker, shown_level

__all__ = ["FranceConnect", "Registration"]

_log = structlog.get_logger(__name__)
# No e-mail: it differs from one identity provider to the next, several people share one, and nothing here needs it.
_SCOPES = "openid identite_pivot preferred_username"


@dataclass(frozen=True, slots=True)
class Registration:
    """What was agreed with FranceConnect for this service."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    post_logout_redirect_uri: str


class FranceConnect:
    """Builds the addresses to send browsers to, and turns codes into identities."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        registration: Registration,
        *,
        envelopes: EnvelopeOpener | None = None,
        clock: Clock = system_clock,
        patience: float = 4.0,
        max_age: float = 600.0,
    ) -> None:
        """`http` follows no redirection. `envelopes` opens tokens that must be encrypted, those of FranceConnect+.

        `patience` bounds each answer and `max_age` what is cached, in seconds.
        """
        self._envelopes = envelopes
        self._registration = registration
        self._directory = ProviderDirectory(http, registration.issuer, patience=patience, max_age=max_age)
        self._channel = BackChannel(
            http,
            "franceconnect",
            client_id=registration.client_id,
            client_secret=registration.client_secret,
            patience=patience,
            when_silent=self._directory.doubt,
        )
        self._checker = TokenChecker(self._directory, registration.issuer, registration.client_id, clock)
        self._revocations: set[asyncio.Task[None]] = set()

    async def authorization_url(self, *, state: str, nonce: str, code_verifier: str, assurance: Assurance) -> str:
        """Where to send the browser. Raises ProviderUnavailable while FranceConnect is silent, or not known."""
        endpoints = await self._directory.endpoints_for_browsers()
        parameters = {
            "response_type": "code",
            "client_id": self._registration.client_id,
            "redirect_uri": self._registration.redirect_uri,
            "scope": _SCOPES,
            "acr_values": assurance.acr,
            "state": state,
            "nonce": nonce,
            "code_challenge": pkce_challenge(code_verifier),
            "code_challenge_method": "S256",
        }
        return f"{endpoints.authorization}?{urlencode(parameters)}"

    def check_callback_issuer(self, issuer: str) -> None:
        """Raises LoginNotTrusted when a callback was not made by this provider (RFC 9207): it always says so."""
        if issuer != self._registration.issuer:
            raise LoginNotTrusted("callback_issuer")

    async def sign_in(self, *, code: str, code_verifier: str, nonce: str, asked: Assurance) -> SignedIn:
        """Exchanges a code and proves who signed in. Raises the Login… errors and ProviderUnavailable."""
        endpoints = await self._directory.endpoints()
        grant = {"code": code, "redirect_uri": self._registration.redirect_uri, "code_verifier": code_verifier}
        access_token, answer = await self._channel.exchange(endpoints.token, grant)
        try:
            # Kept as it was signed: that is what FranceConnect takes as a hint at logout.
            id_token = self._opened(answer)
            subject, acr = await self._checker.id_token(id_token, nonce=nonce)
            reached = Assurance.parse(acr)
            if reached is None or reached < asked:
                raise LoginLevelTooLow(asked.acr, shown_level(acr))
            userinfo = self._opened(await self._channel.userinfo(endpoints.userinfo, access_token))
        finally:
            self._revoke_aside(endpoints.revocation, access_token)
        claims = await self._checker.userinfo(userinfo, subject=subject)
        return SignedIn(subject, reached, identity_of(claims), id_token)

    async def logout_url(self, id_token: str, *, state: str = "") -> str:
        """Where to send the browser so that it is signed out at FranceConnect too (RP-Initiated Logout 1.0).

        The id_token has long expired; FranceConnect takes it as a hint nonetheless. `state` comes back from there.
        """
        endpoints = await self._directory.endpoints()
        parameters = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": self._registration.post_logout_redirect_uri,
        }
        if state:
            parameters["state"] = state
        return f"{endpoints.end_session}?{urlencode(parameters)}"

    async def close(self) -> None:
        """Waits for what goes on beside sign-ins; before the HTTP client is closed."""
        await asyncio.gather(*self._revocations)

    def _revoke_aside(self, address: str, access_token: str) -> None:
        """Makes the access token worthless (RFC 7009) while the sign-in goes on: nobody waits, nothing hangs on it."""
        if address:
            revocation = asyncio.create_task(self._revoke(address, access_token))
            self._revocations.add(revocation)
            revocation.add_done_callback(self._revocations.discard)

    async def _revoke(self, address: str, access_token: str) -> None:
        try:
            response = await self._channel.post(address, {"token": access_token, "token_type_hint": "access_token"})
        except (ProviderUnavailable, LoginNotTrusted):
            # It has a minute to live, and was told in the log.
            return
        if response.is_error:
            _log.warning("franceconnect did not revoke an access token", status=response.status_code)

    def _opened(self, token: str) -> str:
        return self._envelopes.open(token) if self._envelopes is not None else token
