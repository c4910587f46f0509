"""Whether every key with which something is kept is there: without an old index key a person is not found, silently.

The answer takes a few looks into an index, however many persons there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import is_outage
from passeport_chassis.settings import SettingsError
from passeport_identity.storage.tables import account, former_nir, person

__all__ = ["KeyVersions"]

_log = structlog.get_logger(__name__)

_SECONDS_BETWEEN = 1.0
_COLUMNS = {
    "nir_keys_file": (person.c.nir_key_version, former_nir.c.nir_key_version),
    "nir_index_keys_file": (person.c.nir_index_key_version, former_nir.c.nir_index_key_version),
    "email_keys_file": (account.c.email_key_version,),
}


class KeyVersions:
    """A part of the process that ends it when a key is missing, and lets it be ready when none is."""

    def __init__(self, engine: AsyncEngine, kept: Mapping[str, Collection[str]]) -> None:
        """Takes the versions that the file of each setting holds."""
        self._engine, self._kept = engine, kept
        self._are_there = False

    async def run(self, stop: asyncio.Event) -> None:
        """Looks as soon as the database can be asked. Raises SettingsError."""
        while not self._are_there and not stop.is_set():
            try:
                await self.check()
            except (DBAPIError, OSError, TimeoutError) as error:
                # Away, or not yet migrated: the probe of the database tells, and we are not ready meanwhile.
                _log.warning("keys in use are not known yet", outage=is_outage(error))
                await _pause(stop)
        await stop.wait()

    async def ping(self) -> None:
        """Raises until the keys were found to be there."""
        if not self._are_there:
            raise RuntimeError("the keys in use are not known yet")

    async def check(self) -> None:
        """Raises SettingsError naming each setting whose file lacks a version, and the version."""
        missing = []
        async with self._engine.connect() as connection:
            for setting, columns in _COLUMNS.items():
                used = {version for column in columns for version in await connection.scalars(_versions(column))}
                missing += [
                    f"PASSEPORT_{setting.upper()}: there is no key of version {version}, which is in use"
                    for version in sorted(used - set(self._kept.get(setting, ())))
                ]
        if missing:
            raise SettingsError("\n".join(missing))
        self._are_there = True


def _versions(column: sa.Column[str | None]) -> sa.Select[tuple[str]]:
    """Each value once: the smallest, then always the smallest that is greater (a loose index scan)."""
    used = sa.select(sa.func.min(column).label("version")).cte("used", recursive=True)
    later = sa.select(sa.func.min(column)).where(column > used.c.version).scalar_subquery()
    used = used.union_all(sa.select(later).where(used.c.version.is_not(None)))
    return sa.select(used.c.version).where(used.c.version.is_not(None))


async def _pause(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_SECONDS_BETWEEN):
            await stop.wait()
    except TimeoutError:
        return
