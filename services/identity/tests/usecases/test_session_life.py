"""The life of sessions as a state machine of the use cases: what browsers do in any order, against a plain model of it.

A use is written down only when it moves the end by a minute: within that minute either answer is right, and final.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from memory import MemoryUnitsOfWork
from passeport_chassis.db import create_engine
from passeport_chassis.ids import new_id
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import IdentityError, LoginCodeRefused, LoginStateInvalid, SessionInvalid
from passeport_identity.messaging.events import encode
from passeport_identity.usecases.complete_login import Callback, CompletedLogin, CompleteLogin
from passeport_identity.usecases.end_other_sessions import EndOtherSessions
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.list_sessions import ListSessions
from passeport_testing.postgres import Database
from people import CLAIRE, THOMAS, MovedClock, register, signed_in
from sql_units import SqlUnits
from usecases.house import Door, FakeProvider, Units

Begin = Callable[[], Awaitable[Units]]

PEOPLE = {"claire": CLAIRE, "thomas": THOMAS}
UNWRITTEN = timedelta(minutes=1)
REPETITION = timedelta(seconds=30)
LIVES = itertools.count(1)
picks = st.integers(0, 30)
people = st.sampled_from(sorted(PEOPLE))


@dataclass
class Known:
    """What must hold of one session."""

    id: UUID
    who: str
    token: str
    level: Assurance
    opened_at: datetime
    last_use: datetime
    over: bool = False


@dataclass
class Sent:
    """A callback that was answered: what came of it, None when nothing did."""

    callback: Callback
    at: datetime
    session: Known | None


@dataclass
class Model:
    """All sessions there ever were, the callbacks that may come again, and the secrets that must open nothing."""

    lifetimes: SessionLifetimes
    sessions: list[Known] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)

    def is_open(self, one: Known, now: datetime) -> bool:
        """Whether it must be open."""
        end = min(one.opened_at + self.lifetimes.absolute, one.last_use + self.lifetimes.idle - UNWRITTEN)
        return not one.over and now < end

    def is_over(self, one: Known, now: datetime) -> bool:
        """Whether it must be over."""
        end = min(one.opened_at + self.lifetimes.absolute, one.last_use + self.lifetimes.idle)
        return one.over or now >= end

    def is_certain(self, one: Known, now: datetime) -> bool:
        return self.is_open(one, now) or self.is_over(one, now)

    def end(self, one: Known) -> None:
        one.over = True
        self.dead.add(one.token)


class SessionLife(RuleBasedStateMachine):
    """Browsers sign in, use, repeat, end and forget their sessions, and time passes."""

    def __init__(self, runner: asyncio.Runner, begin: Begin) -> None:
        super().__init__()
        self.runner = runner
        self.units = self.ran(begin())

    def ran(self, work: Any) -> Any:
        return self.runner.run(work)

    def refused(self, work: Any, *errors: type[IdentityError]) -> bool:
        try:
            self.ran(work)
        except errors:
            return True
        return False

    @initialize(idle=st.integers(2, 40), absolute=st.integers(5, 120))
    def open_the_house(self, idle: int, absolute: int) -> None:
        lifetimes = SessionLifetimes(timedelta(minutes=idle), timedelta(minutes=absolute))
        self.model, self.clock = Model(lifetimes), MovedClock()
        self.door = Door(self.units, FakeProvider(), self.clock)
        self.door.complete = CompleteLogin(self.units, self.door.platforms, self.clock, lifetimes)
        self.door.get = GetSession(self.units, self.clock, lifetimes)
        self.list = ListSessions(self.units, self.door.get, self.clock)
        self.end_others = EndOtherSessions(self.units, self.door.get, self.clock)
        # Others in each life: what was left in the database by the lives before is no part of it.
        number = next(LIVES)
        letters = "".join(chr(ord("A") + int(digit)) for digit in str(number))
        self.people = {who: replace(one, birth_name=f"{one.birth_name} {letters}") for who, one in PEOPLE.items()}
        for order, identity in enumerate(self.people.values(), start=1):
            self.ran(
                register(self.units, Nir(f"{order}810444{number // 900:03d}{1 + number % 900:03d}"), identity, new_id())
            )

    def proof(self, who: str, platform: str) -> SignedIn:
        identity = self.people[who]
        return signed_in(identity, f"{identity.birth_name} {platform}")

    @property
    def now(self) -> datetime:
        return self.clock.now

    def picked(self, pick: int) -> Known:
        return self.model.sessions[pick % len(self.model.sessions)]

    def opened(self, completed: CompletedLogin, callback: Callback, who: str, cookie: str) -> None:
        held = completed.held.session
        assert held.id not in {one.id for one in self.model.sessions}
        assert completed.session_token not in self.model.dead
        for one in self.model.sessions:
            if one.token == cookie:
                self.model.end(one)
        new = Known(held.id, who, completed.session_token, held.assurance, self.now, self.now)
        self.model.sessions.append(new)
        self.model.sent.append(Sent(callback, self.now, new))

    @rule(seconds=st.one_of(st.integers(0, 100), st.integers(0, 3000)))
    def wait(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @precondition(lambda self: self.model.sessions)
    @rule(pick=picks, after=st.sampled_from([timedelta(seconds=-61), timedelta(seconds=-1), timedelta()]))
    def wait_for_the_end_of_one(self, pick: int, after: timedelta) -> None:
        one = self.picked(pick)
        ends = (one.last_use + self.model.lifetimes.idle, one.opened_at + self.model.lifetimes.absolute)
        self.clock.now = max(self.now, min(ends) + after)

    @rule(who=people)
    def sign_in(self, who: str) -> None:
        self.enter(who, "")

    @precondition(lambda self: self.model.sessions)
    @rule(who=people, pick=picks)
    def sign_in_where_somebody_was(self, who: str, pick: int) -> None:
        self.enter(who, self.picked(pick).token)

    def enter(self, who: str, cookie: str) -> None:
        self.door.provider.answer = self.proof(who, "low")
        callback = replace(self.ran(self.door.callback()), session_token=cookie)
        completed = self.ran(self.door.complete(callback))
        assert completed.held.session.assurance is Assurance.EIDAS1
        self.opened(completed, callback, who, cookie)

    @precondition(lambda self: self.model.sessions)
    @rule(pick=picks)
    def step_up(self, pick: int) -> None:
        one = self.picked(pick)
        if not self.model.is_open(one, self.now):
            return
        self.door.plus.answer = replace(self.proof(one.who, "plus"), assurance=Assurance.EIDAS2)
        callback = self.ran(self.door.at_plus("eidas2", one.token))
        completed = self.ran(self.door.complete(callback))
        assert completed.held.session.assurance is Assurance.EIDAS2
        self.opened(completed, callback, one.who, one.token)

    @precondition(lambda self: self.model.sessions)
    @rule(pick=picks)
    def fail_to_sign_in(self, pick: int) -> None:
        self.door.provider.answer = LoginCodeRefused()
        callback = replace(self.ran(self.door.callback()), session_token=self.picked(pick).token)
        assert self.refused(self.door.complete(callback), LoginCodeRefused)
        self.model.sent.append(Sent(callback, self.now, None))

    @precondition(lambda self: self.model.sent)
    @rule(pick=picks)
    def repeat_a_callback_without_a_cookie(self, pick: int) -> None:
        sent = self.model.sent[pick % len(self.model.sent)]
        callback, session = replace(sent.callback, session_token=""), sent.session
        if session is None or self.now >= sent.at + REPETITION or self.model.is_over(session, self.now):
            assert self.refused(self.door.complete(callback), LoginStateInvalid)
            return
        again = self.ran(self.door.complete(callback))
        assert again.held.session.id == session.id
        assert again.session_token not in {"", session.token}
        self.model.dead.add(session.token)
        session.token = again.session_token

    @precondition(lambda self: self.model.sent and self.model.sessions)
    @rule(pick=picks, other=picks)
    def repeat_a_callback_with_a_cookie(self, pick: int, other: int) -> None:
        sent, shown = self.model.sent[pick % len(self.model.sent)], self.picked(other)
        if not self.model.is_open(shown, self.now):
            return
        callback = replace(sent.callback, session_token=shown.token)
        if sent.session is not shown:
            assert self.refused(self.door.complete(callback), LoginStateInvalid)
            return
        again = self.ran(self.door.complete(callback))
        assert again.already_completed
        assert again.held.session.id == shown.id

    @precondition(lambda self: self.model.sent)
    @rule(pick=picks)
    def repeat_a_callback_from_another_browser(self, pick: int) -> None:
        sent = self.model.sent[pick % len(self.model.sent)]
        callback = replace(sent.callback, browser_binding="of another browser", session_token="")
        assert self.refused(self.door.complete(callback), LoginStateInvalid)

    @precondition(lambda self: self.model.sessions)
    @rule(pick=picks)
    def use(self, pick: int) -> None:
        self.used(self.picked(pick))

    def used(self, one: Known) -> bool:
        """Uses it and tells whether it is open: which must be so, must not, or is as the answer says, for good."""
        must, must_not = self.model.is_open(one, self.now), self.model.is_over(one, self.now)
        if self.refused(self.door.get(one.token), SessionInvalid):
            assert not must
            self.model.end(one)
            return False
        assert not must_not
        one.last_use = self.now
        return True

    @precondition(lambda self: self.model.sessions)
    @rule(pick=picks)
    def end(self, pick: int) -> None:
        one = self.picked(pick)
        self.ran(self.door.end(one.token))
        self.model.end(one)

    @precondition(lambda self: self.model.sessions)
    @rule(pick=picks)
    def list_them(self, pick: int) -> None:
        asks = self.picked(pick)
        if not self.used(asks):
            assert self.refused(self.list(asks.token), SessionInvalid)
            return
        listed = self.ran(self.list(asks.token))
        his = [one for one in self.model.sessions if one.who == asks.who]
        ids = {session.id for session in listed.sessions}
        assert listed.current_id == asks.id
        assert {one.id for one in his if self.model.is_open(one, self.now)} <= ids
        assert ids <= {one.id for one in his if not self.model.is_over(one, self.now)}

    @precondition(lambda self: self.model.sessions)
    @rule(pick=picks, other=st.none() | picks)
    def end_elsewhere(self, pick: int, other: int | None) -> None:
        asks, one = self.picked(pick), None if other is None else self.picked(other)
        if one is asks or not self.used(asks):
            return
        meant = [each for each in self.model.sessions if each.who == asks.who and each is not asks]
        meant = [each for each in meant if one in (None, each)]
        must = sum(self.model.is_open(each, self.now) for each in meant)
        may = sum(not self.model.is_over(each, self.now) for each in meant)
        assert must <= self.ran(self.end_others(asks.token, None if one is None else one.id)) <= may
        for each in meant:
            self.model.end(each)

    @precondition(lambda self: self.model.dead)
    @rule(pick=picks)
    def try_a_secret_that_is_worth_nothing(self, pick: int) -> None:
        dead = sorted(self.model.dead)
        assert self.refused(self.door.get(dead[pick % len(dead)]), SessionInvalid)

    @invariant()
    def no_secret_opens_two(self) -> None:
        if hasattr(self, "model"):
            open_ones = [one.token for one in self.model.sessions if not one.over]
            assert len(set(open_ones)) == len(open_ones)
            assert not set(open_ones) & self.model.dead

    def teardown(self) -> None:
        """Whatever was done: each session is as the model has it."""
        if hasattr(self, "model"):
            for one in self.model.sessions:
                self.used(one)


def run(begin: Begin, runner: asyncio.Runner, *, examples: int, steps: int) -> None:
    bounds = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: SessionLife(runner, begin), settings=bounds)  # type: ignore[arg-type]


def test_sessions_live_as_the_model_says_on_the_fake() -> None:
    async def begin() -> Units:
        return MemoryUnitsOfWork()

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        run(begin, runner, examples=30, steps=30)


def test_sessions_live_as_the_model_says_on_postgresql(database: Database, engine: AsyncEngine) -> None:
    # `engine` empties the tables afterwards; it belongs to the loop of coroutines, and a machine has one of its own.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        own = create_engine(database.app_url, pool_size=2)

        async def begin() -> Units:
            return SqlUnits(own, encode)

        try:
            run(begin, runner, examples=5, steps=20)
        finally:
            runner.run(own.dispose())
