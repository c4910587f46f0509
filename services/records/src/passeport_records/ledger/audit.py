"""What the audit of the ledger holds its leaves against: entries, their provenance and their files.

It finds an altered row of any of them, and says at which index and of which entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_logbook.audit import MOST_FAULTS, Audit
from passeport_records.domain.entry import Nature
from passeport_records.domain.leaf import commitment_of, entry_said, origin_said, salt_of
from passeport_records.storage.ledger_versions import Key, Version, placed_among, placed_between, versions_of
from passeport_records.storage.persons import begin_for_all
from passeport_records.storage.tables import ledger_place, ledger_shredded

__all__ = ["AUDITOR"]

# Versions that are to have a leaf, and have none that waits either: all that were written out, and the present ones.
_WITHOUT_LEAF = sa.text(
    """
    SELECT s.entry_id, s.revision FROM provenance_step AS s
    JOIN entry AS e ON e.person_id = s.person_id AND e.id = s.entry_id
    WHERE (s.said IS NOT NULL OR s.revision = e.revision)
        AND NOT EXISTS (SELECT FROM ledger_place AS p
            WHERE p.person_id = s.person_id AND p.entry_id = s.entry_id AND p.revision = s.revision)
        AND NOT EXISTS (SELECT FROM ledger_queue AS q
            WHERE q.person_id = s.person_id AND q.entry_id = s.entry_id AND q.revision = s.revision)
    LIMIT 1000
    """
)
_WITHOUT_STEP = sa.text(
    """
    SELECT e.id, e.revision FROM entry AS e
    WHERE (e.nature = 'guaranteed' OR EXISTS (
        SELECT FROM ledger_place AS p WHERE p.person_id = e.person_id AND p.entry_id = e.id
    )) AND NOT EXISTS (
        SELECT FROM provenance_step AS s
        WHERE s.person_id = e.person_id AND s.entry_id = e.id AND s.revision = e.revision
    ) LIMIT 1000
    """
)
# By its steps, which their leaves vouch for; a contract has other keys too, by messages of which no leaf says all.
_BY_KEY = "k.person_id = s.person_id AND k.entry_id = s.entry_id AND k.sender_key = s.sender_key"
_WITHOUT_KEY = sa.text(
    f"""
    SELECT s.entry_id FROM provenance_step AS s JOIN batch AS b ON b.id = s.batch_id
    WHERE s.revision = 1 AND b.feed <> 'dsn' AND NOT EXISTS (SELECT FROM entry_source AS k
        WHERE {_BY_KEY} AND k.source = b.feed
            AND k.sender = CASE b.feed WHEN 'certifications' THEN b.id_client ELSE b.sender_siret END)
    UNION ALL
    SELECT e.id FROM entry AS e
    WHERE e.nature = 'guaranteed' AND e.kind = 'employment' AND e.state = 'active' AND NOT EXISTS (
        SELECT FROM entry_source AS k WHERE k.person_id = e.person_id AND k.entry_id = e.id AND k.source = 'dsn')
    LIMIT 1000
    """  # noqa: S608 - our own
)
_STRANGE_KEY = sa.text(
    f"""
    SELECT k.entry_id FROM entry_source AS k
    WHERE CASE k.source WHEN 'dsn' THEN NOT starts_with(k.sender_key, k.person_id || '/')
        ELSE NOT EXISTS (SELECT FROM provenance_step AS s WHERE {_BY_KEY}) END
    LIMIT 1000
    """  # noqa: S608 - our own
)
_GOES_ON_NOWHERE = sa.text(
    """
    SELECT e.id FROM entry AS e
    WHERE e.continued_by IS NOT NULL AND (e.state <> 'withdrawn' OR NOT EXISTS (
        SELECT FROM entry AS o WHERE o.person_id = e.person_id AND o.id = e.continued_by AND o.kind = e.kind))
    LIMIT 1000
    """
)
_STRAYS = {
    _WITHOUT_KEY: "the key of its sender does not lead to it (entry_source)",
    _STRANGE_KEY: "a key leads to it that its sender never gave it (entry_source)",
    _GOES_ON_NOWHERE: "it goes on in an entry that is not there, or still holds (continued_by)",
}
_UNREAD = {
    "step": "where version {revision} comes from cannot be read (provenance_step)",
    "entry": "the entry cannot be read",
    "batch": "the file of version {revision} cannot be read",
    "former": "what is kept of version {before} (before) cannot be read",
}


class LedgerAuditor:
    """Implements `passeport_logbook.audit.LeafAuditor`."""

    async def begin(self, connection: AsyncConnection) -> None:
        """Begins a transaction that sees the leaves of every person."""
        await begin_for_all(connection, planned_anew=True)

    async def leaves(self, connection: AsyncConnection, audit: Audit, first: int, entries: Sequence[bytes]) -> None:
        """Holds each text against its log entry, and against entry, provenance and file as they are by now."""
        end = first + len(entries)
        places = await placed_between(connection, first, end)
        index = ledger_shredded.c.index
        shredded = set(await connection.scalars(sa.select(index).where(index >= first, index < end)))
        audit.shredded += len(shredded)
        found = await versions_of(connection, list(places.values()))
        versions: Mapping[Key, Version] = {one.key: one for one in found}
        before = await _ones_before(connection, versions)
        for at, entry in enumerate(entries, start=first):
            key = places.get(at)
            if key is None:
                if at not in shredded:
                    audit.fault("its place is gone, and nobody was forgotten", at)
                continue
            if at in shredded:
                audit.fault("it is shredded, and has a place", at, _entry(key[1]))
            for what in _faults_of(versions[key], entry, before):
                audit.fault(what, at, _entry(key[1]))

    async def strays(self, connection: AsyncConnection, audit: Audit) -> None:
        """What should be in the log, or should not be beyond its end."""
        for entry_id, revision in await connection.execute(_WITHOUT_LEAF):
            audit.fault(f"its version {revision} has no leaf (python -m … enter-ledger)", of=_entry(entry_id))
        for entry_id, revision in await connection.execute(_WITHOUT_STEP):
            audit.fault(f"its version {revision} is of no origin", of=_entry(entry_id))
        for query, what in _STRAYS.items():
            for (entry_id,) in await connection.execute(query):
                audit.fault(what, of=_entry(entry_id))
        columns = ledger_place.c
        beyond = sa.select(columns.index, columns.entry_id).where(columns.index >= audit.size).limit(MOST_FAULTS)
        for index, entry_id in await connection.execute(beyond):
            audit.fault("its place is beyond the end of the log", index, _entry(entry_id))


def _entry(entry_id: UUID) -> str:
    return f"entry {entry_id}"


@dataclass(frozen=True, slots=True)
class _Before:
    """The version before: its log entry by its own text, in hexadecimal, and what it says."""

    commitment: str
    said: str


async def _ones_before(connection: AsyncConnection, keys: Iterable[Key]) -> dict[Key, _Before]:
    """Of each version that is not the first the one before, if it has a place in the log."""
    before = [_one_before(key) for key in keys if key[2] > 1]
    if not before:
        return {}
    placed = await placed_among(connection, before)
    return {
        one.key: _Before(commitment_of(salt_of(one.person_key, one.said), one.said).hex(), one.said)
        for one in await versions_of(connection, before)
        if one.key in placed and one.said is not None and one.person_key is not None
    }


def _one_before(key: Key) -> Key:
    person_id, entry_id, revision = key
    return person_id, entry_id, revision - 1


def _faults_of(version: Version, entry: bytes, before: Mapping[Key, _Before]) -> Iterator[str]:
    revision = version.key[2]
    for part in sorted(version.unread):
        yield _UNREAD[part].format(revision=revision, before=revision - 1)
    if version.said is None:
        yield f"its version {revision} is gone"
        return
    if version.person_key is None:
        yield "the key of its person is gone, and nobody was forgotten"
    elif commitment_of(salt_of(version.person_key, version.said), version.said) != entry:
        yield f"what version {revision} says (provenance_step.said), its key or its log entry was altered"
    said = _read(version.said)
    if said is None:
        return
    yield from _differences("it", {"person": str(version.key[0]), "revision": revision}, said)
    yield from _faults_of_former(version, before.get(_one_before(version.key)), said)
    if version.batch is not None and version.step is not None:
        yield from _differences("provenance", origin_said(version.batch, version.step), said.get("origin"))
    elif version.batch is None and "batch" not in version.unread:
        yield f"the file of version {revision} is gone"
    yield from _faults_of_entry(version, said)


def _faults_of_former(version: Version, former: _Before | None, said: Mapping[str, Any]) -> Iterator[str]:
    revision = version.key[2] - 1
    what = f"what is kept of version {revision} (before)"
    if version.former_lost:
        yield f"{what} is gone"
    if (previous := said.get("previous")) and (former is None or former.commitment != previous):
        yield f"version {revision}, which it follows, was altered or is gone"
    elif former is not None and version.former is not None:
        yield from _differences(what, entry_said(version.former), (_read(former.said) or {}).get("entry"))


def _read(said: str) -> Mapping[str, Any] | None:
    """What a version says; None where it is not what this service writes."""
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _faults_of_entry(version: Version, said: Mapping[str, Any]) -> Iterator[str]:
    revision = version.key[2]
    if version.entry is None:
        if "entry" not in version.unread:
            yield "the entry is gone"
        return
    if version.entry.nature is not Nature.GUARANTEED or version.entry.deletion is not None:
        yield "the entry does not say that it is guaranteed (nature, purge_at)"
    if version.entry.revision == revision:
        yield from _differences("entry", entry_said(version.entry), said.get("entry"))
    elif version.entry.revision < revision:
        yield f"the entry is at version {version.entry.revision}, and the log knows version {revision}"


def _differences(what: str, found: Mapping[str, Any], said: object) -> Iterator[str]:
    leaf = said if isinstance(said, dict) else {}
    names = sorted(found.keys() | leaf.keys()) if what != "it" else sorted(found)
    wrong = [name for name in names if found.get(name) != leaf.get(name)]
    if wrong:
        yield f"{what} does not say what its leaf says: {', '.join(wrong)}"


AUDITOR = LedgerAuditor()
