"""Begins a sign-in: where to send the browser, and what will be checked when it comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.session import Session
from passeport_identity.domain.sign_in import SignInAttempt, return_address
from passeport_identity.errors import FieldInvalid
from passeport_identity.usecases.platforms import Platforms
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
    """Each call is an attempt of its own, good for `lifetime`.

    A level that is asked for from an open session makes it a step-up: only the holder of that session may reach it, and
    never a lower one than he has.
    """

    open_work: OpenWork
    platforms: Platforms
    clock: Clock
    lifetime: timedelta

    async def __call__(self, return_to: str, acr: str = "", session_token: str = "") -> BegunLogin:
        """Begins. Raises FieldInvalid for a way back or level that is none, LoginLevelNotOffered, ProviderUnavailable.

        `acr` is empty for the level that the operator set; `session_token` is of the session that the browser shows.
        """
        try:
            way_back = return_address(return_to)
        except ValueError as error:
            raise FieldInvalid([FieldViolation("return_to", str(error), "RETURN_ADDRESS")]) from None
        wanted = _level(acr)
        session = await self._open_session(session_token) if wanted is not None and session_token else None
        if wanted is not None and session is not None:
            wanted = max(wanted, session.assurance)
        platform, assurance = self.platforms.for_level(wanted)
        state, nonce, code_verifier, binding = mint(), mint(), mint(), mint()
        url = await platform.provider.authorization_url(
            state=state, nonce=nonce, code_verifier=code_verifier, assurance=assurance
        )
        expires_at = self.clock() + self.lifetime
        attempt = SignInAttempt(
            digest(state), digest(binding), nonce, code_verifier, assurance, way_back, expires_at,
            issuer=platform.issuer, step_up_of=session.id if session is not None else None,
        )  # fmt: skip
        async with self.open_work() as work:
            await work.attempts.add(attempt)
            await work.commit()
        return BegunLogin(url, binding, expires_at)

    async def _open_session(self, session_token: str) -> Session | None:
        async with self.open_work() as work:
            held = await work.sessions.find(digest(session_token))
        return held.session if held is not None and held.session.is_open(self.clock()) else None


def _level(acr: str) -> Assurance | None:
    level = Assurance.parse(acr)
    if acr and level is None:
        raise FieldInvalid(
            [FieldViolation("acr", f"must be one of {', '.join(one.acr for one in Assurance)}", "LEVEL")]
        )
    return level
