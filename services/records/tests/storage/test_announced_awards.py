"""Awards that came before their certification was on the list for prevention: told once more, on PostgreSQL."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport.records.v1 import events_pb2
from passeport_records.domain.batch import Feed
from passeport_records.domain.operator import Operator
from passeport_records.messaging.events import ENTRY_REGISTERED
from passeport_records.referentials.domain.terms import Scheme, Term
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases import announce_awards as module
from passeport_records.usecases.announce_awards import Place, announce_awards
from referential_support import import_terms
from samples import NAME, TITULAIRE, certification, flux, passage
from support import CERTIFIER, clock

OPERATOR = Operator("announce-awards", "a.martin", "Nouvelle liste")


async def told(engine: AsyncEngine) -> list[events_pb2.EntryRegistered]:
    """Every event of an entry that entered a passport, in their order."""
    query = sa.select(tables.outbox.c.data).where(tables.outbox.c.type == ENTRY_REGISTERED).order_by(tables.outbox.c.id)
    async with engine.connect() as connection:
        return [events_pb2.EntryRegistered.FromString(data) for data in await connection.scalars(query)]


async def test_awards_that_stand_and_are_on_the_list_are_told_again_and_marked(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    persons = KnownPersons()
    for number in range(4):
        persons.by_name[f"NOM{number}"] = persons.add(f"28104441090{number}")
    tools = tools_of(open_feed_work, persons)
    holders = [TITULAIRE.replace("Fontanel", f"Nom{number}") for number in range(4)]
    listed = [passage(f"S-{number}", holder=holder) for number, holder in enumerate(holders)]
    other = certification(passage("X-1"), code="RS7256")
    await send_and_process(
        tools, CERTIFIER, Feed.CERTIFICATIONS, flux(certification(*listed, code="RS7000"), other), "1"
    )
    gone = flux(certification(listed[0], code="RS7000"), action="SUPPRESSION")
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, gone, "2")
    before = await told(engine)
    assert await announce_awards(open_feed_work, clock, OPERATOR) == 0
    await import_terms(engine, Term(scheme=Scheme.PREVENTION, code="RS7000", label="CACES"))
    counts: list[int] = []
    places: list[Place] = []

    def so_far(count: int, place: Place) -> None:
        counts.append(count)
        places.append(place)

    # Broken off after one, and gone on with from there.
    assert await announce_awards(open_feed_work, clock, OPERATOR, so_far, most=1) == 1
    assert await announce_awards(open_feed_work, clock, OPERATOR, so_far, after=places[0]) == 2
    assert counts == [1, 2]
    again = (await told(engine))[len(before) :]
    known = {event.entry_id: event for event in before}
    assert {event.person_id for event in again} == {str(persons.by_name[f"NOM{number}"]) for number in (1, 2, 3)}
    for event in again:
        first = known[event.entry_id]
        assert (event.revision, event.award_code, event.prevention) == (first.revision, "RS7000", True)
        assert not first.prevention
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        access = tables.access.c
        query = sa.select(access.actor, access.actor_id).where(access.action == "records.entry.announced")
        seen = list(await connection.execute(query))
        acts = list(await connection.execute(sa.select(tables.operator_act.c.reason)))
    assert [tuple(row) for row in seen] == [("system", "announce-awards:a.martin")] * 3
    assert [row.reason for row in acts] == ["Nouvelle liste"] * 3
    assert NAME not in str(again)
