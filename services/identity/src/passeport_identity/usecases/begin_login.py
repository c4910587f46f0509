"""Begins a sign-in: where to send the browser, and what will be checked when it comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.sign_in import SignInAttempt, return_address
from passeport_identity.errors import FieldInvalid
from passeport_identity.usecases.outside import IdentityProvider
from passeport_identity.usecases.ports import OpenWork

__all__ = ["BeginLogin", "BegunLogin"]


@dataclass(frozen=True, slots=True)
class BegunLogin:
    """Where the browser goes, and the secret it must bring back."""

    authorization_url: str
    browser_binding: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BeginLogin:
    """Each call is an attempt of its own, good for `lifetime`."""

    open_work: OpenWork
    provider: IdentityProvider
    clock: Clock
    assurance: Assurance
    lifetime: timedelta

    async def __call__(self, return_to: str) -> BegunLogin:
        """Begins. Raises FieldInvalid for a way back that is none, ProviderUnavailable."""
        try:
            way_back = return_address(return_to)
        except ValueError as error:
            raise FieldInvalid([FieldViolation("return_to", str(error), "RETURN_ADDRESS")]) from None
        state, nonce, code_verifier, binding = mint(), mint(), mint(), mint()
        url = await self.provider.authorization_url(
            state=state, nonce=nonce, code_verifier=code_verifier, assurance=self.assurance
        )
        expires_at = self.clock() + self.lifetime
        attempt = SignInAttempt(
            digest(state), digest(binding), nonce, code_verifier, self.assurance, way_back, expires_at
        )
        async with self.open_work() as work:
            await work.attempts.add(attempt)
            await work.commit()
        return BegunLogin(url, binding, expires_at)
