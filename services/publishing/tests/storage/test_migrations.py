"""What a migration does to rows that are there, and to code that does not know it yet."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from passeport_chassis.db import create_engine
from passeport_publishing.storage.tables import source, status_list
from passeport_publishing.wiring import STORE
from passeport_testing.postgres import PostgresServer


async def test_rows_of_before_are_taken_over_and_the_code_of_before_goes_on(postgres_server: PostgresServer) -> None:
    other = postgres_server.create_database("publishing_expand")
    engine = create_engine(other.owner_url, pool_size=1)

    def upgrade(connection: Connection, revision: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(STORE.migrations))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async def write(number: int) -> None:
        """What the code of revision 0001 writes of one publication."""
        parameters = {"id": uuid4(), "record": uuid4(), "index": number}
        async with engine.begin() as connection:
            for statement in (
                "INSERT INTO source VALUES (:id, :id, :record, now())",
                "INSERT INTO source_change (record_id, changed_at) VALUES (:record, now())",
                "INSERT INTO status_list VALUES ('refresh-1', 'refresh', 1, now()) ON CONFLICT DO NOTHING",
                "INSERT INTO status_entry VALUES ('refresh-1', :index, :id, :id)",
            ):
                await connection.execute(sa.text(statement), parameters)

    try:
        async with engine.connect() as connection:
            await connection.run_sync(upgrade, "0001")
            await connection.commit()
        await write(1)
        await write(2)
        async with engine.connect() as connection:
            await connection.run_sync(upgrade, "head")
            await connection.commit()
        await write(3)
        async with engine.connect() as connection:
            assert await connection.scalar(sa.select(status_list.c.taken)) == 2
            assert set(await connection.scalars(sa.select(source.c.revision))) == {None}
    finally:
        await engine.dispose()
