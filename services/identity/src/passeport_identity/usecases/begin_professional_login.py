"""Begins the sign-in of a professional: where to send the browser, and what will be checked when it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.professional import ProfessionalAttempt
from passeport_identity.domain.sign_in import return_address
from passeport_identity.errors import FieldInvalid
from passeport_identity.usecases.begin_login import BegunLogin
from passeport_identity.usecases.outside import ProfessionalProvider
from passeport_identity.usecases.ports import OpenWork

__all__ = ["BeginProfessionalLogin"]


@dataclass(frozen=True, slots=True)
class BeginProfessionalLogin:
    """Each call is an attempt of its own, good for `lifetime`."""

    open_work: OpenWork
    provider: ProfessionalProvider
    clock: Clock
    lifetime: timedelta

    async def __call__(self, return_to: str) -> BegunLogin:
        """Begins. Raises FieldInvalid for a way back that is none, ProfessionalSignInOff, ProviderUnavailable."""
        try:
            way_back = return_address(return_to)
        except ValueError as error:
            raise FieldInvalid([FieldViolation("return_to", str(error), "RETURN_ADDRESS")]) from None
        state, nonce, code_verifier, binding = mint(), mint(), mint(), mint()
        url = await self.provider.authorization_url(state=state, nonce=nonce, code_verifier=code_verifier)
        expires_at = self.clock() + self.lifetime
        attempt = ProfessionalAttempt(digest(state), digest(binding), nonce, code_verifier, way_back, expires_at)
        async with self.open_work() as work:
            await work.professionals.add_attempt(attempt)
            await work.commit()
        return BegunLogin(url, binding, expires_at)
