"""Completes the sign-in of a professional from the callback, and opens a session if his body may read passports."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.professional import (
    HeldProfessionalSession,
    ProfessionalAttempt,
    ProfessionalSession,
    ProfessionalSignedIn,
    is_siret,
)
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.domain.sign_in import protocol_error
from passeport_identity.errors import BodyNotEntitled, LoginCancelled, LoginRefused, LoginStateInvalid
from passeport_identity.usecases.complete_login import Callback
from passeport_identity.usecases.outside import ProfessionalProvider
from passeport_identity.usecases.ports import OpenWork

__all__ = ["CompleteProfessionalLogin", "CompletedProfessionalLogin"]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CompletedProfessionalLogin:
    """The session, its secret (empty when the browser has it already), and where the professional goes on."""

    held: HeldProfessionalSession
    session_token: str = field(repr=False)
    return_to: str


@dataclass(frozen=True, slots=True)
class CompleteProfessionalLogin:
    """An attempt serves once: it is used up before the code is exchanged, whatever comes of the exchange.

    A browser that submits the callback again, and shows the session that came of it, keeps that session.
    """

    open_work: OpenWork
    provider: ProfessionalProvider
    clock: Clock
    lifetimes: SessionLifetimes

    async def __call__(self, callback: Callback) -> CompletedProfessionalLogin:
        """Completes. Raises the Login… errors, BodyNotEntitled, ProfessionalSignInOff, ProviderUnavailable."""
        attempt, came_of_it = await self._use_up(callback)
        if came_of_it is not None:
            return CompletedProfessionalLogin(came_of_it, "", attempt.return_to)
        if callback.error == "access_denied":
            raise LoginCancelled
        if callback.error or not callback.code:
            raise LoginRefused(protocol_error(callback.error) if callback.error else "no_code")
        signed_in = await self.provider.sign_in(
            code=callback.code, issuer=callback.issuer, code_verifier=attempt.code_verifier, nonce=attempt.nonce
        )
        return await self._open_session(callback, attempt, signed_in)

    async def _use_up(self, callback: Callback) -> tuple[ProfessionalAttempt, HeldProfessionalSession | None]:
        """The attempt, and the session that an earlier callback opened with it, if the browser shows that one."""
        now = self.clock()
        async with self.open_work() as work:
            attempt = await work.professionals.find_attempt(digest(callback.state))
            if attempt is None or not attempt.belongs_to(digest(callback.browser_binding)):
                raise LoginStateInvalid
            if attempt.used_at is not None:
                held = await work.professionals.find_session(digest(callback.session_token))
                if held is None or not held.session.is_open(now) or held.session.opened_at < attempt.used_at:
                    raise LoginStateInvalid
                return attempt, held
            if now >= attempt.expires_at:
                raise LoginStateInvalid
            await work.professionals.mark_attempt_used(attempt.state_digest, now)
            await work.commit()
        return attempt, None

    async def _open_session(
        self, callback: Callback, attempt: ProfessionalAttempt, signed_in: ProfessionalSignedIn
    ) -> CompletedProfessionalLogin:
        if not is_siret(signed_in.siret):
            raise BodyNotEntitled("siret_malformed" if signed_in.siret else "siret_missing")
        now, token = self.clock(), mint()
        async with self.open_work() as work:
            body = await work.professionals.body_of(signed_in.siret)
            if body is None:
                raise BodyNotEntitled("not_registered")
            if callback.session_token:
                # The secret of a session never survives a sign-in (session fixation).
                before = await work.professionals.find_session(digest(callback.session_token))
                if before is not None:
                    await work.professionals.end_session(before.session.id)
            professional_id = await work.professionals.enter(signed_in, now + self.lifetimes.absolute)
            session = ProfessionalSession.open(new_id(), professional_id, signed_in, now, self.lifetimes)
            await work.professionals.add_session(session, digest(token))
            await work.commit()
        _log.info("a professional signed in", professional=str(professional_id), siret=signed_in.siret)
        return CompletedProfessionalLogin(HeldProfessionalSession(session, body), token, attempt.return_to)
