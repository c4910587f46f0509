"""The client of ProConnect (OpenID Connect Core 3.1; client_secret_post; userinfo as a signed JWT, 5.3.2).

What it wants is in partenaires.proconnect.gouv.fr: `state` and `nonce` of 32 characters and more, and no parameter
that it does not know. A PKCE challenge is therefore sent, and `iss` of the callback asked for, where its discovery
offers it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from passeport_chassis.clock import Clock, system_clock
from passeport_identity.domain.opaque_token import mint
from passeport_identity.domain.pkce import pkce_challenge
from passeport_identity.domain.professional import ProfessionalSignedIn
from passeport_identity.errors import LoginLevelTooLow, LoginNotTrusted, ProfessionalSignInOff
from passeport_identity.oidc.back_channel import BackChannel
from passeport_identity.oidc.directory import ProviderDirectory
from passeport_identity.oidc.tokens import TokenChecker, shown_level

__all__ = ["ProConnect", "ProConnectOff", "ProRegistration"]

# No e-mail and no telephone: nothing here needs them.
_SCOPES = "openid given_name usual_name uid siret"
_LONGEST_CLAIM = 255


@dataclass(frozen=True, slots=True)
class ProRegistration:
    """What was agreed with ProConnect for this service; `levels` are the values of `acr` that are enough."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    post_logout_redirect_uri: str
    levels: Collection[str]
    algorithm: str = "ES256"


class ProConnectOff:
    """Stands where no provider is configured: nobody signs in, and no session serves."""

    def check_on(self) -> None:
        """Raises ProfessionalSignInOff."""
        raise ProfessionalSignInOff

    async def authorization_url(self, *, state: str, nonce: str, code_verifier: str) -> str:
        """Raises ProfessionalSignInOff."""
        raise ProfessionalSignInOff

    async def sign_in(self, *, code: str, issuer: str, code_verifier: str, nonce: str) -> ProfessionalSignedIn:
        """Raises ProfessionalSignInOff."""
        raise ProfessionalSignInOff

    async def logout_url(self, id_token: str) -> str:
        """Raises ProfessionalSignInOff."""
        raise ProfessionalSignInOff


class ProConnect:
    """Builds the addresses to send browsers to, and turns codes into professionals."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        registration: ProRegistration,
        *,
        clock: Clock = system_clock,
        patience: float = 4.0,
        max_age: float = 600.0,
    ) -> None:
        """`http` follows no redirection. `patience` bounds each answer and `max_age` what is cached, in seconds."""
        self._registration = registration
        algorithm = registration.algorithm
        self._directory = ProviderDirectory(
            http, registration.issuer, patience=patience, max_age=max_age, algorithm=algorithm
        )
        self._channel = BackChannel(
            http,
            "proconnect",
            client_id=registration.client_id,
            client_secret=registration.client_secret,
            patience=patience,
            when_silent=self._directory.doubt,
        )
        self._checker = TokenChecker(
            self._directory, registration.issuer, registration.client_id, clock, algorithm=algorithm
        )

    def check_on(self) -> None:
        """It is."""

    async def authorization_url(self, *, state: str, nonce: str, code_verifier: str) -> str:
        """Where to send the browser. Raises ProviderUnavailable while the provider is silent, or not known."""
        endpoints = await self._directory.endpoints_for_browsers()
        levels = {"id_token": {"acr": {"essential": True, "values": sorted(self._registration.levels)}}}
        parameters = {
            "response_type": "code",
            "client_id": self._registration.client_id,
            "redirect_uri": self._registration.redirect_uri,
            "scope": _SCOPES,
            "claims": json.dumps(levels, separators=(",", ":")),
            "state": state,
            "nonce": nonce,
        }
        if endpoints.takes_challenge:
            parameters |= {"code_challenge": pkce_challenge(code_verifier), "code_challenge_method": "S256"}
        return f"{endpoints.authorization}?{urlencode(parameters)}"

    async def sign_in(self, *, code: str, issuer: str, code_verifier: str, nonce: str) -> ProfessionalSignedIn:
        """Exchanges a code and proves who signed in. Raises the Login… errors and ProviderUnavailable.

        `issuer` is that of the callback (RFC 9207): another's is refused, none only where the provider says it.
        """
        endpoints = await self._directory.endpoints()
        if issuer != self._registration.issuer and (issuer or endpoints.names_itself):
            raise LoginNotTrusted("callback_issuer")
        verifier = {"code_verifier": code_verifier} if endpoints.takes_challenge else {}
        grant = {"code": code, "redirect_uri": self._registration.redirect_uri} | verifier
        access_token, id_token = await self._channel.exchange(endpoints.token, grant)
        subject, acr = await self._checker.id_token(id_token, nonce=nonce)
        if acr not in self._registration.levels:
            raise LoginLevelTooLow(" ".join(sorted(self._registration.levels)), shown_level(acr))
        claims = await self._checker.userinfo(
            await self._channel.userinfo(endpoints.userinfo, access_token), subject=subject
        )
        return ProfessionalSignedIn(
            subject,
            _text(claims, "uid"),
            _text(claims, "siret"),
            _text(claims, "given_name"),
            _text(claims, "usual_name"),
            acr,
            id_token,
        )

    async def logout_url(self, id_token: str) -> str:
        """Where to send the browser so that it is signed out there too (RP-Initiated Logout 1.0)."""
        endpoints = await self._directory.endpoints()
        parameters = {
            "id_token_hint": id_token,
            # It must be there, and comes back to the home page, where nothing depends on it.
            "state": mint(),
            "post_logout_redirect_uri": self._registration.post_logout_redirect_uri,
        }
        return f"{endpoints.end_session}?{urlencode(parameters)}"


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip()[:_LONGEST_CLAIM] if isinstance(value, str) else ""
