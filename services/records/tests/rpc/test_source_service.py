"""How far each source has got, over a real server and a real database; and what an operator measures of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import grpc.aio
import pytest
import sqlalchemy as sa
from google.type import date_pb2
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport.records.v1 import passport_service_pb2_grpc, source_service_pb2_grpc
from passeport.records.v1.source_service_pb2 import ListSourcesRequest, SourceFreshness
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.domain.batch import BatchState, Feed
from passeport_records.domain.entry import Kind
from passeport_records.settings import Settings
from passeport_records.storage import tables
from passeport_records.storage.backlog import measure_sources
from passeport_records.storage.batch_rows import write_batch
from passeport_records.storage.sources import SqlSources
from passeport_records.storage.unit_of_work import UnitsOfWork
from port_suite import put
from support import DSN_SENDER, batch, declared, guaranteed, holder_token, job

Stub = source_service_pb2_grpc.SourceServiceStub


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Something is expected of the DSN every 40 days."""
    return settings.model_copy(update={"feed_rhythms": "dsn=40"})


async def ended(engine: AsyncEngine, feed: Feed, days_ago: float, state: BatchState = BatchState.FINISHED) -> datetime:
    """A file that ended so many days ago."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    one = batch(feed=feed, sender=DSN_SENDER, state=state, created_at=at, finished_at=at, file_name=str(new_id()))
    async with engine.begin() as connection:
        await connection.execute(sa.insert(tables.batch).values(write_batch(one) | {"trace": {}}))
    return at


async def listed(gateway: grpc.aio.Channel) -> dict[str, SourceFreshness]:
    with use_caller_token(holder_token(new_id())):
        return {one.source: one for one in (await Stub(gateway).ListSources(ListSourcesRequest())).sources}


async def test_each_source_tells_when_its_last_file_ended(gateway: grpc.aio.Channel, engine: AsyncEngine) -> None:
    await ended(engine, Feed.DSN, 50)
    last = await ended(engine, Feed.DSN, 41)
    await ended(engine, Feed.DSN, 1, BatchState.FAILED)
    await ended(engine, Feed.CERTIFICATIONS, 400)
    found = await listed(gateway)
    assert list(found) == [feed.value for feed in Feed]
    assert found["dsn"].last_receive_time.ToDatetime(tzinfo=UTC) == last
    assert (found["dsn"].rhythm_days, found["dsn"].silent) == (40, True)
    assert (found["certifications"].rhythm_days, found["certifications"].silent) == (0, False)
    assert not found["diplomas"].HasField("last_receive_time")


async def test_an_operator_sees_who_fell_silent(engine: AsyncEngine) -> None:
    rhythms = {Feed.DSN: timedelta(days=40)}

    def measured(name: str) -> float | None:
        return REGISTRY.get_sample_value(f"records_source_{name}", {"source": "dsn"})

    at = await ended(engine, Feed.DSN, 41)
    await measure_sources(engine, rhythms)
    assert (measured("silent"), measured("last_received_timestamp_seconds")) == (1, at.timestamp())
    await ended(engine, Feed.DSN, 1)
    await measure_sources(engine, rhythms)
    assert measured("silent") == 0


async def test_it_is_asked_of_the_database_once_in_a_while(engine: AsyncEngine) -> None:
    kept, fresh = SqlSources(engine), SqlSources(engine, keep_seconds=0)
    assert await kept.last_received() == await fresh.last_received() == {}
    await ended(engine, Feed.DSN, 1)
    assert await kept.last_received() == {}
    assert set(await fresh.last_received()) == {Feed.DSN}


async def test_an_employment_tells_up_to_which_day_its_source_has_told_of_it(
    gateway: grpc.aio.Channel, engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    person_id = new_id()
    known = guaranteed(person_id, job(), Kind.EMPLOYMENT)
    gone_on = guaranteed(person_id, job(), Kind.EMPLOYMENT)
    mine = declared(person_id, job(), Kind.EMPLOYMENT)
    await put(open_work, known, gone_on, mine)
    async with engine.begin() as connection:
        for one, day in ((known, "2026-09-30"), (gone_on, "infinity")):
            text = sa.text("UPDATE entry SET known_up_to = CAST(:day AS date) WHERE id = :id")
            await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
            await connection.execute(text.bindparams(sa.bindparam("day", type_=sa.Text)), {"day": day, "id": one.id})
    with use_caller_token(holder_token(person_id)):
        stub = passport_service_pb2_grpc.PassportServiceStub(gateway)
        found = (await stub.ListEntries(passport_pb2.ListEntriesRequest())).entries
    told = {one.id: one.employment.known_until for one in found if one.employment.HasField("known_until")}
    assert told == {str(known.id): date_pb2.Date(year=2026, month=9, day=30)}
