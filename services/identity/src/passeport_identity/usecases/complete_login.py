"""Completes a sign-in from the callback of FranceConnect, and opens a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.session import Session, SessionLifetimes
from passeport_identity.domain.sign_in import SignedIn, SignInAttempt, protocol_error
from passeport_identity.errors import LoginCancelled, LoginRefused, LoginStateInvalid
from passeport_identity.usecases.outside import IdentityProvider
from passeport_identity.usecases.ports import HeldSession, OpenWork, UnitOfWork
from passeport_identity.usecases.recognise import recognise

__all__ = ["Callback", "CompleteLogin", "CompletedLogin"]


@dataclass(frozen=True, slots=True)
class Callback:
    """What came back with the browser: parameters of the callback, and secrets of its cookies. Nothing is trusted."""

    state: str = field(repr=False, default="")
    code: str = field(repr=False, default="")
    issuer: str = ""
    error: str = ""
    browser_binding: str = field(repr=False, default="")
    session_token: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class CompletedLogin:
    """The session, its secret (empty when an earlier call gave it), and where the holder goes on."""

    held: HeldSession
    session_token: str = field(repr=False)
    return_to: str

    @property
    def already_completed(self) -> bool:
        """Whether an earlier call opened the session."""
        return not self.session_token


@dataclass(frozen=True, slots=True)
class CompleteLogin:
    """An attempt serves once: it is used up before the code is exchanged, whatever comes of the exchange.

    Browsers submit callbacks twice. The second time the attempt is used up, but the browser shows the session that
    came of it: nothing happens, and nothing is lost. No failure ends a session that was open before.
    """

    open_work: OpenWork
    provider: IdentityProvider
    clock: Clock
    lifetimes: SessionLifetimes

    async def __call__(self, callback: Callback) -> CompletedLogin:
        """Completes. Raises the Login… errors, each for its cause, and ProviderUnavailable."""
        attempt, held = await self._use_up(callback)
        if held is not None:
            return CompletedLogin(held, "", attempt.return_to)
        self.provider.check_callback_issuer(callback.issuer)
        if callback.error == "access_denied":
            raise LoginCancelled
        if callback.error or not callback.code:
            raise LoginRefused(protocol_error(callback.error) if callback.error else "no_code")
        signed_in = await self.provider.sign_in(
            code=callback.code, code_verifier=attempt.code_verifier, nonce=attempt.nonce, asked=attempt.assurance
        )
        return await self._open_session(callback, attempt, signed_in)

    async def _use_up(self, callback: Callback) -> tuple[SignInAttempt, HeldSession | None]:
        now = self.clock()
        async with self.open_work() as work:
            attempt = await work.attempts.find_for_use(digest(callback.state))
            if attempt is None or not attempt.belongs_to(digest(callback.browser_binding)):
                raise LoginStateInvalid
            if attempt.used_at is not None:
                return attempt, await self._session_of(work, attempt, callback, now)
            if now >= attempt.expires_at:
                raise LoginStateInvalid
            await work.attempts.mark_used(attempt.state_digest, now)
            await work.commit()
        return attempt, None

    async def _session_of(
        self, work: UnitOfWork, attempt: SignInAttempt, callback: Callback, now: datetime
    ) -> HeldSession:
        held = await work.sessions.find(digest(callback.session_token)) if callback.session_token else None
        if held is None or held.session.id != attempt.session_id or not held.session.is_open(now):
            raise LoginStateInvalid
        return held

    async def _open_session(self, callback: Callback, attempt: SignInAttempt, signed_in: SignedIn) -> CompletedLogin:
        now, token = self.clock(), mint()
        async with self.open_work() as work:
            person = await recognise(work, signed_in, now)
            account = await work.accounts.ensure(person.id)
            if callback.session_token:
                # The secret of a session never survives a sign-in (session fixation).
                before = await work.sessions.find(digest(callback.session_token))
                if before is not None:
                    await work.sessions.end(before.session.id)
            session = Session.open(
                new_id(),
                person.id,
                subject=signed_in.subject,
                assurance=signed_in.assurance,
                given_names=" ".join(signed_in.identity.given_names),
                birth_name=signed_in.identity.birth_name,
                id_token=signed_in.id_token,
                now=now,
                lifetimes=self.lifetimes,
            )
            await work.sessions.add(session, digest(token))
            await work.attempts.mark_completed(attempt.state_digest, session.id)
            await work.accesses.record(
                by_holder(person.id, now, "identity.session.opened", "Connexion avec FranceConnect")
            )
            await work.commit()
        return CompletedLogin(HeldSession(session, account.is_active), token, attempt.return_to)
