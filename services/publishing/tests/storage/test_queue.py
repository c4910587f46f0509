"""The line of publications on a real PostgreSQL: each is published once or not at all, in turn, of what was read."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from kept import make
from lines import OTHER, PERSON, ROW, House, wanted
from passeport_chassis.ids import new_id
from passeport_publishing.domain.persons import Fact, HolderNews
from passeport_publishing.domain.photo import Photo
from passeport_publishing.domain.queued import (
    MOST_ATTEMPTS,
    MOST_OF_HOLDER,
    QueuedState,
)
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.errors import (
    AlreadyPublished,
    FieldInvalid,
    PublicationNotFound,
    PublicationQueued,
    QueueFull,
    RenderingBusy,
    RequestIdReused,
)
from passeport_publishing.storage import tables
from passeport_testing.postgres import Database
from samples import NOW, SAMPLE_ITEMS


async def test_it_is_published_under_the_name_that_was_told_of_what_was_read_then(house: House) -> None:
    async with house.open_work() as work:
        await work.photos.put(PERSON, Photo(b"jpeg", 1, 1, NOW))
        await work.commit()
    queued = await house.put(PERSON, wanted())
    assert (queued.state, queued.title, queued.failure) == (QueuedState.PENDING, "CV", "")
    assert await house.put(PERSON, wanted()) == queued
    with pytest.raises(RequestIdReused):
        await house.put(PERSON, wanted(title="Autre"))
    with pytest.raises(PublicationQueued) as refused:
        await house.directly(PERSON, wanted())
    assert refused.value.metadata["id"] == str(queued.id)
    assert await house.keep.waiting(PERSON) == [queued]
    reads = house.passport.reads
    assert await house.publish(await house.taken()) == ""
    assert house.passport.reads == reads == 1
    assert house.press.photos == [b"jpeg"]
    assert await house.published() == [queued.id]
    (ended,) = await house.keep.outcomes(PERSON, NOW)
    assert (ended.id, ended.publication_id, ended.state) == (queued.id, queued.id, QueuedState.PUBLISHED)
    assert await house.keep.outcomes(PERSON, NOW + timedelta(seconds=1)) == []
    assert await house.keep.waiting(PERSON) == []
    # The same request is answered by what came of it, whichever way it comes.
    assert (await house.directly(PERSON, wanted())).id == queued.id
    assert await house.put(PERSON, wanted()) == ended
    async with house.engine.connect() as connection:
        row = (await connection.execute(sa.select(ROW))).one()
        actions = set(await connection.scalars(sa.select(tables.access.c.action)))
    assert (row.snapshot, row.photo) == (None, None)
    assert {"publishing.publication.queue", "publishing.publication.create"} <= actions


async def test_what_was_published_directly_is_not_put_in_line(house: House) -> None:
    made = await house.directly(PERSON, wanted())
    told = await house.put(PERSON, wanted())
    assert (told.state, told.publication_id) == (QueuedState.PUBLISHED, made.id)
    assert await house.publish.take() is None


async def test_who_asks_for_many_lets_others_go_first(house: House) -> None:
    mine = [await house.put(PERSON, wanted(str(number))) for number in range(3)]
    theirs = await house.put(OTHER, wanted())
    assert (await house.publish.line()).length == 4
    order = [(await house.taken()).id for _ in range(4)]
    assert order == [mine[0].id, theirs.id, mine[1].id, mine[2].id]
    assert await house.publish.take() is None


async def test_the_line_is_bounded_for_each_holder_and_in_all(house: House) -> None:
    for number in range(MOST_OF_HOLDER):
        await house.put(PERSON, wanted(str(number)))
    with pytest.raises(QueueFull) as refused:
        await house.put(PERSON, wanted("more"))
    assert (refused.value.metadata["of"], bool(refused.value.retry_after)) == ("holder", True)
    small = replace(house, most=MOST_OF_HOLDER)
    with pytest.raises(QueueFull) as refused:
        await small.put(OTHER, wanted())
    assert refused.value.metadata == {"of": "all", "most": str(MOST_OF_HOLDER)}
    # The same as before is no more of it.
    assert (await small.put(PERSON, wanted("0"))).state is QueuedState.PENDING
    await house.publish(await house.taken())
    await small.put(OTHER, wanted())


async def test_many_at_once_of_one_holder_are_no_more_than_he_may_have(house: House) -> None:
    told = await asyncio.gather(*(house.put(PERSON, wanted(str(n))) for n in range(8)), return_exceptions=True)
    assert sum(isinstance(one, QueueFull) for one in told) == 3
    assert (await house.publish.line()).length == MOST_OF_HOLDER


async def test_a_lease_that_lapsed_publishes_nothing(house: House) -> None:
    queued = await house.put(PERSON, wanted())
    first = await house.taken()
    assert await house.publish.take() is None
    await house.let(due_at=sa.func.now())
    second = await house.taken()
    assert (second.id, second.attempts) == (first.id, 2)
    await asyncio.gather(house.publish(first), house.publish(second))
    assert await house.published() == [queued.id]
    assert len(house.press.made) == 2


async def test_a_process_killed_in_the_middle_leaves_it_to_the_next(house: House, database: Database) -> None:
    queued = await house.put(PERSON, wanted())
    program = (str(Path(__file__).with_name("killed_in_the_middle.py")), database.app_url)
    process = await asyncio.create_subprocess_exec(sys.executable, *program, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"kept, not committed\n"
    process.kill()
    await process.wait()
    assert await house.published() == []
    assert await house.state(queued) == ("pending", "")
    assert await house.publish.take() is None, "its lease lasts for a while"
    await house.let(due_at=sa.func.now())
    assert await house.publish(await house.taken()) == ""
    assert await house.published() == [queued.id]


async def test_what_a_source_changed_meanwhile_is_read_again_when_its_holder_says_so(house: House) -> None:
    queued = await house.put(PERSON, wanted())
    was = SAMPLE_ITEMS[0].provenance
    async with house.open_work() as work:
        await work.sources.note(was.record_id, Version(was.revision_number + 1, was.changed_at))
        await work.commit()
    assert await house.publish(await house.taken()) == "ENTRIES_CHANGED"
    assert await house.state(queued) == ("failed", "ENTRIES_CHANGED")
    assert await house.published() == []
    with pytest.raises(PublicationQueued):
        await house.directly(PERSON, wanted())
    house.passport.entries[was.record_id] = replace(
        SAMPLE_ITEMS[0], provenance=replace(was, revision_number=was.revision_number + 1)
    )
    again = await asyncio.gather(house.put.again(PERSON, queued.id), house.put.again(PERSON, queued.id))
    assert {(one.id, one.state) for one in again} == {(queued.id, QueuedState.PENDING)}
    assert await house.publish(await house.taken()) == ""
    assert await house.published() == [queued.id]
    for late in (house.put.again, house.keep.remove):
        with pytest.raises(AlreadyPublished):
            await late(PERSON, queued.id)


async def test_of_who_is_away_by_then_nothing_is_published(house: House) -> None:
    queued = await house.put(PERSON, wanted())
    for closed in (True, False):
        async with house.open_work() as work:
            await work.persons.note(HolderNews(PERSON, Fact.CLOSED, holds=closed, revision=2 - closed))
            await work.commit()
        if closed:
            assert await house.publish(await house.taken()) == "HOLDER_AWAY"
            assert (await house.state(queued), await house.published()) == (("failed", "HOLDER_AWAY"), [])
    await house.put.again(PERSON, queued.id)
    assert await house.publish(await house.taken()) == ""
    assert await house.published() == [queued.id]


async def test_what_may_pass_is_tried_again_and_in_the_end_said(house: House) -> None:
    queued = await house.put(PERSON, wanted())
    house.press.fail_with = RenderingBusy()
    for attempt in range(1, MOST_ATTEMPTS):
        turn = await house.taken()
        assert (turn.attempts, await house.publish(turn)) == (attempt, "")
        assert await house.publish.take() is None, "it is put off"
        await house.let(due_at=sa.func.now())
    assert await house.publish(await house.taken()) == "RENDERING_BUSY"
    assert await house.state(queued) == ("failed", "RENDERING_BUSY")


async def test_what_cannot_be_made_fails(house: House) -> None:
    refused, waited, deadly = [await house.put(PERSON, wanted(str(n))) for n in range(3)]
    house.press.fail_with = FieldInvalid("the document cannot be printed")
    assert await house.publish(await house.taken()) == "FIELD_INVALID"
    await house.let(queued_at=sa.func.now() - timedelta(minutes=31))
    assert await house.publish(await house.taken()) == "WAITED_TOO_LONG"
    await house.let(queued_at=sa.func.now(), attempts=MOST_ATTEMPTS)
    assert await house.publish(await house.taken()) == "DOCUMENT_NOT_MADE"
    assert [(await house.state(one))[0] for one in (refused, waited, deadly)] == ["failed"] * 3
    assert len(await house.keep.waiting(PERSON)) == 3
    await house.keep.remove(PERSON, refused.id)
    assert len(await house.keep.waiting(PERSON)) == 2


async def test_what_its_holder_takes_out_of_line_is_not_published(house: House) -> None:
    queued = await house.put(PERSON, wanted())
    with pytest.raises(PublicationNotFound):
        await house.keep.remove(OTHER, queued.id)
    with pytest.raises(PublicationNotFound):
        await house.keep.get(OTHER, queued.id)
    turn = await house.taken()
    await house.keep.remove(PERSON, queued.id)
    assert await house.publish(turn) == ""
    assert await house.published() == []
    with pytest.raises(PublicationNotFound):
        await house.keep.get(PERSON, queued.id)
    assert (await house.directly(PERSON, wanted())).id != queued.id


async def test_code_that_knows_no_line_may_publish_the_same_request(house: House) -> None:
    queued = await house.put(PERSON, wanted())
    other = make(PERSON, request_id="r-1")
    async with house.open_work() as work:
        await work.publications.add(other)
        await work.commit()
    assert await house.publish(await house.taken()) == ""
    found = await house.keep.get(PERSON, queued.id)
    assert (found.state, found.publication_id) == (QueuedState.PUBLISHED, other.publication.id)
    assert await house.published() == [other.publication.id]


async def test_forgetting_a_person_waits_for_what_is_being_published(house: House, owner_engine: AsyncEngine) -> None:
    await house.put(PERSON, wanted())
    turn = await house.taken()
    made = make(PERSON, request_id="r-1")
    waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    async def forget() -> None:
        async with owner_engine.begin() as connection:
            await connection.execute(sa.insert(tables.expired_person).values(person_id=PERSON, expired_at=NOW))
            await connection.execute(sa.text("SELECT forget_expired(:persons)"), {"persons": [PERSON]})

    async with asyncio.timeout(10), house.open_work() as work, owner_engine.connect() as looking:
        await work.publications.add(made)
        assert await work.queue.end(turn, NOW, new_id(), publication_id=made.publication.id)
        forgetting = asyncio.create_task(forget())
        while not await looking.scalar(waits):  # noqa: ASYNC110 - only PostgreSQL knows who waits for whom
            await asyncio.sleep(0.01)
        await work.commit()
        await forgetting
    assert await house.published() == []
    async with house.engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(ROW)) == 0
