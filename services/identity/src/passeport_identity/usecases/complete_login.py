"""Completes a sign-in from the callback of FranceConnect, and opens a session."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.session import Session, SessionLifetimes
from passeport_identity.domain.sign_in import SignedIn, SignInAttempt, protocol_error
from passeport_identity.errors import LoginCancelled, LoginRefused, LoginStateInvalid
from passeport_identity.usecases.in_turn import in_turn
from passeport_identity.usecases.platforms import Platforms
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.recognise import MayBe, may_be, recognise
from passeport_identity.usecases.sign_in_ports import HeldSession
from passeport_identity.usecases.step_up import same_person

__all__ = ["Callback", "CompleteLogin", "CompletedLogin"]

_LOOK_AGAIN = 0.1
_LONGEST_DEVICE = 100


@dataclass(frozen=True, slots=True)
class Callback:
    """What came back with the browser: parameters of the callback, and secrets of its cookies. Nothing is trusted."""

    state: str = field(repr=False, default="")
    code: str = field(repr=False, default="")
    issuer: str = ""
    error: str = ""
    browser_binding: str = field(repr=False, default="")
    session_token: str = field(repr=False, default="")
    device: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class CompletedLogin:
    """The session, its secret (empty when the browser has it already), and where the holder goes on."""

    held: HeldSession
    session_token: str = field(repr=False)
    return_to: str

    @property
    def already_completed(self) -> bool:
        """Whether the browser showed the session that an earlier call opened."""
        return not self.session_token


@dataclass(frozen=True, slots=True)
class _Arrival:
    """The session that the browser shows, if any, whom the sign-in may be of, and whether it raises that session."""

    before: HeldSession | None
    whom: MayBe
    is_step_up: bool

    @property
    def persons(self) -> frozenset[UUID]:
        """Those whose turn is needed."""
        if self.before is None or not self.is_step_up:
            return self.whom.persons
        return self.whom.persons | {self.before.session.person_id}


@dataclass(frozen=True, slots=True)
class CompleteLogin:
    """An attempt serves once: it is used up before the code is exchanged, whatever comes of the exchange.

    Browsers submit callbacks twice, and drop the answer to the first with its cookie. The second waits for what comes
    of the first, `patience` seconds at most. If the browser shows the session that came of it, nothing happens; if it
    shows none, it gets the session by another secret, and the one that was dropped is worth nothing. No failure ends a
    session that was open before, a step-up that somebody else completed included.
    """

    open_work: OpenWork
    platforms: Platforms
    clock: Clock
    lifetimes: SessionLifetimes
    patience: float = 12.0

    async def __call__(self, callback: Callback) -> CompletedLogin:
        """Completes.

        Raises the Login… errors, each for its cause, StepUpOtherPerson, ProviderUnavailable, PersonDeceased.
        """
        attempt = await self._use_up(callback)
        if attempt is None:
            return await self._came_of_it(callback)
        try:
            signed_in = await self._prove(callback, attempt)
            return await self._open_session(callback, attempt, signed_in)
        except Exception:
            async with self.open_work() as work:
                await work.attempts.mark_failed(attempt.state_digest, self.clock())
                await work.commit()
            raise

    async def _use_up(self, callback: Callback) -> SignInAttempt | None:
        """The attempt; None when an earlier callback has used it up."""
        now = self.clock()
        async with self.open_work() as work:
            attempt = await self._find(work, callback)
            if attempt.used_at is not None:
                return None
            if now >= attempt.expires_at:
                raise LoginStateInvalid
            await work.attempts.mark_used(attempt.state_digest, now)
            await work.commit()
        return attempt

    async def _find(self, work: UnitOfWork, callback: Callback) -> SignInAttempt:
        attempt = await work.attempts.find_for_use(digest(callback.state))
        if attempt is None or not attempt.belongs_to(digest(callback.browser_binding)):
            raise LoginStateInvalid
        return attempt

    async def _prove(self, callback: Callback, attempt: SignInAttempt) -> SignedIn:
        platform = self.platforms.of(attempt.issuer)
        if platform is None:
            # It was taken out of the settings meanwhile.
            raise LoginStateInvalid
        platform.provider.check_callback_issuer(callback.issuer)
        if callback.error == "access_denied":
            raise LoginCancelled
        if callback.error or not callback.code:
            raise LoginRefused(protocol_error(callback.error) if callback.error else "no_code")
        signed_in = await platform.provider.sign_in(
            code=callback.code, code_verifier=attempt.code_verifier, nonce=attempt.nonce, asked=attempt.assurance
        )
        return replace(signed_in, issuer=attempt.issuer)

    async def _came_of_it(self, callback: Callback) -> CompletedLogin:
        """The session that came of an earlier callback, waited for while it may still come."""
        waited = 0.0
        while True:
            async with self.open_work() as work:
                attempt = await self._find(work, callback)
                if attempt.session_id is not None:
                    completed = await self._given_again(work, callback, attempt, attempt.session_id)
                    await work.commit()
                    return completed
            if waited >= self.patience or not attempt.is_under_way(self.clock()):
                raise LoginStateInvalid
            await asyncio.sleep(_LOOK_AGAIN)
            waited += _LOOK_AGAIN

    async def _given_again(
        self, work: UnitOfWork, callback: Callback, attempt: SignInAttempt, session_id: UUID
    ) -> CompletedLogin:
        now = self.clock()
        shown = await work.sessions.find(digest(callback.session_token)) if callback.session_token else None
        if shown is not None and shown.session.is_open(now):
            if shown.session.id != session_id:
                raise LoginStateInvalid
            return CompletedLogin(shown, "", attempt.return_to)
        if not attempt.was_used_just_now(now):
            raise LoginStateInvalid
        token = mint()
        await work.sessions.change_secret(session_id, digest(token))
        held = await work.sessions.find(digest(token))
        if held is None or not held.session.is_open(now):
            raise LoginStateInvalid
        return CompletedLogin(held, token, attempt.return_to)

    async def _open_session(self, callback: Callback, attempt: SignInAttempt, signed_in: SignedIn) -> CompletedLogin:
        async def find(work: UnitOfWork) -> _Arrival:
            before = await work.sessions.find(digest(callback.session_token)) if callback.session_token else None
            is_step_up = attempt.step_up_of is not None and before is not None and before.session.is_open(self.clock())
            return _Arrival(before, await may_be(work, signed_in), is_step_up)

        token = mint()
        async with in_turn(self.open_work, find, lambda arrival: arrival.persons) as (work, arrival):
            now, before = self.clock(), arrival.before
            if before is not None and arrival.is_step_up:
                if before.session.id != attempt.step_up_of:
                    raise LoginStateInvalid
                person = await same_person(work, before.session, signed_in, arrival.whom.linked, now)
            else:
                person = await recognise(work, signed_in, arrival.whom, now)
            account = await work.accounts.ensure(person.id)
            if before is not None:
                # Neither a session nor its secret survives a sign-in (session fixation).
                await work.sessions.end(before.session.id)
            session = Session.open(
                new_id(),
                person.id,
                subject=signed_in.subject,
                assurance=signed_in.assurance,
                given_names=" ".join(signed_in.identity.given_names),
                birth_name=signed_in.identity.birth_name,
                id_token=signed_in.id_token,
                device=callback.device[:_LONGEST_DEVICE],
                issuer=signed_in.issuer,
                now=now,
                lifetimes=self.lifetimes,
            )
            await work.sessions.add(session, digest(token))
            await work.attempts.mark_completed(attempt.state_digest, session.id)
            await work.accesses.record(
                by_holder(person.id, now, "identity.session.opened", "Connexion avec FranceConnect")
            )
            await work.commit()
        return CompletedLogin(HeldSession.of(session, account), token, attempt.return_to)
