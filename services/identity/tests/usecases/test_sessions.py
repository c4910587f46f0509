"""A holder sees where he is signed in, and signs out elsewhere; nobody sees or ends the sessions of another."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.errors import FieldInvalid, SessionInvalid
from passeport_identity.usecases.complete_login import Callback, CompletedLogin
from passeport_identity.usecases.end_other_sessions import EndOtherSessions
from passeport_identity.usecases.list_sessions import ListSessions
from people import CLAIRE, CLAIRE_NIR, THOMAS, THOMAS_NIR, MovedClock, register, signed_in
from usecases.house import LIFETIMES, Door, Units


@dataclass
class Keys:
    """The use cases, and browsers that sign in."""

    units: Units
    door: Door
    clock: MovedClock

    def __post_init__(self) -> None:
        self.list = ListSessions(self.units, self.door.get, self.clock)
        self.end_others = EndOtherSessions(self.units, self.door.get, self.clock)

    async def enter(self, device: str = "", name: str = "claire") -> CompletedLogin:
        self.door.provider.answer = signed_in(CLAIRE, name)
        back: Callback = await self.door.callback()
        self.clock.advance(timedelta(seconds=1))
        return await self.door.complete(
            Callback(back.state, back.code, back.issuer, browser_binding=back.browser_binding, device=device)
        )

    async def is_open(self, completed: CompletedLogin) -> bool:
        try:
            await self.door.get(completed.session_token)
        except SessionInvalid:
            return False
        return True

    async def actions(self, completed: CompletedLogin) -> list[str]:
        async with self.units() as work:
            page = await work.accesses.page(completed.held.session.person_id, 50, None)
        return [access.action for access in page.accesses]


@pytest.fixture
async def keys(units: Units, door: Door, clock: MovedClock) -> Keys:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    await register(units, THOMAS_NIR, THOMAS, new_id())
    return Keys(units, door, clock)


async def test_the_open_sessions_are_listed_the_newest_first(keys: Keys) -> None:
    phone = await keys.enter("Firefox, Android")
    computer = await keys.enter("Chrome, Linux")
    found = await keys.list(phone.session_token)
    assert [(each.id, each.device) for each in found.sessions] == [
        (computer.held.session.id, "Chrome, Linux"),
        (phone.held.session.id, "Firefox, Android"),
    ]
    assert found.current_id == phone.held.session.id
    assert "identity.session.read" in await keys.actions(phone)


async def test_what_has_lapsed_is_not_listed(keys: Keys, clock: MovedClock) -> None:
    await keys.enter("old")
    clock.advance(LIFETIMES.idle)
    new = await keys.enter("new")
    assert [each.device for each in (await keys.list(new.session_token)).sessions] == ["new"]


async def test_one_other_session_is_ended_at_once(keys: Keys) -> None:
    lost, kept, asks = await keys.enter(), await keys.enter(), await keys.enter()
    assert await keys.end_others(asks.session_token, lost.held.session.id) == 1
    assert [await keys.is_open(each) for each in (lost, kept, asks)] == [False, True, True]
    assert await keys.end_others(asks.session_token, lost.held.session.id) == 0
    assert (await keys.actions(asks)).count("identity.session.ended") == 1


async def test_all_others_are_ended_and_the_one_that_asks_goes_on(keys: Keys) -> None:
    one, two, asks = await keys.enter(), await keys.enter(), await keys.enter()
    assert await keys.end_others(asks.session_token, None) == 2
    assert [await keys.is_open(each) for each in (one, two, asks)] == [False, False, True]


async def test_the_session_that_asks_is_not_ended_by_mistake(keys: Keys) -> None:
    asks = await keys.enter()
    with pytest.raises(FieldInvalid) as refused:
        await keys.end_others(asks.session_token, asks.held.session.id)
    assert [each.field for each in refused.value.violations] == ["session_id"]
    assert await keys.is_open(asks)


async def test_a_homonym_sees_and_ends_nothing_of_another(keys: Keys) -> None:
    claire, homonym = await keys.enter(name="claire"), await keys.enter(name="another claire")
    assert [each.id for each in (await keys.list(homonym.session_token)).sessions] == [homonym.held.session.id]
    assert await keys.end_others(homonym.session_token, claire.held.session.id) == 0
    assert await keys.end_others(homonym.session_token, None) == 0
    assert await keys.is_open(claire)


async def test_a_session_that_is_over_lists_and_ends_nothing(keys: Keys, clock: MovedClock) -> None:
    other, over = await keys.enter(), await keys.enter()
    await keys.door.end(over.session_token)
    with pytest.raises(SessionInvalid):
        await keys.list(over.session_token)
    with pytest.raises(SessionInvalid):
        await keys.end_others(over.session_token, None)
    assert await keys.is_open(other)


async def test_what_a_browser_says_of_itself_is_kept_short(keys: Keys) -> None:
    session = (await keys.enter("x" * 1000)).held.session
    assert len(session.device) == 100
