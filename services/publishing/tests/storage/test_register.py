"""The register on a real PostgreSQL: whole or not at all, once per request, and no change of a source missed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from kept import PERSON, keep, make
from passeport_chassis.access import by_holder
from passeport_chassis.db import keep_house
from passeport_publishing.domain.events import PublicationPublished
from passeport_publishing.domain.publication import KeptDocument, Position, Publication, RevocationReason, State
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.domain.status import Purpose, TokenStatus
from passeport_publishing.storage import tables
from passeport_publishing.storage.retentions import RETENTIONS
from passeport_publishing.storage.status_lists import SqlStatusLists
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.ports import IndexTaken, RequestTaken
from samples import NOW, SAMPLE_ITEMS

RECORD = SAMPLE_ITEMS[0].provenance
NEXT = Version(RECORD.revision_number + 1, RECORD.changed_at + timedelta(microseconds=1))


async def test_what_is_kept_is_read_back(open_work: UnitsOfWork) -> None:
    made = make()
    await keep(open_work, made)
    mine = made.publication
    async with open_work() as work:
        register = work.publications
        assert await register.of_request(PERSON, "r-1") == (mine, b"print")
        assert await register.get(PERSON, mine.id) == mine
        assert await register.document(PERSON, mine.id) == KeptDocument(
            mine.id, made.document.sha256, made.document.pdf, made.document.kind
        )
        assert await register.credential(PERSON, mine.id) == "a.b.c"
        for found in (await register.registered(mine.id), await register.behind_code(mine.code)):
            assert found is not None
            assert (found.publication, found.snapshot, found.credential) == (mine, made.snapshot, "a.b.c")
        assert await register.registered_of(PERSON, mine.id) == found


async def test_another_person_finds_nothing(open_work: UnitsOfWork) -> None:
    made = make()
    await keep(open_work, made)
    stranger = uuid4()
    async with open_work() as work:
        register = work.publications
        assert await register.get(stranger, made.publication.id) is None
        assert await register.document(stranger, made.publication.id) is None
        assert await register.credential(stranger, made.publication.id) is None
        assert await register.registered_of(stranger, made.publication.id) is None
        assert await register.of_request(stranger, "r-1") is None
        assert (await register.page(stranger, 10, None)).publications == ()
        assert await register.registered(uuid4()) is None
        assert await register.behind_code("0" * 16) is None


async def test_without_commit_nothing_remains(open_work: UnitsOfWork, engine: AsyncEngine) -> None:
    made = make()
    async with open_work() as work:
        await work.publications.add(made)
        await work.accesses.record(by_holder(PERSON, NOW, "x", "y"))
        await work.keys.remember({"kid": "k"})
        work.emit(PublicationPublished(made.publication.id, PERSON, NOW))
    async with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            assert await connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0, table.name


async def test_a_request_is_taken_once_even_at_the_same_time(open_work: UnitsOfWork) -> None:
    async def publish(index: int) -> str:
        try:
            await keep(open_work, make(index=index))
        except RequestTaken:
            return "taken"
        return "kept"

    outcomes = await asyncio.gather(*(publish(index) for index in range(6)))
    assert sorted(outcomes) == ["kept"] + ["taken"] * 5
    async with open_work() as work:
        assert len((await work.publications.page(PERSON, 10, None)).publications) == 1


async def test_a_place_in_a_list_is_taken_once(open_work: UnitsOfWork) -> None:
    await keep(open_work, make())
    with pytest.raises(IndexTaken):
        await keep(open_work, make(request_id="r-2"))
    twin = make(request_id="r-3", index=6)
    async with open_work() as work:
        first = await work.publications.of_request(PERSON, "r-1")
    assert first is not None
    with pytest.raises(IndexTaken):
        await keep(open_work, replace(twin, publication=replace(twin.publication, code=first[0].code)))


async def test_pages_go_from_the_newest_to_the_oldest(open_work: UnitsOfWork) -> None:
    several = [make(request_id=str(day), index=day, days=day) for day in range(5)]
    await keep(open_work, *several)
    seen: list[Publication] = []
    after: Position | None = None
    async with open_work() as work:
        for _ in range(3):
            page = await work.publications.page(PERSON, 2, after)
            seen += page.publications
            after = page.next
    assert seen == [made.publication for made in reversed(several)]
    assert after is None


async def test_a_change_finds_those_who_show_the_record_as_it_was(open_work: UnitsOfWork) -> None:
    made = make()
    await keep(open_work, made)
    async with open_work() as work:
        assert await work.publications.holding(RECORD.record_id, RECORD.version) == []
        assert await work.publications.holding(uuid4(), NEXT) == []
        (found,) = await work.publications.holding(RECORD.record_id, NEXT)
        assert found == made.publication
        await work.publications.save(found.supersede(RECORD.record_id, NOW))
        await work.commit()
    async with open_work() as work:
        now = await work.publications.get(PERSON, made.publication.id)
    assert now == made.publication.supersede(RECORD.record_id, NOW)


@pytest.mark.parametrize("apart", [timedelta(hours=-1), timedelta(0), timedelta(hours=1)])
async def test_revisions_decide_whatever_the_clocks_of_two_hosts_say(open_work: UnitsOfWork, apart: timedelta) -> None:
    made = make()
    await keep(open_work, made)
    at = RECORD.changed_at + apart
    async with open_work() as work:
        assert await work.publications.holding(RECORD.record_id, Version(RECORD.revision_number, at)) == []
        assert await work.publications.holding(RECORD.record_id, Version(RECORD.revision_number + 1, at)) == [
            made.publication
        ]


async def test_where_no_revision_was_told_the_moments_decide(open_work: UnitsOfWork, owner_engine: AsyncEngine) -> None:
    made = make()
    await keep(open_work, made)
    before, after = (RECORD.changed_at + timedelta(microseconds=each) for each in (0, 1))
    async with open_work() as work:
        assert await work.publications.holding(RECORD.record_id, Version(0, before)) == []
        assert len(await work.publications.holding(RECORD.record_id, Version(0, after))) == 1
    async with owner_engine.begin() as connection:
        await connection.execute(sa.update(tables.source).values(revision=None))
    async with open_work() as work:
        assert await work.publications.holding(RECORD.record_id, Version(9, before)) == []
        assert len(await work.publications.holding(RECORD.record_id, Version(9, after))) == 1


async def test_publishing_and_hearing_of_a_change_take_turns(open_work: UnitsOfWork) -> None:
    order: list[str] = []

    async def publish() -> None:
        async with open_work() as work:
            await work.sources.lock([uuid4(), RECORD.record_id])
            order.append("publishing")
            await asyncio.sleep(0.2)
            await work.publications.add(make())
            order.append("published")
            await work.commit()

    async def hear() -> int:
        await asyncio.sleep(0.05)
        async with open_work() as work:
            await work.sources.lock([RECORD.record_id])
            order.append("heard")
            await work.sources.note(RECORD.record_id, NEXT)
            found = await work.publications.holding(RECORD.record_id, NEXT)
            await work.commit()
        return len(found)

    _, found = await asyncio.gather(publish(), hear())
    assert order == ["publishing", "published", "heard"]
    assert found == 1


async def test_the_latest_change_is_remembered(open_work: UnitsOfWork) -> None:
    record, other = uuid4(), uuid4()
    async with open_work() as work:
        await work.sources.note(record, Version(2, NOW))
        await work.sources.note(record, Version(1, NOW - timedelta(days=1)))
        assert await work.sources.lately([record, other]) == {record: Version(2, NOW)}
        await work.sources.note(record, Version(3, NOW - timedelta(days=1)))
        assert await work.sources.lately([record]) == {record: Version(3, NOW)}
        await work.sources.note(record, Version(0, NOW + timedelta(days=1)))
        assert await work.sources.lately([record]) == {record: Version(3, NOW + timedelta(days=1))}
        await work.sources.note(other, Version(0, NOW))
        assert await work.sources.lately([other]) == {other: Version(0, NOW)}


async def test_the_house_is_kept(open_work: UnitsOfWork, engine: AsyncEngine) -> None:
    old, new = uuid4(), uuid4()
    async with open_work() as work:
        await work.sources.note(old, Version(1, NOW))
        await work.sources.note(new, Version(1, NOW))
        await work.commit()
    async with engine.begin() as connection:
        aged = sa.update(tables.source_change).where(tables.source_change.c.record_id == old)
        await connection.execute(aged.values(heard_at=sa.func.now() - timedelta(hours=2)))
    stop = asyncio.Event()
    keeping = asyncio.create_task(keep_house(engine, RETENTIONS, stop))
    async with asyncio.timeout(10), open_work() as work:
        while old in await work.sources.lately([old, new]):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        assert await work.sources.lately([new]) == {new: Version(1, NOW)}
    stop.set()
    await keeping


async def test_bits_follow_the_states(open_work: UnitsOfWork) -> None:
    several = [make(request_id=str(number), index=number) for number in range(4)]
    await keep(open_work, *several)
    _, superseded, withdrawn, both = (made.publication for made in several)
    async with open_work() as work:
        await work.publications.save(superseded.supersede(RECORD.record_id, NOW))
        await work.publications.save(withdrawn.withdraw(NOW))
        await work.publications.save(both.supersede(RECORD.record_id, NOW).withdraw(NOW))
        await work.commit()
    async with open_work() as work:
        lists = work.status_lists
        assert sorted(await lists.set_indices("refresh-1", Purpose.REFRESH)) == [1, 3]
        assert sorted(await lists.set_indices("revocation-1", Purpose.REVOCATION)) == [2, 3]
        told = await lists.token_statuses("revocation-1")
        assert {status: sorted(indices) for status, indices in told.items()} == {
            TokenStatus.SUPERSEDED: [1],
            TokenStatus.WITHDRAWN: [2, 3],
        }
        assert await lists.token_statuses("revocation-2") == {}
        assert await lists.revocation_lists() == ["revocation-1"]
        # The same, of one place; a place that nobody has is as valid as in the list.
        said = [(await lists.status_at("revocation-1", index)).name for index in (0, 1, 2, 3, 4)]
        assert said == ["VALID", "SUPERSEDED", "WITHDRAWN", "WITHDRAWN", "VALID"]
        assert await lists.status_at("refresh-1", 1) is TokenStatus.SUPERSEDED
        assert await lists.entries_of(both.id) == list(several[3].status)
        assert await lists.entries_of(uuid4()) == []
        opened = await lists.opened("refresh-1")
        assert opened is not None
        assert opened[0] is Purpose.REFRESH
        assert await lists.set_indices("refresh-2", Purpose.REFRESH) == []
        for nothing in ("nothing", "refresh-9", "refresh-1\0", "\ud800"):
            assert await lists.opened(nothing) is None


async def test_lists_of_former_days_are_made_of_what_was_then(
    open_work: UnitsOfWork, owner_engine: AsyncEngine
) -> None:
    made = make()
    await keep(open_work, made)
    published = made.publication
    day = [NOW + timedelta(days=number) for number in range(5)]
    states = [
        superseded := published.supersede(RECORD.record_id, day[1]),
        withdrawn := superseded.withdraw(day[2]),
        withdrawn.revoke(RevocationReason.FRAUD, day[3]),
    ]
    for state in states:
        async with open_work() as work:
            await work.publications.save(state)
            await work.commit()
            assert await work.publications.get(PERSON, published.id) == state

    async def told(at: datetime | None) -> tuple[object, ...]:
        async with open_work() as work:
            lists = work.status_lists
            statuses = await lists.token_statuses("revocation-1", at)
            return (
                await lists.set_indices("refresh-1", Purpose.REFRESH, at),
                await lists.set_indices("revocation-1", Purpose.REVOCATION, at),
                {status.name: indices for status, indices in statuses.items()},
            )

    of_days = [
        ([], [], {}),
        ([5], [], {"SUPERSEDED": [5]}),
        ([5], [5], {"WITHDRAWN": [5]}),
        ([5], [5], {"REVOKED": [5]}),
        ([5], [5], {"REVOKED": [5]}),
    ]
    assert [await told(at) for at in day] == of_days
    assert await told(None) == of_days[-1]
    # What the code of before wrote has one moment, and what was forgotten before has none.
    older = sa.update(tables.publication).values(
        superseded_at=None, withdrawn_at=None, revoked_at=None, state_at=day[2]
    )
    async with owner_engine.begin() as connection:
        await connection.execute(older)
    assert [await told(at) for at in day[1:3]] == [([], [], {}), of_days[2]]
    async with open_work() as work:
        found = await work.publications.get(PERSON, published.id)
    assert found is not None
    assert (found.state, found.withdrawn_at) == (State.WITHDRAWN, day[2])


async def test_a_half_full_list_is_followed_by_another(open_work: UnitsOfWork, engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        lists = SqlStatusLists(connection, capacity=2)
        assert [entry.list_id for entry in await lists.free_entries()] == ["refresh-1", "revocation-1"]
        await keep(open_work, make(), make(request_id="r-2", index=6))
        entry, _ = await lists.free_entries()
        assert (entry.list_id, entry.purpose) == ("refresh-2", Purpose.REFRESH)
        assert 0 <= entry.index < 131_072


async def test_nobody_counts_the_places_of_a_list(open_work: UnitsOfWork, engine: AsyncEngine) -> None:
    several = [make(request_id=str(number), index=number) for number in range(6)]
    await asyncio.gather(*(keep(open_work, made) for made in several))
    async with open_work() as work:
        await work.publications.add(make(request_id="rolled back", index=99))
    said: list[str] = []

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        async with engine.connect() as connection:
            await SqlStatusLists(connection).free_entries()
            counted = sa.select(tables.status_list.c.id, tables.status_list.c.taken).order_by(tables.status_list.c.id)
            assert [tuple(row) for row in await connection.execute(counted)] == [("refresh-1", 6), ("revocation-1", 6)]
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert "count(" not in " ".join(said)


async def test_a_drawn_place_is_free(
    open_work: UnitsOfWork, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(open_work, make(index=5), make(request_id="r-2", index=6))
    drawn = iter([[5, 6, 7], [6, 5, 9], [5, 6, 7], [5, 6]])
    monkeypatch.setattr("passeport_publishing.storage.status_lists.draw_indices", lambda count: next(drawn))
    async with engine.connect() as connection:
        assert [entry.index for entry in await SqlStatusLists(connection).free_entries()] == [7, 9]
        with pytest.raises(IndexTaken):
            await SqlStatusLists(connection).free_entries()


async def test_keys_are_kept_newest_first(open_work: UnitsOfWork) -> None:
    for kid in ("old", "new", "old"):
        async with open_work() as work:
            await work.keys.remember({"kid": kid, "x": kid})
            await work.commit()
    async with open_work() as work:
        assert [key["kid"] for key in await work.keys.all()] == ["new", "old"]
        assert await work.keys.find("old") == {"kid": "old", "x": "old"}
        for unknown in ("none", "", "old\0", "\0", "old ", "\ud800", "o" * 129, "été"):
            assert await work.keys.find(unknown) is None


async def test_lists_never_read_the_artefacts(open_work: UnitsOfWork, engine: AsyncEngine) -> None:
    await keep(open_work, make())
    said: list[str] = []

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        async with open_work() as work:
            await work.publications.page(PERSON, 10, None)
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert len([statement for statement in said if "publication" in statement]) == 1
    assert "content" not in " ".join(said)
