"""What expired batches told of contracts goes, once it is laid together as the ground on which later tellings stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.clock import system_clock
from passeport_logbook.audit import unhurried
from passeport_records.domain.batch import BatchState, Feed
from passeport_records.domain.tellings import NO_GROUND, Ground, laid
from passeport_records.storage.ground import write_grounds
from passeport_records.storage.tables import batch, confirmation, waiting_item
from passeport_records.storage.told_entries import Found, Place, contracts_of, read_found

__all__ = ["fold_contracts"]

_AT_ONCE = 200
_BATCH, _SAID = batch.c, confirmation.c
# Of the DSN alone: of no other feed are there contracts.
_OF_DSN = sa.and_(_BATCH.id == _SAID.batch_id, _BATCH.feed == Feed.DSN.value)
# A file that is not read to its end may still tell, and one of whose lines some wait, with the number that it has.
_MAY_STILL_TELL = sa.select(sa.func.min(_BATCH.treatment_number)).where(
    _BATCH.feed == Feed.DSN.value,
    sa.or_(
        _BATCH.state.in_([BatchState.RECEIVED.value, BatchState.RUNNING.value]),
        sa.exists().where(waiting_item.c.batch_id == _BATCH.id),
    ),
)


async def fold_contracts(engine: AsyncEngine) -> int:
    """Lays the ground anew for all of whose contracts batches told that expire, some persons in a transaction.

    Returns how many confirmations went. May be cut off, and done again, while these batches are not erased.
    """
    total, after = 0, UUID(int=0)
    while True:
        async with engine.begin() as connection:
            await unhurried(connection)
            until = await connection.scalar(_MAY_STILL_TELL)
            persons = await _persons(connection, after, until)
            if not persons:
                return total
            total += await _fold(connection, persons, until)
        after = persons[-1]


async def _persons(connection: AsyncConnection, after: UUID, until: int | None) -> Sequence[UUID]:
    query = (
        sa.select(_SAID.person_id)
        .distinct()
        .join(batch, _OF_DSN)
        .where(_BATCH.report_expired_at.is_not(None), _BATCH.report_erased_at.is_(None), _SAID.person_id > after)
        .order_by(_SAID.person_id)
        .limit(_AT_ONCE)
    )
    if until is not None:
        query = query.where(_BATCH.treatment_number < until)
    return list(await connection.scalars(query))


async def _fold(connection: AsyncConnection, persons: Collection[UUID], until: int | None) -> int:
    found = Found()
    wanted = await contracts_of(connection, found, persons)
    while wanted:
        await read_found(connection, found, wanted)
        wanted = await contracts_of(connection, found, persons)
    expired = await _expired(connection, found, until)
    contracts: defaultdict[UUID, list[Place]] = defaultdict(list)
    for place in found.held:
        contracts[place[0]].append(place)
    grounds: dict[UUID, Ground] = {}
    for person_id, mine in contracts.items():
        # Of what a version did that kept no tellings, none of the others says enough.
        if any(row.told is None for place in mine for row in found.steps.get(place, ())):
            continue
        told = [telling for place in mine for telling in found.tellings[place]]
        before = found.ground.get(person_id, NO_GROUND)
        grounds[person_id] = laid(before, told, found.held[mine[0]].entry, system_clock(), expired)
    await write_grounds(connection, {one: ground for one, ground in grounds.items() if ground.turn})
    return await _delete(connection, grounds)


async def _delete(connection: AsyncConnection, grounds: Mapping[UUID, Ground]) -> int:
    """Deletes what is in these grounds, and says how many confirmations that were."""
    arrays = (
        sa.literal(list(grounds), sa.ARRAY(sa.Uuid)),
        sa.literal([ground.turn for ground in grounds.values()], sa.ARRAY(sa.BigInteger)),
    )
    columns = (sa.column("person_id", sa.Uuid), sa.column("turn", sa.BigInteger))
    laid_to = sa.func.unnest(*arrays).table_valued(*columns).render_derived(name="laid_to")
    gone = sa.delete(confirmation).where(
        _SAID.person_id == laid_to.c.person_id, _OF_DSN, _BATCH.treatment_number <= laid_to.c.turn
    )
    return (await connection.execute(gone)).rowcount


async def _expired(connection: AsyncConnection, found: Found, until: int | None) -> frozenset[UUID]:
    """The batches that told of contracts, of those that have expired and before which nothing may still be told."""
    ids = {telling.batch_id for tellings in found.tellings.values() for telling in tellings}
    query = sa.select(_BATCH.id).where(
        _BATCH.id == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.Uuid))), _BATCH.report_expired_at.is_not(None)
    )
    if until is not None:
        query = query.where(_BATCH.treatment_number < until)
    return frozenset(await connection.scalars(query))
