"""The drill of docs/runbooks/restored-ledger.md: a backup, a lost database, and the files received since."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send, tools_of
from ledger_support import (
    FILES,
    NAME,
    ORIGIN,
    adopt,
    checkpoint_of,
    count,
    expect_checkpoint,
    feed_all,
    feeds_of,
    sequence,
    sequencer_of,
    verify_log,
)
from passeport_chassis.db import create_engine, migrate
from passeport_records.storage import tables
from passeport_records.wiring import STORE
from passeport_testing.postgres import Database, PostgresServer

BEFORE = 2
"""Files that are in the backup; a third was received and waits in it."""


@asynccontextmanager
async def connected(database: Database) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database.app_url, pool_size=5)
    try:
        yield engine
    finally:
        await engine.dispose()


async def versions(engine: AsyncEngine) -> list[str]:
    """What each version says, without identifiers and moments of ours."""
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        return sorted(await connection.scalars(sa.select(tables.provenance_step.c.said)))


async def test_a_backup_and_the_files_since_lead_to_the_root_that_was_signed(
    postgres_server: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    persons, backup, signed = KnownPersons(), tmp_path / "records.dump", tmp_path / "checkpoint"
    database = postgres_server.create_database("drill")
    await migrate(database.owner_url, STORE.migrations, database.app)
    async with connected(database) as engine:
        tools = tools_of(feeds_of(engine), persons)
        await feed_all(tools, stop=BEFORE)
        name, sender, feed, content = FILES[BEFORE]
        await send(tools, sender, feed, content, name)
        await sequence(engine)
        postgres_server.back_up(database, backup)
        in_backup = await checkpoint_of(engine)
        await feed_all(tools, BEFORE)
        await sequence(engine)
        seen, said = await checkpoint_of(engine), await versions(engine)
    assert in_backup.size < seen.size
    signed.write_text(seen.sign(NAME.signers), encoding="utf-8")

    postgres_server.restore(database, backup)

    async with connected(database) as engine:
        assert await checkpoint_of(engine) == in_backup
        assert await expect_checkpoint(engine, ORIGIN, NAME.keys, signed) == 0
        # Nothing is signed while it is not known that the log is the same again.
        await feed_all(tools_of(feeds_of(engine), persons), BEFORE)
        assert await sequencer_of(engine).sequence_once() == 0
        assert await adopt(engine, ORIGIN, NAME.keys, signed, None) == 0
        await sequence(engine)
        assert await checkpoint_of(engine) == seen
        assert await versions(engine) == said
        assert await count(engine, tables.ledger_queue) == 0
        capsys.readouterr()
        assert await verify_log(engine, ORIGIN, NAME.keys, [signed]) == 0
        assert f"{seen.size} leaves" in capsys.readouterr().out
