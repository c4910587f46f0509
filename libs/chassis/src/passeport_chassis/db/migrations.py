"""Migrations: alembic, one at a time, with short lock waits; readiness accepts a schema newer than the code."""

from __future__ import annotations

import asyncio
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

__all__ = ["check_revision", "migrate", "run_migrations"]

_LOCK = 0x7061_7373  # "pass": any number, the same for every migrating process of a database


def _config(directory: Path) -> Config:
    config = Config()
    # Alembic looks for names to fill in after a %.
    config.set_main_option("script_location", str(directory).replace("%", "%%"))
    return config


async def migrate(owner_url: str, directory: Path, app_role: str) -> str:
    """Brings a database to the newest revision in `directory` and returns it.

    Runs as the owner role; tables made from then on are open to `app_role` for reading and writing. Two processes
    migrating at once take turns.
    """
    engine = create_async_engine(
        owner_url.replace("postgresql://", "postgresql+asyncpg://", 1),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"server_settings": {"statement_timeout": "300000"}},
    )

    def upgrade(connection: Connection) -> None:
        config = _config(directory)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    try:
        async with engine.connect() as connection:
            quoted = connection.dialect.identifier_preparer.quote(app_role)
            # Another migration is waited for as long as it takes; a lock that the service holds is not.
            await connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            await connection.execute(sa.text("SET lock_timeout = '4s'"))
            for grant in (
                f"GRANT USAGE ON SCHEMA public TO {quoted}",
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {quoted}",
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {quoted}",
            ):
                await connection.execute(sa.text(grant))
            await connection.commit()
            await connection.run_sync(upgrade)
            await connection.commit()
            await connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            # Rows that must never change: whatever the defaults gave, the service's role may only add and read.
            await connection.execute(
                sa.text(
                    f"DO $$ BEGIN IF to_regclass('public.access') IS NOT NULL THEN "
                    f"REVOKE UPDATE, DELETE, TRUNCATE ON access FROM {quoted}; END IF; END $$"
                )
            )
            await connection.commit()
    finally:
        await engine.dispose()
    return ScriptDirectory.from_config(_config(directory)).get_current_head() or ""


def run_migrations(metadata: sa.MetaData) -> None:
    """What a service's `migrations/env.py` calls: runs the migrations on the connection that `migrate` opened."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        context.configure(dialect_name="postgresql", target_metadata=metadata, literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def check_revision(engine: AsyncEngine, directory: Path) -> None:
    """Raises while the database lacks a revision that this code knows; a newer revision than it knows is fine."""
    known, head = await asyncio.to_thread(_revisions, directory)
    async with engine.connect() as connection:
        found = (await connection.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
    if found is None or (found in known and found != head):
        raise RuntimeError(f"the database is at revision {found}, the code needs {head}")


def _revisions(directory: Path) -> tuple[frozenset[str], str | None]:
    script = ScriptDirectory.from_config(_config(directory))
    return frozenset(revision.revision for revision in script.walk_revisions()), script.get_current_head()
