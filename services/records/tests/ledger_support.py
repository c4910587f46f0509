"""What tests of the ledger share: its keys, its sequencer, and how it looks from outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import send_and_process
from passeport_chassis.clock import Clock, system_clock
from passeport_logbook import commands
from passeport_logbook.audit import Audit, audit_log
from passeport_logbook.sequencer import Sequencer
from passeport_logbook.signing import LogName
from passeport_logbook.tree import read_head, read_tiles
from passeport_records.domain.batch import Feed
from passeport_records.ledger.audit import AUDITOR
from passeport_records.ledger.queue import QUEUE, sequencer
from passeport_records.messaging.events import encode
from passeport_records.storage import tables
from passeport_records.storage.leaves import LedgerKeys
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.notes import NoteKey, NoteSigner
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, read_bundle
from samples import contract, lot, message, person, simple_flux
from support import CERTIFIER, DSN_SENDER

ORIGIN = "passeport.example/log/records"
SIGNER = NoteSigner.from_seed(ORIGIN, b"s" * 32)
NAME = LogName(ORIGIN, (SIGNER,))
KEYS = LedgerKeys("1", {"1": b"m" * 32})


def feeds_of(engine: AsyncEngine, keys: LedgerKeys = KEYS) -> FeedUnitsOfWork:
    """Units of work of feeds that enter what they write in the ledger."""
    return FeedUnitsOfWork(engine, encode, ledger_keys=keys)


def sequencer_of(engine: AsyncEngine, name: LogName = NAME, clock: Clock = system_clock, seconds: int = 0) -> Sequencer:
    return sequencer(engine, name, clock, timedelta(seconds=seconds))


async def audit_ledger(
    engine: AsyncEngine, origin: str, keys: Collection[NoteKey], seen: Sequence[Checkpoint] = ()
) -> Audit:
    return await audit_log(engine, tables.LEDGER, AUDITOR, origin, keys, seen)


async def verify_log(
    engine: AsyncEngine, origin: str, keys: Collection[NoteKey], checkpoints: Sequence[Path] = ()
) -> int:
    return await commands.verify_log(engine, tables.LEDGER, AUDITOR, origin, keys, checkpoints)


async def expect_checkpoint(engine: AsyncEngine, origin: str, keys: Collection[NoteKey], file: Path) -> int:
    return await commands.expect_checkpoint(engine, tables.LEDGER, origin, keys, file)


async def adopt(engine: AsyncEngine, origin: str, keys: Collection[NoteKey], file: Path, folder: Path | None) -> int:
    return await commands.adopt(engine, tables.LEDGER, QUEUE, origin, keys, file, folder)


async def sequence(engine: AsyncEngine) -> int:
    """Gives all that waits its place."""
    one, total = sequencer_of(engine), 0
    while count := await one.sequence_once():
        total += count
    return total


async def checkpoint_of(engine: AsyncEngine, name: LogName = NAME) -> Checkpoint:
    """The last one, verified."""
    columns = tables.LEDGER.checkpoint.c
    query = sa.select(columns.note).order_by(columns.size.desc(), columns.signed_at.desc()).limit(1)
    async with engine.connect() as connection:
        note = await connection.scalar(query)
    assert note is not None
    return Checkpoint.open(note, name.origin, name.keys)


async def entries_of(engine: AsyncEngine) -> Sequence[bytes]:
    """All log entries, in their order."""
    async with engine.connect() as connection:
        head = await read_head(connection, tables.LEDGER)
        count = -(-head.edge.size // TILE_WIDTH)
        wanted = [Tile(ENTRIES, number) for number in range(count)]
        found = await read_tiles(connection, tables.LEDGER, wanted, head)
    return [entry for tile in wanted for entry in read_bundle(found[tile])]


async def places_of(engine: AsyncEngine) -> list[tuple[UUID, int, int]]:
    """Entry, revision and index of what has its place, in the order of the log."""
    columns = tables.ledger_place.c
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        query = sa.select(columns.entry_id, columns.revision, columns.index).order_by(columns.index)
        return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


async def count(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


FILES = [
    ("a.xml", CERTIFIER, Feed.CERTIFICATIONS, simple_flux(*map(str, range(300)))),
    ("b.dsn", DSN_SENDER, Feed.DSN, lot(message(person(), contract(), month="01092026"))),
    ("c.xml", CERTIFIER, Feed.CERTIFICATIONS, simple_flux("7", "9", action="SUPPRESSION")),
    ("d.dsn", DSN_SENDER, Feed.DSN, lot(message(person(), contract(r006="Cheffe"), month="01102026"))),
    ("e.xml", CERTIFIER, Feed.CERTIFICATIONS, simple_flux(*map(str, range(300, 400)))),
]


async def feed_all(tools: FeedTools, start: int = 0, stop: int | None = None) -> None:
    for name, sender, feed, content in FILES[start:stop]:
        await send_and_process(tools, sender, feed, content, name)


async def forget_all(owner_engine: AsyncEngine) -> None:
    names = ", ".join(table.name for table in tables.metadata.sorted_tables)
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text(f"TRUNCATE {names}"))
