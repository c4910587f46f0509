"""Migrations: alembic, one at a time, with short lock waits, many times; readiness accepts a newer schema."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
import structlog
from alembic import command, context, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

_log = structlog.get_logger(__name__)
_LOCK = 0x7061_7373  # "pass": any number, the same for every migrating process of a database
_POLL = 0.2
_REVOKED = {"append_only": "UPDATE, DELETE, TRUNCATE", "read_only": "INSERT, UPDATE, DELETE, TRUNCATE"}
_LOCK_NOT_AVAILABLE = "55P03"
# Seconds between the attempts to get a lock: some two minutes in all.
_BOUNDED = "SELECT set_config('lock_timeout', '4s', false), set_config('statement_timeout', '300s', false)"
_REVISION = sa.text("SELECT version_num FROM alembic_version")
_UNBOUNDED = "SELECT set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false)"
_PAUSES = (1.0, 2.0, 4.0, 8.0, *(15.0,) * 7)


def _config(directory: Path) -> Config:
    config = Config()
    # Alembic looks for names to fill in after a %.
    config.set_main_option("script_location", str(directory).replace("%", "%%"))
    return config


async def migrate(owner_url: str, directory: Path, app_role: str) -> str:
    """Brings a database to the newest revision in `directory`; returns the one that it is at.

    Runs as the owner role; tables made from then on are open to `app_role` for reading and writing, tables whose `info`
    says `append_only` for reading and adding, the revision and those that say `read_only` for reading. Two processes
    migrating at once take turns. A lock that is not free within 4 s is asked for again after a pause, so that nobody
    queues behind it. A statement that takes 300 s is given up, with its revision. A database at a revision that is not
    in `directory` is newer, after a rollback of the code: it is left as it is.
    """
    url = owner_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    known, head = await asyncio.to_thread(_revisions, directory)
    role = engine.dialect.identifier_preparer.quote(app_role)
    grants = (
        _BOUNDED,
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    )

    def execute(connection: Connection, statements: Iterable[str]) -> None:
        for statement in statements:
            connection.execute(sa.text(statement))
        connection.commit()

    def upgrade(connection: Connection) -> str:
        config = _config(directory)
        config.attributes["connection"] = connection
        there = sa.inspect(connection).has_table("alembic_version") and connection.scalar(_REVISION)
        # Ends the transaction that looking began: revisions are to have one each.
        execute(connection, grants)
        if there and there not in known:
            _log.warning("the database is newer than the code, and is left as it is", revision=there)
            return str(there)
        command.upgrade(config, "head")
        execute(connection, [f"REVOKE {_REVOKED['read_only']} ON alembic_version FROM {role}"])
        for right, verbs in _REVOKED.items():
            execute(connection, [f'REVOKE {verbs} ON "{table}" FROM {role}' for table in config.attributes[right]])
        return head or ""

    try:
        async with engine.connect() as connection:
            # Held until the connection closes. Asked for again rather than waited for: a statement that waits would
            # hold up the index that the other process builds CONCURRENTLY.
            while not await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LOCK))):
                await connection.rollback()
                await asyncio.sleep(_POLL)
            for pause in _PAUSES:
                try:
                    return await connection.run_sync(upgrade)
                except DBAPIError as error:
                    await connection.rollback()
                    if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                        raise
                    _log.warning("a lock is not free, the migration is tried again", seconds=pause)
                    await asyncio.sleep(pause)
            return await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


def run_migrations(metadata: sa.MetaData) -> None:
    """What a service's `migrations/env.py` calls: runs the migrations on the connection that `migrate` opened."""
    attributes = context.config.attributes
    for right in _REVOKED:
        attributes[right] = [name for name, table in metadata.tables.items() if table.info.get(right)]
    connection = attributes.get("connection")
    if connection is None:
        context.configure(dialect_name="postgresql", target_metadata=metadata, literal_binds=True)
    else:
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def add_index(name: str, on: str) -> None:
    """What a migration calls last to index a table that is in use: nobody waits for it, however long it takes.

    `on` is what follows ON. What goes before it in the migration is committed by it, so it must bear to be done twice;
    so does this, which makes one anew that was cut off.
    """
    with op.get_context().autocommit_block():
        # It waits for transactions that began before it, not for a lock that holds up others.
        op.execute(_UNBOUNDED)
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")
        op.execute(_BOUNDED)


async def check_revision(engine: AsyncEngine, directory: Path) -> None:
    """Raises while the database lacks a revision that this code knows; a newer revision than it knows is fine."""
    known, head = await asyncio.to_thread(_revisions, directory)
    async with engine.connect() as connection:
        found = (await connection.execute(_REVISION)).scalar_one_or_none()
    if found is None or (found in known and found != head):
        raise RuntimeError(f"the database is at revision {found}, the code needs {head}")


def _revisions(directory: Path) -> tuple[frozenset[str], str | None]:
    script = ScriptDirectory.from_config(_config(directory))
    return frozenset(revision.revision for revision in script.walk_revisions()), script.get_current_head()
