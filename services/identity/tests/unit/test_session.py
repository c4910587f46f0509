"""The life of a session, as a state machine: whatever is done, it never outlives its two lifetimes."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.professional import ProfessionalSession, ProfessionalSignedIn
from passeport_identity.domain.session import Session, SessionLifetimes

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIFETIMES = SessionLifetimes(timedelta(minutes=30), timedelta(hours=12))


def open_session(now: datetime = START, lifetimes: SessionLifetimes = LIFETIMES) -> Session:
    return Session.open(
        uuid4(),
        uuid4(),
        subject="a" * 64 + "v1",
        assurance=Assurance.EIDAS1,
        given_names="Claire",
        birth_name="FONTANEL",
        id_token="header.payload.signature",
        now=now,
        lifetimes=lifetimes,
    )


class SessionLife(RuleBasedStateMachine):
    """A holder uses his session, or lets time pass."""

    @initialize(idle=st.integers(1, 120), absolute=st.integers(1, 1000))
    def sign_in(self, idle: int, absolute: int) -> None:
        self.lifetimes = SessionLifetimes(timedelta(minutes=idle), timedelta(minutes=absolute))
        self.now = self.last_use = START
        self.session = self.opened()

    def opened(self) -> Session | ProfessionalSession:
        return open_session(START, self.lifetimes)

    @rule(seconds=st.integers(0, 3000))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def use(self) -> None:
        if self.session.is_open(self.now):
            self.session = self.session.renewed(self.now, self.lifetimes)
            self.last_use = self.now

    @invariant()
    def never_outlives_its_lifetimes(self) -> None:
        if self.session.is_open(self.now):
            assert self.now < START + self.lifetimes.absolute
            assert self.now < self.last_use + self.lifetimes.idle

    @invariant()
    def a_used_session_lives_on_for_nearly_its_idle_lifetime(self) -> None:
        # Renewals of less than a twentieth, or of a minute, are not written down.
        idle = self.lifetimes.idle
        kept = self.last_use + idle - min(idle / 20, timedelta(minutes=1))
        if self.now <= kept and self.now < START + self.lifetimes.absolute:
            assert self.session.is_open(self.now)

    @invariant()
    def the_end_never_moves(self) -> None:
        assert self.session.expires_at == START + self.lifetimes.absolute


class ProfessionalSessionLife(SessionLife):
    """A professional does the same with his, which is of another kind."""

    def opened(self) -> ProfessionalSession:
        siret, acr = "35600000000048", "eidas2"
        signed_in = ProfessionalSignedIn("a" * 64, "agent", siret, "Maud", "KERVELLA", acr, "header.payload.signature")
        return ProfessionalSession.open(uuid4(), uuid4(), signed_in, START, self.lifetimes)


TestSessionLife = SessionLife.TestCase
TestSessionLife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestProfessionalSessionLife = ProfessionalSessionLife.TestCase
TestProfessionalSessionLife.settings = TestSessionLife.settings


def test_a_renewal_of_less_than_a_minute_writes_nothing() -> None:
    session = open_session()
    assert session.renewed(START + timedelta(seconds=59), LIFETIMES) is session
    assert session.renewed(START + timedelta(seconds=60), LIFETIMES) is not session


@pytest.mark.parametrize("life", [SessionLife, ProfessionalSessionLife])
@pytest.mark.parametrize(("idle", "between"), [(60, 9), (90, 85), (1800, 20), (43200, 600)])
def test_a_session_in_use_lives_to_its_last_moment(life: type[SessionLife], idle: int, between: int) -> None:
    used = life()
    used.sign_in(idle=1, absolute=720)
    used.lifetimes = SessionLifetimes(timedelta(seconds=idle), timedelta(hours=12))
    used.session = used.opened()
    while used.now + timedelta(seconds=between) < used.session.expires_at:
        used.wait(between)
        assert used.session.is_open(used.now)
        used.use()


def test_a_session_used_just_before_its_last_moment_ends_there() -> None:
    session = open_session(lifetimes=SessionLifetimes(timedelta(minutes=2), timedelta(minutes=4)))
    lifetimes = SessionLifetimes(timedelta(minutes=2), timedelta(minutes=4))
    for seconds in (90, 160):
        session = session.renewed(START + timedelta(seconds=seconds), lifetimes)
    assert session.is_open(START + timedelta(seconds=239))
    assert session.renewed(START + timedelta(seconds=200), lifetimes) is session


def test_nothing_personal_is_in_its_repr() -> None:
    text = repr(open_session())
    assert not any(secret in text for secret in ("aaaa", "Claire", "FONTANEL", "payload"))
