"""What expired batches told of contracts goes, once it is laid together as the ground on which later tellings stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.clock import system_clock
from passeport_records.domain.batch import BatchState, Feed
from passeport_records.domain.tellings import NO_GROUND, Ground, laid
from passeport_records.storage.ground import write_grounds
from passeport_records.storage.patience import in_the_way, patiently
from passeport_records.storage.tables import batch, confirmation, waiting_item
from passeport_records.storage.told_entries import Found, Place, contracts_of, read_found

__all__ = ["Folded", "fold_contracts"]

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


@dataclass(frozen=True, slots=True)
class Folded:
    """How many confirmations went, and how many persons were looked at.

    Of those `passed_over` nothing went, since others held what is theirs, time and again.
    """

    persons: int = 0
    confirmations: int = 0
    passed_over: int = 0


async def fold_contracts(engine: AsyncEngine, tell: Callable[[Folded], object] = lambda _: None) -> Folded:
    """Lays the ground anew for all of whose contracts expired batches told, some persons in a transaction.

    Of all that have ever expired: what another batch stood in the way of is folded once that one is settled. May be cut
    off, and done again. After each group `tell` hears what went so far.
    """
    gone, after, at_once = Folded(), UUID(int=0), _AT_ONCE
    while persons := await patiently(engine, partial(_persons, after=after, limit=at_once)):
        try:
            deleted = await patiently(engine, partial(_fold, persons=persons))
        except DBAPIError as error:
            if not in_the_way(error):
                raise
            if len(persons) > 1:
                at_once = len(persons) // 2
                continue
            gone = replace(gone, passed_over=gone.passed_over + 1)
        else:
            gone = replace(gone, confirmations=gone.confirmations + deleted)
            at_once = min(2 * at_once, _AT_ONCE)
        after = persons[-1]
        gone = replace(gone, persons=gone.persons + len(persons))
        tell(gone)
    return gone


async def _persons(connection: AsyncConnection, after: UUID, limit: int) -> Sequence[UUID]:
    until = await connection.scalar(_MAY_STILL_TELL)
    query = (
        sa.select(_SAID.person_id)
        .distinct()
        .join(batch, _OF_DSN)
        .where(_BATCH.report_expired_at.is_not(None), _SAID.person_id > after)
        .order_by(_SAID.person_id)
        .limit(limit)
    )
    if until is not None:
        query = query.where(_BATCH.treatment_number < until)
    return list(await connection.scalars(query))


async def _fold(connection: AsyncConnection, persons: Collection[UUID]) -> int:
    until = await connection.scalar(_MAY_STILL_TELL)
    found = Found()
    wanted = await contracts_of(connection, found, persons)
    while wanted:
        await read_found(connection, found, wanted)
        wanted = await contracts_of(connection, found, persons)
    settled = await _settled(connection, found, until)
    contracts: defaultdict[UUID, list[Place]] = defaultdict(list)
    for place in found.held:
        contracts[place[0]].append(place)
    grounds: dict[UUID, Ground] = {}
    for person_id, mine in contracts.items():
        # Of what a version did that kept no tellings, none of the others says enough.
        if not found.knows_whole(mine):
            continue
        told = [telling for place in mine for telling in found.tellings[place]]
        before = found.ground.get(person_id, NO_GROUND)
        grounds[person_id] = laid(before, told, found.held[mine[0]].entry, system_clock(), settled)
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


async def _settled(connection: AsyncConnection, found: Found, until: int | None) -> frozenset[UUID]:
    """The batches that told of contracts, of those that no undoing can change and before which nothing may be told.

    They have expired, or are undone.
    """
    ids = {telling.batch_id for tellings in found.tellings.values() for telling in tellings}
    query = sa.select(_BATCH.id).where(
        _BATCH.id == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.Uuid))),
        sa.or_(_BATCH.report_expired_at.is_not(None), _BATCH.rollback_ended_at.is_not(None)),
    )
    if until is not None:
        query = query.where(_BATCH.treatment_number < until)
    return frozenset(await connection.scalars(query))
