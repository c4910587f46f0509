"""Browsers submit callbacks twice: at once, after one another, with and without the cookie that the first one gave."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from passeport_chassis.errors import DomainError
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import LoginCodeRefused, LoginStateInvalid, SessionInvalid
from passeport_identity.usecases.complete_login import CompletedLogin
from people import CLAIRE, THOMAS, MovedClock, signed_in
from usecases.house import Door, FakeProvider


@dataclass
class SlowProvider(FakeProvider):
    """FranceConnect, as long as it takes until it is let go."""

    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def sign_in(self, *, code: str, code_verifier: str, nonce: str, asked: Assurance) -> SignedIn:
        await self.let_go.wait()
        return await super().sign_in(code=code, code_verifier=code_verifier, nonce=nonce, asked=asked)


@pytest.fixture
def provider() -> FakeProvider:
    """FranceConnect, slow."""
    return SlowProvider(answer=signed_in(CLAIRE))


async def begin_and_let_go(door: Door, after: float = 0.3) -> None:
    assert isinstance(door.provider, SlowProvider)
    await asyncio.sleep(after)
    door.provider.let_go.set()


@pytest.fixture
def quick(door: Door) -> Door:
    assert isinstance(door.provider, SlowProvider)
    door.provider.let_go.set()
    return door


async def is_open(door: Door, completed: CompletedLogin) -> bool:
    try:
        return (await door.get(completed.session_token)).session.id == completed.held.session.id
    except SessionInvalid:
        return False


async def test_two_callbacks_at_once_are_one_sign_in_and_one_session(door: Door) -> None:
    callback = await door.callback()
    calls = [asyncio.create_task(door.complete(callback)) for _ in range(2)]
    await begin_and_let_go(door)
    first, second = await asyncio.gather(*calls)
    assert len(door.provider.asked) == 1
    assert first.held.session.id == second.held.session.id
    assert (first.return_to, second.return_to) == ("/passeport", "/passeport")
    # Whichever of the two came second has the one secret that is worth something.
    assert [await is_open(door, each) for each in (first, second)].count(True) == 1
    async with door.units() as work:
        page = await work.accesses.page(first.held.session.person_id, 10, None)
    assert [access.action for access in page.accesses] == ["identity.session.opened"]


@pytest.mark.parametrize("cookie", ["", "of a session that was"])
async def test_a_browser_that_lost_the_first_answer_gets_its_session_from_the_second(quick: Door, cookie: str) -> None:
    callback = replace(await quick.callback(), session_token=cookie)
    first = await quick.complete(callback)
    second = await quick.complete(callback)
    assert not second.already_completed
    assert second.held.session == first.held.session
    await quick.get(second.session_token)
    with pytest.raises(SessionInvalid):
        await quick.get(first.session_token)
    assert (await quick.complete(replace(callback, session_token=second.session_token))).already_completed


async def test_half_a_minute_later_nothing_is_given_any_more(quick: Door, clock: MovedClock) -> None:
    callback = await quick.callback()
    first = await quick.complete(callback)
    clock.advance(timedelta(seconds=30))
    with pytest.raises(LoginStateInvalid):
        await quick.complete(callback)
    await quick.get(first.session_token)


async def test_another_browser_gets_nothing(quick: Door) -> None:
    callback = await quick.callback()
    first = await quick.complete(callback)
    with pytest.raises(LoginStateInvalid):
        await quick.complete(replace(callback, browser_binding="another"))
    await quick.get(first.session_token)


async def test_a_session_that_the_browser_holds_is_not_lost_to_a_late_callback(quick: Door) -> None:
    callback = await quick.callback()
    first = await quick.complete(callback)
    other = await quick.sign_in(signed_in(THOMAS))
    with pytest.raises(LoginStateInvalid):
        await quick.complete(replace(callback, session_token=other.session_token))
    await quick.get(other.session_token)
    await quick.get(first.session_token)


@pytest.mark.parametrize("with_its_cookie", [False, True])
async def test_a_session_that_was_ended_is_not_opened_again(quick: Door, with_its_cookie: bool) -> None:
    callback = await quick.callback()
    first = await quick.complete(callback)
    await quick.end(first.session_token)
    with pytest.raises(LoginStateInvalid):
        await quick.complete(replace(callback, session_token=first.session_token if with_its_cookie else ""))


async def test_when_the_first_fails_the_second_does_not_wait_for_it(door: Door) -> None:
    door.provider.answer = LoginCodeRefused()
    callback = await door.callback()
    calls = [asyncio.create_task(door.complete(callback)) for _ in range(2)]
    await begin_and_let_go(door)
    async with asyncio.timeout(3):
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {LoginCodeRefused, LoginStateInvalid}
    with pytest.raises(LoginStateInvalid):
        await door.complete(callback)


async def test_the_second_waits_no_longer_than_it_may(door: Door) -> None:
    callback = await door.callback()
    first = asyncio.create_task(door.complete(callback))
    await asyncio.sleep(0.1)
    impatient = replace(door.complete, patience=0.2)
    with pytest.raises(DomainError) as refusal:
        await impatient(callback)
    assert isinstance(refusal.value, LoginStateInvalid)
    await begin_and_let_go(door, 0)
    await door.get((await first).session_token)


async def test_a_double_callback_changes_nothing_and_keeps_the_session(quick: Door) -> None:
    callback = await quick.callback()
    first = await quick.complete(callback)
    second = await quick.complete(replace(callback, session_token=first.session_token))
    assert second.already_completed
    assert second.session_token == ""
    assert second.held.session.id == first.held.session.id
    assert second.return_to == "/passeport"
    assert len(quick.provider.asked) == 1
    await quick.get(first.session_token)
