"""Identity's keys as a service holds them: fetched once for all, and serving on for a while when identity is away."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from passeport_chassis.rpc import CallerKeys
from passeport_chassis.rpc.caller import CallerTokenInvalid

OLD, NEW = (ECKey.generate_key("P-256", {"kid": kid}) for kid in ("old", "new"))


def token(key: ECKey = OLD) -> str:
    claims = {"iss": "passeport-identity", "aud": ["toy"], "sub": "p1", "actor": "holder", "exp": time.time() + 9e6}
    header = {"alg": "ES256", "kid": key.kid, "typ": "caller+jwt"}
    return jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=["ES256"])


class Identity:
    """Gives its keys, unless it is away; and the time."""

    def __init__(self) -> None:
        self.keys = [OLD]
        self.away = False
        self.slow = 0.0
        self.asked = 0
        self.now = time.time()
        self.held = CallerKeys("toy", self.fetch, now=lambda: self.now)

    async def fetch(self) -> str:
        self.asked += 1
        await asyncio.sleep(self.slow)
        if self.away:
            raise ConnectionError("identity is away")
        return json.dumps(KeySet(list(self.keys)).as_dict(private=False))

    async def subject(self, key: ECKey = OLD) -> str:
        return (await self.held.verify(token(key))).subject


@pytest.fixture
def identity() -> Identity:
    return Identity()


async def test_many_calls_at_once_fetch_once(identity: Identity) -> None:
    identity.slow = 0.02
    assert await asyncio.gather(*(identity.subject() for _ in range(20))) == ["p1"] * 20
    assert identity.asked == 1
    identity.now += 301
    await asyncio.gather(*(identity.subject() for _ in range(20)))
    assert identity.asked == 2


async def test_a_call_that_is_given_up_does_not_take_the_keys_from_the_others(identity: Identity) -> None:
    identity.slow = 0.02
    given_up, other = (asyncio.create_task(identity.subject()) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await other == "p1"
    assert identity.asked == 1


async def test_a_key_that_is_not_known_is_fetched_now_and_then(identity: Identity) -> None:
    await identity.subject()
    identity.keys = [OLD, NEW]
    with pytest.raises(CallerTokenInvalid):
        await identity.subject(NEW)
    identity.now += 3
    assert await identity.subject(NEW) == "p1"
    assert identity.asked == 2


async def test_while_identity_is_away_keys_serve_for_an_hour(identity: Identity) -> None:
    await identity.subject()
    identity.away = True
    for minutes in (6, 30, 59):
        identity.now += minutes * 60 - (identity.now - identity.held._fetched_at)
        assert await identity.subject() == "p1"
    identity.now += 120
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await identity.subject()
    identity.away = False
    assert await identity.subject() == "p1"


async def test_while_identity_is_away_it_is_not_asked_at_every_call(identity: Identity) -> None:
    await identity.subject()
    identity.away = True
    identity.now += 301
    for _ in range(10):
        await identity.subject()
    assert identity.asked == 2


async def test_an_identity_that_hangs_holds_up_one_call(identity: Identity) -> None:
    await identity.subject()
    identity.now += 301
    identity.slow = 3600
    held_up = asyncio.create_task(identity.subject())
    await asyncio.sleep(0)
    assert await asyncio.wait_for(identity.subject(), 1) == "p1"
    assert not held_up.done()
    held_up.cancel()


async def test_without_any_keys_an_outage_shows(identity: Identity) -> None:
    identity.away = True
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await identity.subject()
    identity.away = False
    assert await identity.subject() == "p1"


async def test_a_key_that_is_not_known_shows_the_outage(identity: Identity) -> None:
    await identity.subject()
    identity.away = True
    identity.now += 3
    with pytest.raises(ConnectionError):
        await identity.subject(NEW)
    assert await identity.subject() == "p1"
