"""The sealer: what waits is sealed once, by one of several, and who runs it is told how it stands."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_chassis.settings import SettingsError
from passeport_identity.storage.tables import access
from passeport_identity.trail import sealer as sealing
from passeport_identity.trail.encoding import TEXTS
from passeport_testing.postgres import PostgresServer
from people import START, MovedClock
from trails import PERSON, SIGNER, TrailBench

DAY = START.date()
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def bench(engine: AsyncEngine, postgres_server: PostgresServer, clock: MovedClock) -> TrailBench:
    return TrailBench(engine, postgres_server, clock)


async def test_a_slow_transaction_is_sealed_when_it_commits_and_two_sealers_share_the_work(
    bench: TrailBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_MOST", 7)
    slow = await bench.engine.connect()
    await slow.execute(
        sa.insert(access).values({"person_id": PERSON, "at": START, "id": new_id()} | dict.fromkeys(TEXTS, ""))
    )
    await bench.add(40)
    other = TrailBench(bench.engine, bench.server, bench.clock)
    while sum(await asyncio.gather(bench.sealer.seal_once(), other.sealer.seal_once(), bench.sealer.seal_once())):
        pass
    bench.clock.advance(timedelta(days=1))
    assert await bench.seal() == 0
    await slow.commit()
    await slow.close()
    assert await bench.seal() == 1
    report = await bench.verify()
    assert (report.days, report.accesses, report.anchors, report.waiting) == (2, 41, 1, 0)
    assert [each.what for each in bench.faults] == []


async def test_what_a_vacuum_made_room_for_is_sealed_too(bench: TrailBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_MOST", 200)
    await bench.add(600)
    assert [await bench.sealer.seal_once() for _ in range(2)] == [200, 200]
    # What waits now lies behind what is sealed, and before it there is room.
    bench.server.run_sql("VACUUM access_unsealed", database=bench.engine.url.database or "")
    await bench.add(300)
    first_page = sa.text("SELECT count(*) FROM access_unsealed WHERE ctid < '(1,0)'")
    async with bench.engine.connect() as connection:
        assert await connection.scalar(first_page)
    assert await bench.seal() == 500
    assert await bench.sealer.seal_once() == 0
    report = await bench.verify()
    assert (report.accesses, report.waiting, bench.faults) == (900, 0, [])


async def test_a_sealer_that_dies_in_the_middle_leaves_all_as_it_was(
    bench: TrailBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.add(3)

    class Killed(BaseException):
        pass

    def die(*arguments: object) -> bytes:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "link", die)
        with pytest.raises(Killed):
            await bench.sealer.seal_once()
    assert (await bench.verify()).waiting == 3
    assert await bench.seal() == 3
    # Nor does another clock, which lags behind, take the chain back to a day that was left.
    bench.clock.advance(timedelta(days=1))
    await bench.add(1, bench.clock())
    await bench.seal()
    bench.clock.advance(-timedelta(days=1))
    await bench.add(1)
    await bench.seal()
    assert (await bench.verify()).accesses == 5
    assert bench.faults == []


async def test_it_tells_how_long_what_waits_has_waited_and_which_day_was_anchored_last(bench: TrailBench) -> None:
    def told(name: str) -> float:
        return REGISTRY.get_sample_value(name) or 0

    await bench.three_days()
    assert told("trail_last_anchor_timestamp_seconds") == datetime.combine(NEXT, time(), UTC).timestamp()
    await bench.add(1, bench.clock())
    bench.tamper("UPDATE access_unsealed SET queued_at = now() - interval '1 hour'")
    assert await bench.sealer.seal_once() == 1
    assert 3600 <= told("trail_oldest_unsealed_seconds") < 7200
    assert await bench.sealer.seal_once() == 0
    assert told("trail_oldest_unsealed_seconds") == 0


async def test_a_sealer_that_has_to_wait_tells_of_what_waits_before_its_own_place(
    bench: TrailBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_MOST", 200)
    await bench.add(600)
    assert await bench.sealer.seal_once() == 200
    await TrailBench(bench.engine, bench.server, bench.clock).seal()
    # What comes now stands where the vacuum made room: before the page at which the first one stopped.
    bench.server.run_sql("VACUUM access_unsealed", database=bench.engine.url.database or "")
    await bench.add(1)
    bench.tamper("UPDATE access_unsealed SET queued_at = now() - interval '1 hour'")
    async with bench.engine.begin() as other:
        await other.execute(sa.select(sa.func.pg_advisory_xact_lock(sealing._LOCK)))
        assert await bench.sealer.seal_once() == 0
        assert (REGISTRY.get_sample_value("trail_oldest_unsealed_seconds") or 0) >= 3600
    assert await bench.seal() == 1


async def test_where_anchors_were_signed_nobody_begins_without_a_key(bench: TrailBench) -> None:
    await bench.three_days()
    await bench.add(1)
    keyless = TrailBench(bench.engine, bench.server, bench.clock, signer=None)
    with pytest.raises(SettingsError, match=f"PASSEPORT_AUDIT_KEY_FILE: is not set, and the key {SIGNER.kid} has"):
        async with asyncio.timeout(20):
            await keyless.sealer.run(asyncio.Event())
    assert await bench.waiting() == 1


async def test_without_a_key_days_are_sealed_and_anchored_once_there_is_one(bench: TrailBench) -> None:
    keyless = TrailBench(bench.engine, bench.server, bench.clock, signer=None)
    await keyless.three_days()
    report = await keyless.verify()
    assert (report.anchors, keyless.faults) == (0, [])
    await bench.verify()
    assert [(each.day, each.what) for each in bench.faults] == [(day, "its anchor is missing") for day in (DAY, NEXT)]
    await bench.seal()
    report = await bench.verify()
    assert (report.anchors, bench.faults) == (2, [])
