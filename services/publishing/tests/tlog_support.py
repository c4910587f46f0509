"""What tests of the log of publications share: its keys, its sequencer, and how it looks from outside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.clock import Clock, system_clock
from passeport_logbook import commands
from passeport_logbook.audit import Audit, audit_log
from passeport_logbook.sequencer import Sequencer
from passeport_logbook.signing import LogName
from passeport_publishing.domain.leaf import LogBook
from passeport_publishing.storage.tlog import SqlPublicLog
from passeport_publishing.storage.tlog_tables import TLOG
from passeport_publishing.tlog.audit import LogAuditor
from passeport_publishing.tlog.queue import QUEUE, sequencer
from passeport_publishing.usecases.artefact_ports import Artefacts
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.notes import NoteSigner

ORIGIN = "passeport.example/log/publications"
SIGNER = NoteSigner.from_seed(ORIGIN, b"p" * 32)
NAME = LogName(ORIGIN, (SIGNER,))
BOOK = LogBook(ORIGIN, NAME.keys)
AUDITOR = LogAuditor(BOOK)


def sequencer_of(engine: AsyncEngine, name: LogName = NAME, clock: Clock = system_clock, seconds: int = 0) -> Sequencer:
    return sequencer(engine, name, clock, timedelta(seconds=seconds))


async def sequence(engine: AsyncEngine, name: LogName = NAME) -> int:
    """Gives all that waits its place."""
    one, total = sequencer_of(engine, name), 0
    while count := await one.sequence_once():
        total += count
    return total


async def checkpoint_of(engine: AsyncEngine, name: LogName = NAME) -> Checkpoint:
    return Checkpoint.open(await SqlPublicLog(engine).checkpoint(), name.origin, name.keys)


async def audit(engine: AsyncEngine, *seen: Checkpoint, auditor: LogAuditor = AUDITOR) -> Audit:
    return await audit_log(engine, TLOG, auditor, ORIGIN, NAME.keys, seen)


async def told(engine: AsyncEngine, artefacts: Artefacts | None = None) -> list[str]:
    """What the auditor says does not hold."""
    return [str(fault) for fault in (await audit(engine, auditor=LogAuditor(BOOK, artefacts))).faults]


async def adopt(engine: AsyncEngine, file: Path, folder: Path | None) -> int:
    return await commands.adopt(engine, TLOG, QUEUE, ORIGIN, NAME.keys, file, folder)


async def expect(engine: AsyncEngine, file: Path) -> int:
    return await commands.expect_checkpoint(engine, TLOG, ORIGIN, NAME.keys, file)


async def count(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
