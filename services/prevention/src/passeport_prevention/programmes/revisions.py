"""The tables of programmes: each has a schema and a role of its own, and migrates as that role, which sees no other.

Roles are of a whole server, so their names begin with that of the database. Who owns the database makes them if it may
(CREATEROLE); otherwise an administrator does, as the refusal says.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_prevention.extend import Programme

__all__ = ["MigrationRefused", "head_of", "migrate_programme", "role_of"]

_LOCK = 0x7072_6F67  # "prog": any number, the same for every migrating process of a database
_LONGEST = 63
_BOUNDED = "SELECT set_config('lock_timeout', '10s', true), set_config('statement_timeout', '60s', true)"
_MAY_NOT = "42501"


class MigrationRefused(Exception):
    """The schema or the role cannot be made; the message says who has to do what."""


def role_of(database: str, programme: Programme) -> str:
    """The role as which a programme works in a database. Raises MigrationRefused where that would be too long."""
    role = f"{database}_{programme.schema}"
    if len(role) > _LONGEST:
        raise MigrationRefused(f"the role {role} would be longer than {_LONGEST} characters; fix: a shorter name")
    return role


def _config(programme: Programme) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("alembic")).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(programme.migrations).replace("%", "%%"))
    return config


def _head(programme: Programme) -> str | None:
    return ScriptDirectory.from_config(_config(programme)).get_current_head()


async def head_of(programme: Programme) -> str | None:
    """The newest revision of a programme."""
    return await asyncio.to_thread(_head, programme)


async def migrate_programme(
    owner: AsyncEngine, app_role: str, programme: Programme, *, to: str | None = None
) -> str | None:
    """Brings the schema of a programme to its newest revision, all or nothing; returns that revision.

    `to` names another one, `base` for none at all. Raises MigrationRefused, and whatever a revision raises.
    """
    async with owner.begin() as connection:
        await connection.execute(sa.text(_BOUNDED))
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        return await connection.run_sync(_migrate, app_role, programme, to)


def _migrate(connection: Connection, app_role: str, programme: Programme, to: str | None) -> str | None:
    quote = connection.dialect.identifier_preparer.quote
    database = str(connection.scalar(sa.text("SELECT current_database()")))
    role = role_of(database, programme)
    _make_role(connection, role, app_role)
    connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {quote(programme.schema)} AUTHORIZATION {quote(role)}"))
    connection.execute(sa.text(f"SET LOCAL ROLE {quote(role)}"))
    connection.execute(sa.text(f"SET LOCAL search_path TO {quote(programme.schema)}"))
    config = _config(programme)
    config.attributes.update(connection=connection, schema=programme.schema)
    if to is None:
        command.upgrade(config, "head")
        return _head(programme)
    command.downgrade(config, to)
    return to


def _make_role(connection: Connection, role: str, app_role: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    make = f"CREATE ROLE {quote(role)} NOLOGIN"
    # Whoever serves becomes it by a word, and has nothing of it otherwise; the owner deletes rows of who expired.
    grants = (
        f"GRANT {quote(role)} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE",
        f"GRANT {quote(role)} TO {quote(app_role)} WITH INHERIT FALSE, SET TRUE",
    )
    is_there = sa.text("SELECT true FROM pg_roles WHERE rolname = :role")
    may = sa.text("SELECT pg_has_role(current_user, :role, 'SET') AND pg_has_role(:app, :role, 'SET')")
    try:
        if connection.scalar(is_there, {"role": role}) is None:
            connection.execute(sa.text(make))
        if not connection.scalar(may, {"role": role, "app": app_role}):
            for grant in grants:
                connection.execute(sa.text(grant))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _MAY_NOT:
            raise
        owner = str(connection.engine.url.username)
        said = "; ".join([make, *(one.replace("CURRENT_USER", quote(owner)) for one in grants)])
        raise MigrationRefused(f"the owner may make no roles; an administrator says once: {said}") from error
