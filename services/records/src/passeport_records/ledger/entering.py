"""Enters versions that have no leaf: those from before there was a ledger, or written by a version that knew of none.

Of an entry from before, the present version alone can be written out. Run by the owner of the tables, since the service
may not change a step. In the order of the files that brought these versions, so that it leads to the same log again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from itertools import count

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_logbook.audit import unhurried
from passeport_records.domain.batch import Batch
from passeport_records.domain.harvest import EntryStep
from passeport_records.domain.leaf import commitment_of, salt_of
from passeport_records.storage.leaves import LeafInLine, LedgerKeys, SqlLeaves
from passeport_records.storage.ledger_versions import Key, Version, versions_of
from passeport_records.storage.tables import ledger_queue, provenance_step

__all__ = ["enter_ledger"]

_AT_ONCE = 2000
# Before every file, and among themselves in the order of theirs.
_FIRST = 0
_MISSING = sa.text(
    """
    SELECT b.treatment_number, s.person_id, s.entry_id, s.revision FROM provenance_step AS s
    JOIN entry AS e ON e.person_id = s.person_id AND e.id = s.entry_id
    JOIN batch AS b ON b.id = s.batch_id
    WHERE (s.said IS NOT NULL OR s.revision = e.revision)
        AND NOT EXISTS (SELECT FROM ledger_place AS p
            WHERE p.person_id = s.person_id AND p.entry_id = s.entry_id AND p.revision = s.revision)
        AND NOT EXISTS (SELECT FROM ledger_queue AS q
            WHERE q.person_id = s.person_id AND q.entry_id = s.entry_id AND q.revision = s.revision)
    ORDER BY b.treatment_number, s.line, s.sender_key, s.person_id, s.revision
    """
)


async def enter_ledger(owner: AsyncEngine, keys: LedgerKeys, tell: Callable[[int], None] = lambda _: None) -> int:
    """Puts what has no leaf into the queue of the sequencer, and returns how much; may be cut off and run again."""
    total = 0
    async with owner.connect() as reading, owner.connect() as writing:
        await unhurried(reading)
        turns = count(await _next_turn(writing))
        async for part in _parts(reading):
            total += await _enter(writing, keys, part, turns)
            await writing.commit()
            tell(total)
    return total


async def _next_turn(connection: AsyncConnection) -> int:
    columns = ledger_queue.c
    query = sa.select(sa.func.max(columns.number)).where(columns.treatment_number == _FIRST)
    return int(await connection.scalar(query) or 0) + 1


async def _parts(connection: AsyncConnection) -> AsyncIterator[list[tuple[int, Key]]]:
    part: list[tuple[int, Key]] = []
    result = await connection.stream(_MISSING)
    async for treatment_number, *key in result:
        part.append((treatment_number, (key[0], key[1], key[2])))
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part


async def _enter(
    connection: AsyncConnection, keys: LedgerKeys, part: Sequence[tuple[int, Key]], turns: count[int]
) -> int:
    leaves = SqlLeaves(connection, keys)
    versions = await versions_of(connection, [key for _, key in part])
    for one in versions:
        if one.unread:
            unread = ", ".join(sorted(one.unread))
            raise ValueError(f"entry {one.key[1]}, version {one.key[2]}, cannot be read: {unread}")
    present = [noted for one in versions if (noted := _present(one)) is not None]
    openings = await leaves.openings([noted for _, _, noted in present])
    texts = openings.write_out([(batch, noted) for _, batch, noted in present])
    written = {key: text for (key, _, _), text in zip(present, texts, strict=True)}
    person_keys = await leaves.keys_of({one.key[0] for one in versions})
    in_line = []
    for (treatment_number, key), version in zip(part, versions, strict=True):
        if version.entry is None or (version.said is None and key not in written):
            continue
        said = version.said
        commitment = written[key][1] if said is None else commitment_of(salt_of(person_keys[key[0]], said), said)
        turn = (_FIRST, treatment_number, next(turns))
        in_line.append(LeafInLine(turn, version.entry, key[2], commitment))
    await _keep(connection, {key: said for key, (said, _) in written.items()})
    await leaves.wait_in_line(in_line)
    return len(in_line)


async def _keep(connection: AsyncConnection, texts: dict[Key, str]) -> None:
    if not texts:
        return
    columns = provenance_step.c
    statement = (
        sa.update(provenance_step)
        .where(
            columns.person_id == sa.bindparam("of_person"),
            columns.entry_id == sa.bindparam("of_entry"),
            columns.revision == sa.bindparam("of_revision"),
        )
        .values(said=sa.bindparam("text"))
    )
    await connection.execute(
        statement,
        [
            {"of_person": person_id, "of_entry": entry_id, "of_revision": revision, "text": text}
            for (person_id, entry_id, revision), text in texts.items()
        ],
    )


def _present(version: Version) -> tuple[Key, Batch, EntryStep] | None:
    """A version to be written out; of one that another followed meanwhile the text is not known any more."""
    if version.said is not None or version.entry is None or version.batch is None or version.step is None:
        return None
    if version.entry.revision != version.step.revision:
        return None
    return version.key, version.batch, EntryStep(version.entry, version.step)
