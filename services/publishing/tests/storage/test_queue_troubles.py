"""What goes wrong in the line of publications, on a real PostgreSQL: it ends nobody else's turn, and is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from fakes import Clock, Passport
from lines import OTHER, PERSON, ROW, House, wanted
from passeport_publishing.domain.photo import Developed, Photo
from passeport_publishing.domain.queued import MOST_ATTEMPTS, QueuedState
from passeport_publishing.domain.snapshot import Item
from passeport_publishing.errors import TimestampUnavailable
from passeport_publishing.storage import tables
from passeport_publishing.usecases.keep_photo import KeepPhoto
from samples import NOW


class NoDarkroom:
    async def develop(self, image: bytes) -> Developed:
        raise AssertionError("nobody brings a photo")


@pytest.mark.parametrize(
    "unknown", [{"model": {"kind": "of the next release", "language": "fr"}}, {"snapshot": {"holder": {}}}]
)
async def test_one_that_cannot_be_read_lets_the_others_go_on_and_is_told_in_the_end(
    house: House, unknown: dict[str, object]
) -> None:
    odd = await house.put(PERSON, wanted())
    await house.let(**unknown)
    other = await house.put(OTHER, wanted())
    assert await house.publish(await house.taken()) == "", "another release may read it"
    assert await house.publish(await house.taken()) == ""
    assert await house.published(OTHER) == [other.id]
    assert await house.state(odd) == ("pending", "")
    for _ in range(MOST_ATTEMPTS):
        await house.let(due_at=sa.func.now())
        assert await house.publish(await house.taken()) == ""
    await house.let(due_at=sa.func.now(), queued_at=sa.func.now() - timedelta(minutes=31))
    assert await house.publish(await house.taken()) == "DOCUMENT_NOT_MADE"
    assert await house.state(odd) == ("failed", "DOCUMENT_NOT_MADE")
    await house.keep.remove(PERSON, odd.id)
    assert await house.keep.waiting(PERSON) == []


async def test_what_is_out_of_order_elsewhere_is_waited_for_as_long_as_the_line_may_wait(house: House) -> None:
    queued = await house.put(PERSON, wanted())
    house.press.fail_with = TimestampUnavailable()
    for _ in range(MOST_ATTEMPTS + 1):
        assert await house.publish(await house.taken()) == ""
        assert await house.publish.take() is None, "it is put off"
        await house.let(due_at=sa.func.now())
    await house.let(queued_at=sa.func.now() - timedelta(minutes=29, seconds=30))
    assert await house.publish(await house.taken()) == "TIMESTAMP_UNAVAILABLE"
    assert await house.state(queued) == ("failed", "TIMESTAMP_UNAVAILABLE")


async def test_a_photo_that_is_deleted_is_deleted_in_the_line_as_well(house: House) -> None:
    async with house.open_work() as work:
        await work.photos.put(PERSON, Photo(b"jpeg", 1, 1, NOW))
        await work.commit()
    queued = await house.put(PERSON, wanted())
    turn = await house.taken()
    await KeepPhoto(house.open_work, NoDarkroom(), Clock()).delete(PERSON)
    # Who has it in hand does not publish it: the next does, without.
    assert await house.publish(turn) == ""
    assert await house.published() == []
    async with house.engine.connect() as connection:
        assert await connection.scalar(sa.select(ROW.c.photo)) is None
    assert await house.publish(await house.taken()) == ""
    assert await house.published() == [queued.id]
    assert house.press.photos == [b"jpeg", None]


async def test_who_comes_too_late_with_a_request_is_told_what_became_of_it(house: House) -> None:
    first_time = True

    class Slow(Passport):
        """Whoever reads it takes so long that his claim lapses, and the same request is put in line by another."""

        async def items(self, record_ids: Sequence[UUID]) -> tuple[Item, ...]:
            nonlocal first_time
            if first_time:
                first_time = False
                aged = sa.func.now() - timedelta(seconds=11)
                async with house.engine.begin() as connection:
                    await connection.execute(sa.update(tables.request_claim).values(claimed_at=aged))
                self.others = await house.put(PERSON, wanted())
            return await Passport.items(self, record_ids)

    slow = Slow(house.passport.entries)
    house.read_by(slow)
    queued = await house.put(PERSON, wanted())
    assert (queued, queued.state) == (slow.others, QueuedState.PENDING)
    assert (await house.publish.line()).length == 1
