"""A status list is made once for all who ask, as often as it may change, and anyone may ask for anything."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

import jwt
import pytest

from fakes import Book, Clock, Memory, Passport, Press, publishing
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.request import read_request
from passeport_publishing.domain.status import Purpose, StatusEntry, TokenEntry, read_list_id, token_entry
from passeport_publishing.errors import StatusListNotFound
from passeport_publishing.usecases.get_status_list import GetStatusList, SignedList
from passeport_publishing.usecases.withdraw_publication import WithdrawPublication
from samples import SAMPLE_ITEMS
from workshop import Workshop

BITSTRING = "application/vc+jwt"


class SlowBook(Book):
    """Signs slowly, and notes where."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[threading.Thread] = []
        self.begun = threading.Event()
        self.fail = False
        self.seconds = 0.05
        self.done: list[str] = []

    def issue_status_list(self, list_id: str, purpose: Purpose, indices: Iterable[int], now: datetime) -> str:
        self.threads.append(threading.current_thread())
        self.begun.set()
        time.sleep(self.seconds)
        self.done.append(list_id)
        if self.fail:
            raise RuntimeError("no signature")
        return super().issue_status_list(list_id, purpose, indices, now)


class House:
    """The use case with its stand-ins."""

    def __init__(self) -> None:
        self.memory, self.clock, self.book = Memory(lists={"refresh-1": [7], "revocation-1": []}), Clock(), SlowBook()
        self.get = GetStatusList(self.memory, self.book, self.clock, timedelta(seconds=60))


@pytest.fixture
def house() -> House:
    return House()


async def test_a_list_of_awards_has_the_places_of_a_revocation_list_and_no_past(
    house: House, workshop: Workshop
) -> None:
    house.memory.lists["revocation-1"] = [3]
    assert await house.get("award-1-2") == SignedList("award-1-2:[3]", BITSTRING, 60)
    signed = GetStatusList(house.memory, house.book, house.clock, timedelta(seconds=60), workshop.badges)
    assert jwt.get_unverified_header((await signed("award-1-2")).token) == {
        "alg": "RS256",
        "typ": "vc+jwt",
        "cty": "vc",
        "kid": workshop.badges.public_jwk["kid"],
    }
    for wrong in (
        "award-2-1",
        "award-1",
        "award-1-0",
        "award-1-4",
        "award-1-301",
        "award-1-999",
        "award-1-1000",
        "award-0-1",
        "award-1-1-1",
    ):
        with pytest.raises(StatusListNotFound):
            await house.get(wrong)
    with pytest.raises(StatusListNotFound):
        await house.get("award-1-2", house.clock() - timedelta(minutes=1))


async def test_a_list_is_made_once_for_as_long_as_it_may_be_cached(house: House) -> None:
    assert await house.get("refresh-1") == SignedList("refresh-1:[7]", BITSTRING, 60)
    house.memory.lists["refresh-1"] = [7, 8]
    house.clock.advance(seconds=59.5)
    assert await house.get("refresh-1") == SignedList("refresh-1:[7]", BITSTRING, 1)
    assert len(house.book.threads) == 1
    house.clock.advance(seconds=0.5)
    assert await house.get("refresh-1") == SignedList("refresh-1:[7, 8]", BITSTRING, 60)
    house.clock.advance(hours=-1)
    assert (await house.get("refresh-1")).max_age == 60
    assert len(house.book.threads) == 3


async def test_all_who_ask_at_once_wait_for_one_making(house: House) -> None:
    several = await asyncio.gather(*(house.get("refresh-1") for _ in range(50)), house.get("revocation-1"))
    assert len(house.book.threads) == 2
    assert {each.token for each in several} == {"refresh-1:[7]", "revocation-1:[]"}


async def test_what_is_kept_and_made_at_once_is_bounded(house: House) -> None:
    several = [f"revocation-{number}" for number in range(1, 301)]
    house.memory.lists.update({list_id: [] for list_id in several})
    house.book.seconds = 0.001
    await house.get(several[0])
    asked = asyncio.gather(*(house.get(list_id) for list_id in several[1:250]))
    while not asked.done():
        await asyncio.sleep(0)
        assert len(house.memory.readings) - len(house.book.done) <= 4
    await house.get(several[0])
    makings = len(house.book.done)
    assert makings == 250
    for list_id in several[250:]:
        await house.get(list_id)
    # The one asked for again stayed, and those asked for once longest ago went.
    await house.get(several[0])
    assert len(house.book.done) == 300
    await house.get(several[1])
    assert len(house.book.done) == 301


async def test_the_event_loop_goes_on_while_a_list_is_packed_and_signed(house: House) -> None:
    await house.get("refresh-1")
    assert house.book.threads[0] is not threading.main_thread()


async def test_one_who_leaves_does_not_take_the_answer_of_the_others(house: House) -> None:
    first = asyncio.create_task(house.get("refresh-1"))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(house.get("refresh-1"))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).token == "refresh-1:[7]"
    assert len(house.book.threads) == 1


async def test_a_failure_is_not_kept(house: House) -> None:
    house.book.fail = True
    with pytest.raises(RuntimeError):
        await house.get("refresh-1")
    house.book.fail = False
    assert (await house.get("refresh-1")).token == "refresh-1:[7]"


async def test_a_withdrawal_is_in_the_next_list_of_the_same_process(house: House) -> None:
    passport = Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
    create = publishing(house.memory, passport, Press(), Book(), "u/{}".format, house.clock)
    ids = [str(record_id) for record_id in passport.entries]
    person = uuid4()
    wanted = read_request("r-1", SaidModel("CV", entry_ids=ids))
    made = await create(person, wanted)
    withdraw = WithdrawPublication(house.memory, house.clock, bit_was_set=house.get.forget)
    being_made = asyncio.create_task(house.get("revocation-1"))
    assert await asyncio.to_thread(house.book.begun.wait, 10)
    house.memory.lists["revocation-1"] = [3]
    await withdraw(person, made.id)
    # Also when the list of before was still being made.
    assert (await house.get("revocation-1")).token == "revocation-1:[3]"
    assert (await being_made).token == "revocation-1:[]"
    assert (await house.get("revocation-1")).token == "revocation-1:[3]"
    makings = len(house.book.threads)
    await withdraw(person, made.id)
    await house.get("revocation-1")
    assert len(house.book.threads) == makings


@pytest.mark.parametrize(
    "list_id",
    [
        *("", "refresh", "refresh-", "refresh-0", "refresh-01", "refresh-1\n", "refresh-1\0", "\0", "refresh--1"),
        *(
            "suspension-1",
            "Refresh-1",
            "token",
            "token-0",
            "token-1\n",
            "refresh-1234567890",
            "refresh-١",
            "x" * 100_000,
            "refresh-\ud800",
        ),
    ],
)
async def test_what_no_list_can_be_called_is_not_looked_for(house: House, list_id: str) -> None:
    house.memory.lists[list_id] = [1]
    with pytest.raises(StatusListNotFound) as refused:
        await house.get(list_id)
    assert len(refused.value.metadata["id"]) <= 64
    assert house.memory.readings == []


async def test_a_list_that_is_not_open_yet_is_not_found_and_is_once_it_is(house: House) -> None:
    with pytest.raises(StatusListNotFound):
        await house.get("refresh-2")
    house.memory.lists["refresh-2"] = []
    assert (await house.get("refresh-2")).token == "refresh-2:[]"


def test_an_identifier_tells_the_purpose() -> None:
    assert [read_list_id(text) for text in ("refresh-1", "revocation-42")] == [Purpose.REFRESH, Purpose.REVOCATION]


async def test_a_token_list_has_the_places_of_the_revocation_list_of_its_number(house: House) -> None:
    house.memory.lists["revocation-1"] = [3]
    found = await house.get("token-1")
    assert found == SignedList("token-1:{'WITHDRAWN': [3]}:60", "application/statuslist+jwt", 60)
    with pytest.raises(StatusListNotFound):
        await house.get("token-2")
    several = (StatusEntry("refresh-7", Purpose.REFRESH, 1), StatusEntry("revocation-42", Purpose.REVOCATION, 9))
    assert token_entry(several) == TokenEntry("token-42", 9)


async def test_a_list_of_then_is_made_of_what_was_then(house: House) -> None:
    house.clock.advance(days=2)
    then = house.clock.now - timedelta(hours=3)
    assert await house.get("refresh-1", then) == SignedList("refresh-1:[7]", BITSTRING, 86_400)
    assert (await house.get("token-1", then)).media_type == "application/statuslist+jwt"
    # What is of a moment ago may still change.
    assert (await house.get("refresh-1", house.clock.now)).max_age == 0
    assert house.memory.moments == [then, then, house.clock.now]
    # It is not the list of now.
    assert (await house.get("refresh-1")).max_age == 60
    assert house.memory.moments[-1] is None
    for wrong in (house.clock.now + timedelta(seconds=1), house.clock.now - timedelta(days=30)):
        with pytest.raises(StatusListNotFound):
            await house.get("refresh-1", wrong)
