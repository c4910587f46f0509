"""The trail of accesses, and the claims of requests, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_publishing.domain.access import by_anyone
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from samples import NOW

PERSON = uuid4()


async def test_the_trail_is_paged_and_cannot_be_rewritten(open_work: UnitsOfWork, engine: AsyncEngine) -> None:
    async with open_work() as work:
        for minute in range(3):
            at = NOW + timedelta(minutes=minute)
            await work.accesses.record(by_anyone(PERSON, at, "verify", "Vérification", str(minute)))
        await work.commit()
    async with open_work() as work:
        first = await work.accesses.page(PERSON, 2, None)
        rest = await work.accesses.page(PERSON, 2, first.next)
    assert [access.resource_id for access in (*first.accesses, *rest.accesses)] == ["2", "1", "0"]
    assert rest.next is None
    for statement in (sa.update(tables.access).values(actor="x"), sa.delete(tables.access)):
        async with engine.connect() as connection:
            with pytest.raises(ProgrammingError, match="permission denied"):
                await connection.execute(statement)


async def test_accesses_by_anyone_are_in_the_trail_once_an_hour(open_work: UnitsOfWork) -> None:
    async def verify(at: datetime, publication: str = "p") -> None:
        async with open_work() as work:
            await work.accesses.record_hourly(by_anyone(PERSON, at, "verify", "Vérification", publication))
            await work.commit()

    first = NOW + timedelta(minutes=20)
    await verify(first)
    await asyncio.gather(*(verify(first + timedelta(seconds=number)) for number in range(1, 20)))
    await asyncio.gather(*(verify(first, "q") for _ in range(10)))
    await verify(first + timedelta(minutes=40))
    async with open_work() as work:
        trail = (await work.accesses.page(PERSON, 100, None)).accesses
    assert [(access.resource_id, access.at) for access in trail if access.resource_id == "p"] == [
        ("p", first + timedelta(minutes=40)),
        ("p", first),
    ]
    assert len(trail) == 3


async def test_a_claim_is_of_one_until_it_is_given_up_or_lapses(open_work: UnitsOfWork, engine: AsyncEngine) -> None:
    lease = timedelta(seconds=10)

    async def take(claim: UUID, request_id: str = "r-1") -> bool:
        async with open_work() as work:
            mine = await work.claims.take(PERSON, request_id, claim, lease)
            await work.commit()
        return mine

    async def drop(claim: UUID) -> None:
        async with open_work() as work:
            await work.claims.drop(PERSON, "r-1", claim)
            await work.commit()

    async def age(seconds: int) -> None:
        aged = sa.func.now() - timedelta(seconds=seconds)
        async with engine.begin() as connection:
            await connection.execute(sa.update(tables.request_claim).values(claimed_at=aged))

    several = [uuid4() for _ in range(6)]
    outcomes = await asyncio.gather(*(take(claim) for claim in several))
    assert sorted(outcomes) == [False] * 5 + [True]
    owner, other = several[outcomes.index(True)], several[outcomes.index(False)]
    assert await take(uuid4(), "r-2")
    await drop(other)
    assert not await take(other)
    await drop(owner)
    assert await take(other)
    await age(9)
    assert not await take(owner)
    # Renewed in time, it holds for another lease.
    assert await take(other)
    await age(9)
    assert not await take(owner)
    await age(11)
    assert await take(owner)
    assert not await take(other)
