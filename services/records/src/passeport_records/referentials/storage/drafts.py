"""An import in PostgreSQL: rows are copied into temporary tables, then put in force in one transaction.

The temporary tables and the lock that keeps a second import away live as long as the connection: whatever dies, the
server forgets both, and the version that was in force is untouched.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from string import ascii_letters

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_records.referentials.domain.terms import Part, Scheme, Term
from passeport_records.referentials.domain.versions import Change, Draft, Version
from passeport_records.referentials.domain.words import words_of
from passeport_records.referentials.storage import swap_statements as sql
from passeport_records.referentials.usecases.ports import ImportUnderWay

__all__ = ["OpenDrafts"]

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_TERM = ("ordinal", "scheme", "code", "since", "until", "label", "level", "facts", "words")
_PART = ("ordinal", "scheme", "code", "name", "value")


class OpenDrafts:
    """Begins imports: `async with open_draft() as draft`."""

    def __init__(self, engine: AsyncEngine, version: sa.Table) -> None:
        self._engine = engine
        self._version = version

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlDraft]:
        """One import at a time. Raises ImportUnderWay."""
        async with self._engine.connect() as connection:
            try:
                if not await connection.scalar(sql.LOCK):
                    raise ImportUnderWay("another import of a referential is under way: wait for its end")
                for statement in sql.CREATE:
                    await connection.execute(statement)
                await connection.commit()
                yield SqlDraft(connection, self._version)
            finally:
                # Neither the lock nor the tables may go back to the pool with the connection.
                await connection.invalidate()


class SqlDraft:
    """Implements `passeport_records.referentials.usecases.ports.TermDraft`."""

    def __init__(self, connection: AsyncConnection, version: sa.Table) -> None:
        self._connection = connection
        self._version = version
        self._rows = 0
        self._gathered = False

    async def add(self, terms: Sequence[Term], parts: Sequence[Part]) -> None:
        """Takes some more. Parts may come before their terms; those without one are dropped."""
        raw = (await self._connection.get_raw_connection()).driver_connection
        if raw is None:
            raise RuntimeError("the connection is closed")
        first, self._rows = self._rows, self._rows + max(len(terms), len(parts))
        if terms:
            records = (_record(number, term) for number, term in enumerate(terms, first))
            await raw.copy_records_to_table("draft_row", records=records, columns=_TERM)
        if parts:
            values = (
                (number, part.scheme.value, part.code, part.name, _JSON(part.value))
                for number, part in enumerate(parts, first)
            )
            await raw.copy_records_to_table("draft_part", records=values, columns=_PART)

    async def drafts(self, since: date) -> Mapping[Scheme, Draft]:
        """What is there, scheme by scheme, and what is in force on the day it is for."""
        await self._gather(since)
        rows = await self._connection.execute(sql.COUNT, {"since": since})
        found = {Scheme(row.scheme): Draft(Scheme(row.scheme), row.terms, row.in_force, row.kept) for row in rows}
        await self._connection.commit()
        return found

    async def doubles(self, limit: int) -> Sequence[tuple[Scheme, str]]:
        """Codes that came more than once, of each of which the first row counts."""
        rows = await self._connection.execute(sql.DOUBLES, {"most": limit})
        found = [(Scheme(row.scheme), row.code) for row in rows]
        await self._connection.commit()
        return found

    async def swap(self, versions: Collection[Version]) -> Mapping[Scheme, Change]:
        """Puts the draft in force from the day of its versions to the day of the next ones, in one transaction."""
        changes: dict[Scheme, Change] = {}
        await self._connection.execute(sql.TAKE_TIME)
        for version in versions:
            changes[version.scheme] = await self._swap(version)
        await self._connection.commit()
        return changes

    async def _gather(self, since: date) -> None:
        """Brings terms and their parts together, once."""
        if not self._gathered:
            await self._connection.execute(sql.TAKE_TIME)
            await self._connection.execute(sql.ANALYZE_ROWS)
            await self._connection.execute(sql.GATHER, {"since": since})
            await self._connection.execute(sql.ANALYZE_DRAFT)
            await self._connection.commit()
            self._gathered = True

    async def _swap(self, version: Version) -> Change:
        place = {"scheme": version.scheme.value, "since": version.since}
        execute = self._connection.execute
        if version.scheme.is_history:
            dropped, changed = (await execute(sql.DELETE_UNSAID, {"scheme": version.scheme.value})).one()
            entered = (await execute(sql.ENTER_HISTORY, {"scheme": version.scheme.value})).rowcount
            return await self._note(version, Change(max(0, entered - changed), changed, dropped))
        following = await self._connection.scalar(sql.NEXT, place)
        period = {**place, "until": following}
        await execute(sql.FIND_CHANGED, period)
        dropped, changed = (await execute(sql.COUNT_CHANGED)).one()
        if following is not None:
            await execute(sql.GO_ON_AFTER, period)
        await execute(sql.END_BEFORE, place)
        await execute(sql.DELETE_REPLACED, place)
        entered = (await execute(sql.ENTER, period)).rowcount
        return await self._note(version, Change(added=entered - changed, changed=changed, dropped=dropped))

    async def _note(self, version: Version, change: Change) -> Change:
        await self._connection.execute(self._noted(replace(version, change=change)))
        return change

    def _noted(self, version: Version) -> sa.Insert:
        values = {
            "file_name": version.file_name,
            "sha256": version.sha256,
            "terms": version.terms,
            "added": version.change.added,
            "changed": version.change.changed,
            "dropped": version.change.dropped,
            "faults": version.faults,
            "imported_at": version.imported_at,
        }
        key = {"scheme": version.scheme.value, "since": version.since}
        statement = insert(self._version).values(key | values)
        return statement.on_conflict_do_update(index_elements=list(key), set_=values)


def _record(number: int, term: Term) -> tuple[object, ...]:
    facts, words = _JSON(term.facts), _words(term)
    return number, term.scheme.value, term.code, term.since, term.until, term.label, term.level, facts, words


def _words(term: Term) -> str:
    # A number is found without the letters of its register as well.
    number = term.code.lstrip(ascii_letters)
    return " ".join(dict.fromkeys([*words_of(f"{term.code} {number}"), *words_of(term.label)]))
