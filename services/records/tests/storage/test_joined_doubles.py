"""One job of two persons who are one by now is offered for joining once, by the entry that is listed."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Feed
from passeport_records.domain.entry import Content, Kind
from passeport_records.domain.joining import Decision
from passeport_records.storage import tables
from passeport_records.storage.doubles import hidden_doubles
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.create_entry import create_entry
from passeport_records.usecases.join_entries import decide_offer, list_offers
from rollback_support import passport
from samples import NIR, Lines, contract, lot, message, person, renamed
from support import DSN_SENDER, NOW, clock

FORMER = "2810444109055"


async def test_a_job_of_merged_persons_is_offered_once_and_what_was_decided_of_either_counts_for_both(
    owner_engine: AsyncEngine, open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork
) -> None:
    persons = KnownPersons()
    stays, gone = persons.claire, persons.add(FORMER)
    tools = tools_of(open_feed_work, persons)

    async def told(nir: str, month: str) -> None:
        content = lot(message(person(nir), contract(), month=month))
        await send_and_process(tools, DSN_SENDER, Feed.DSN, content, f"{nir}.{month}")

    async def offered() -> dict[Decision, set[UUID]]:
        found = {}
        for state in Decision:
            offers = await list_offers(open_work, clock, person_id=stays, wanted=state)
            found[state] = {offer.guaranteed.id for offer in offers}
        return found

    async def decided(guaranteed_id: UUID, decision: Decision) -> None:
        pair = {"declared_id": mine.id, "guaranteed_id": guaranteed_id}
        await decide_offer(open_work, clock, person_id=stays, decision=decision, **pair)

    async def listed() -> set[UUID]:
        return {entry.id for entry in await passport(open_work, persons)}

    await told(FORMER, "01092026")
    await told(NIR, "01102026")
    [present] = await passport(open_work, persons)
    job = Content(title="Développeuse", organisation=present.content.organisation, start=present.content.start)
    mine = await create_entry(open_work, clock, person_id=stays, request_id="r", kind=Kind.EMPLOYMENT, content=job)
    async with owner_engine.begin() as connection:
        merge = {"id": new_id(), "person_id": stays, "merged_person_id": gone, "merged_at": NOW}
        await connection.execute(sa.insert(tables.person_merge).values(merge))
    nothing: set[UUID] = set()
    assert await offered() == {Decision.OPEN: {present.id}, Decision.JOINED: nothing, Decision.REFUSED: nothing}
    await decided(present.id, Decision.JOINED)
    assert await listed() == {present.id}

    # The other one knows a later month by now: it is listed, and what was joined is joined to it.
    await told(FORMER, "01112026")
    [other] = await listed()
    assert other not in {present.id, mine.id}
    assert await offered() == {Decision.OPEN: nothing, Decision.JOINED: {other}, Decision.REFUSED: nothing}
    await decided(other, Decision.REFUSED)
    assert await listed() == {other, mine.id}
    assert await offered() == {Decision.OPEN: nothing, Decision.JOINED: nothing, Decision.REFUSED: {other}}

    # And they are two again, of whom each keeps what is his.
    async with owner_engine.begin() as connection:
        await connection.execute(sa.update(tables.person_merge).values(undone_at=NOW))
    assert await offered() == {Decision.OPEN: nothing, Decision.JOINED: nothing, Decision.REFUSED: {present.id}}


async def test_a_job_that_is_hidden_under_two_numbers_stands_behind_the_one_that_knows_most(
    engine: AsyncEngine, open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork
) -> None:
    persons = KnownPersons()
    stays, gone = persons.claire, persons.add(FORMER)
    tools = tools_of(open_feed_work, persons)

    async def told(nir: str, month: str, *blocks: Lines) -> None:
        await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(nir), *blocks, month=month)), month)

    # Under one person it is known that the number changed; under the other they are two jobs, of which one ended last.
    await told(NIR, "01082026", contract(r009="1"))
    await told(NIR, "01092026", contract(r009="2"), renamed(r014="1"))
    await told(FORMER, "01102026", contract(r009="2"))
    await told(FORMER, "01112026", contract(r009="1", r006="Cheffe"))
    [hidden] = await passport(open_work, persons)
    async with open_work(gone) as work:
        found = (await work.entries.page((), 100, None)).entries
    [most] = [entry.id for entry in found if entry.content.title == "Cheffe"]
    assert len(found) == 2
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        assert await hidden_doubles(connection, [stays, gone]) == {hidden.id: most}
