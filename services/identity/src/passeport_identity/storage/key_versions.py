"""Whether every key with which something is kept is there, and opens it.

Without an old index key a person is not found, silently; and a key that sealed by itself opens nothing any more once it
is said to wrap. The answer takes a few looks into an index, however many persons there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.days import day_in_paris
from passeport_chassis.db import is_outage
from passeport_chassis.settings import SettingsError
from passeport_identity.domain.sealed_nir import SealBroken
from passeport_identity.storage.retention import KEPT_AS_FINGERPRINTS
from passeport_identity.storage.tables import account, declared_number, former_nir, person, person_ntt

__all__ = ["KeyVersions", "Lapsing"]

_log = structlog.get_logger(__name__)

_SECONDS_BETWEEN = 1.0
_COLUMNS = {
    "nir_keys_file": (person.c.nir_key_version, former_nir.c.nir_key_version),
    "nir_index_keys_file": (person.c.nir_index_key_version, former_nir.c.nir_index_key_version),
    "email_keys_file": (account.c.email_key_version,),
}
_SEALS = {
    person.c.nir_key_version: (person.c.nir_sealed, person.c.person_id),
    former_nir.c.nir_key_version: (former_nir.c.nir_sealed, former_nir.c.person_id),
    account.c.email_key_version: (account.c.email_sealed, account.c.person_id),
}
_INDEXED = {
    each.c.nir_index_key_version: (each.c.nir_sealed, each.c.nir_key_version, each.c.person_id, each.c.nir_index)
    for each in (person, former_nir)
}
# One that does not open may have been damaged; several of one key were sealed otherwise, or with another.
_TRIED = 3
_FINGERPRINTS = {"temporary": person_ntt, "declared": declared_number}

Open = Callable[[bytes, str, UUID], Awaitable[object]]
"""Opens what was sealed with the key of a version for a person. Raises SealBroken."""
Finds = Callable[[bytes, str, UUID, bytes], Awaitable[bool]]
"""Whether what was sealed so has that fingerprint, by any of the keys there are. Raises SealBroken."""


@dataclass(frozen=True, slots=True)
class Lapsing:
    """Numbers that are kept as fingerprints alone, which no change of keys makes anew: they lapse, the last on a day.

    `version` is that of the key that finds them, None where it was not noted; `is_there` whether a file has it.
    """

    kind: str
    version: str | None
    count: int
    until: date
    is_there: bool


class KeyVersions:
    """A part of the process that ends it when a key is missing, and lets it be ready when none is."""

    def __init__(
        self,
        engine: AsyncEngine,
        kept: Mapping[str, Collection[str]],
        opens: Mapping[str, Open] | None = None,
        finds: Finds | None = None,
    ) -> None:
        """Takes the versions that the file of each setting holds, what opens what they sealed, and what finds it."""
        self._engine, self._kept, self._opens, self._finds = engine, kept, opens or {}, finds
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
        """Raises SettingsError naming each setting whose file lacks a version, or has one that opens nothing of its."""
        wrong = []
        async with self._engine.connect() as connection:
            for setting, columns in _COLUMNS.items():
                name, there = f"PASSEPORT_{setting.upper()}", set(self._kept.get(setting, ()))
                used: dict[str, bool] = {}
                for column in columns:
                    for version in await connection.scalars(_versions(column)):
                        serves = version not in there or (
                            await self._finds_any(connection, column, version)
                            if column in _INDEXED
                            else await self._opens_any(connection, setting, column, version)
                        )
                        used[version] = used.get(version, True) and serves
                wrong += [
                    f"{name}: there is no key of version {version}, which is in use"
                    for version in sorted({*used} - there)
                ]
                told = _finds_nothing if setting == "nir_index_keys_file" else _opens_nothing
                wrong += [f"{name}: {told(version)}" for version, serves in sorted(used.items()) if not serves]
        if wrong:
            raise SettingsError("\n".join(wrong))
        self._are_there = True

    async def _opens_any(
        self, connection: AsyncConnection, setting: str, column: sa.Column[str | None], version: str
    ) -> bool:
        """Whether a key opens one of a few that it sealed; also when nothing here is sealed, or is to be opened."""
        opens, sealed = self._opens.get(setting), _SEALS.get(column)
        if opens is None or sealed is None:
            return True
        for ciphertext, person_id in await connection.execute(
            sa.select(*sealed).where(column == version).limit(_TRIED)
        ):
            try:
                await opens(ciphertext, version, person_id)
            except SealBroken:
                continue
            return True
        return False

    async def _finds_any(self, connection: AsyncConnection, column: sa.Column[str | None], version: str) -> bool:
        """Whether a key finds one of a few that it indexed; also when none of them can be opened to be looked for."""
        if self._finds is None:
            return True
        query = sa.select(*_INDEXED[column]).where(column == version).limit(_TRIED)
        looked_for = []
        for ciphertext, sealed_with, person_id, index in await connection.execute(query):
            with suppress(SealBroken):
                looked_for.append(await self._finds(ciphertext, sealed_with, person_id, index))
        return any(looked_for) or not looked_for

    async def lapsing(self, current: str) -> Sequence[Lapsing]:
        """What another index key than the current one finds, and `rekey-nirs` leaves; nothing of it stops a start."""
        there, found = self._kept["nir_index_keys_file"], []
        async with self._engine.connect() as connection:
            for kind, table in _FINGERPRINTS.items():
                version = table.c.index_key_version
                query = (
                    sa.select(version, sa.func.count(), sa.func.max(table.c.declared_at))
                    .where(version.is_distinct_from(current))
                    .group_by(version)
                    .order_by(version)
                )
                for used, count, last in await connection.execute(query):
                    until = day_in_paris(last + KEPT_AS_FINGERPRINTS)
                    found.append(Lapsing(kind, used, count, until, used is None or used in there))
        return found


def _opens_nothing(version: str) -> str:
    return (
        f"the key of version {version} does not open what was sealed with it; put the right key back, "
        "and leave a version that has sealed by itself out of `wraps`: a key of keys is another version"
    )


def _finds_nothing(version: str) -> str:
    return (
        f"the key of version {version} does not find what was indexed with it; put the right key back, "
        "and give another key another version"
    )


def _versions(column: sa.Column[str | None]) -> sa.Select[Any]:
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
