"""One question for many, no answer older than it may be, and no failure that is kept."""

from __future__ import annotations

import asyncio

import pytest

from passeport_gateway.usecases.shared_answer import SharedAnswer


class Source:
    """Answers with a number that rises, once it is let; says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.open = asyncio.Event()
        self.down = False
        self.now = 0.0
        self.shared = SharedAnswer(self._answer, 60.0, lambda: self.now)

    async def _answer(self) -> int:
        self.asked += 1
        number = self.asked
        await self.open.wait()
        if self.down:
            raise ConnectionError
        return number


async def test_those_who_come_at_once_share_one_question() -> None:
    source = Source()
    waiting = [asyncio.create_task(source.shared.get()) for _ in range(20)]
    await asyncio.sleep(0)
    source.open.set()
    assert await asyncio.gather(*waiting) == [1] * 20
    assert await source.shared.get() == 1


async def test_an_answer_is_as_old_as_its_question_and_never_older_than_it_may_be() -> None:
    source = Source()
    first = asyncio.create_task(source.shared.get())
    await asyncio.sleep(0)
    source.now = 50.0
    source.open.set()
    assert await first == 1
    source.now = 59.9
    assert await source.shared.get() == 1
    source.now = 60.0
    assert await source.shared.get() == 2


async def test_a_failure_is_told_to_all_who_wait_and_hides_nothing_old() -> None:
    source = Source()
    source.open.set()
    assert await source.shared.get() == 1
    source.now, source.down = 60.0, True
    told = await asyncio.gather(source.shared.get(), source.shared.get(), return_exceptions=True)
    assert [type(one) for one in told] == [ConnectionError, ConnectionError]
    with pytest.raises(ConnectionError):
        await source.shared.get()
    source.down = False
    assert await source.shared.get() == source.asked == 4


async def test_who_asks_may_leave_while_others_wait() -> None:
    source = Source()
    first, second = (asyncio.create_task(source.shared.get()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    source.open.set()
    assert await second == 1
    assert source.asked == 1
