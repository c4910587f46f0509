"""A database of the small service, emptied after each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from notes import FORGET, NoteUnits, metadata
from passeport_chassis.db import create_engine
from passeport_testing.postgres import PostgresServer


@pytest.fixture(scope="session")
async def shared_engine(postgres_server: PostgresServer) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(postgres_server.create_database("notes").owner_url, pool_size=5)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.execute(sa.text(FORGET))
    yield engine
    await engine.dispose()


@pytest.fixture
async def open_work(shared_engine: AsyncEngine) -> AsyncIterator[NoteUnits]:
    yield NoteUnits(shared_engine)
    names = ", ".join(table.name for table in metadata.sorted_tables)
    async with shared_engine.begin() as connection:
        await connection.execute(sa.text(f"TRUNCATE {names}"))
