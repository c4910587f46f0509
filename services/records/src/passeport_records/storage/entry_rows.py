"""Entries as rows of the table `entry`, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.entry import Content, Deletion, Entry, EntryState, Kind, Nature
from passeport_records.domain.harvest import Held
from passeport_records.domain.known import Known
from passeport_records.domain.listing import dated_on, rank
from passeport_records.domain.organisation import Organisation
from passeport_records.storage.details import read_details, write_details
from passeport_records.storage.tables import entry as table
from passeport_records.storage.told import known_up_to, read_known, write_places, write_told

__all__ = [
    "HELD",
    "SELECTED",
    "among",
    "read_before",
    "read_content_before",
    "read_entry",
    "read_held",
    "write_before",
    "write_declared",
    "write_entry",
    "write_held",
]

SELECTED = (
    table.c.person_id,
    table.c.id,
    table.c.nature,
    table.c.kind,
    table.c.title,
    table.c.organisation_name,
    table.c.organisation_siret,
    table.c.organisation_locality,
    table.c.start_date,
    table.c.end_date,
    table.c.description,
    table.c.details,
    table.c.state,
    table.c.revision,
    table.c.source_label,
    table.c.created_at,
    table.c.updated_at,
    table.c.place,
    table.c.purge_at,
    table.c.state_before,
    table.c.known_up_to,
)
"""The columns that `read_entry` needs."""

HELD = (*SELECTED, table.c.known, table.c.told, table.c.continued_by)
"""Those that `read_held` needs."""

_CHANGING = (
    "title",
    "organisation_name",
    "organisation_siret",
    "organisation_locality",
    "start_date",
    "end_date",
    "description",
    "details",
    "state",
    "known",
    "told",
)


def among(places: Collection[tuple[UUID, UUID]], *columns: sa.ColumnElement[UUID]) -> sa.ColumnElement[bool]:
    """Whether the columns, person and entry, are one of these places, however many: as two arrays, not as a list.

    A list of ten thousand pairs is deeper than PostgreSQL's stack.
    """
    persons, entries = zip(*places, strict=True) if places else ((), ())
    arrays = (sa.literal(list(each), ARRAY(sa.Uuid)) for each in (persons, entries))
    given = sa.func.unnest(*arrays).table_valued(*(sa.column(name, sa.Uuid) for name in ("person_id", "entry_id")))
    return sa.tuple_(*columns).in_(sa.select(*given.render_derived(name="places").c))


def read_entry(row: sa.Row[*tuple[Any, ...]]) -> Entry:
    """The entry of a row."""
    kind = Kind(row.kind)
    return Entry(
        id=row.id,
        person_id=row.person_id,
        nature=Nature(row.nature),
        kind=kind,
        content=_read_content(kind, row),
        created_at=row.created_at,
        updated_at=row.updated_at,
        state=EntryState(row.state),
        revision=row.revision,
        source_label=row.source_label,
        place=row.place,
        # Of one that another goes on for it is the last day that there is.
        known_until=None if row.known_up_to == date.max else row.known_up_to,
        deletion=None if row.purge_at is None else Deletion(row.purge_at, EntryState(row.state_before)),
    )


def _read_content(kind: Kind, row: Any) -> Content:
    return Content(
        title=row.title,
        organisation=Organisation(row.organisation_name, row.organisation_siret, row.organisation_locality),
        start=_date(row.start_date),
        end=_date(row.end_date),
        description=row.description,
        details=read_details(kind, row.details),
    )


def read_held(row: sa.Row[*tuple[Any, ...]]) -> Held:
    """The entry of a row, and what it stands on."""
    entry = read_entry(row)
    return Held(entry, _known(row, row.known_up_to, entry.content), row.continued_by)


def _known(row: Any, up_to: date | None, content: Content) -> Known | None:
    known = read_known(row.known, row.told, content)
    if up_to is None or (known is not None and known.day == up_to):
        return known
    # Written by a version that knew of the day alone, which may still run beside this one.
    return known_up_to(up_to, content, annulled=EntryState(row.state) is EntryState.WITHDRAWN)


def write_held(held: Held) -> dict[str, Any]:
    """The row of a guaranteed entry."""
    known = held.known
    return write_entry(held.entry) | {
        # Of one that another goes on for, no message is news, not even to a version that does not know of the other.
        "known_up_to": date.max if held.continued_by else known and known.day,
        "known": write_places(known, held.entry.content) if known else None,
        "told": write_told(known, held.entry.content) if known else None,
        "continued_by": held.continued_by,
    }


def write_declared(entry: Entry) -> dict[str, Any]:
    """The row of a declared entry, which its holder may delete."""
    deletion = entry.deletion
    return write_entry(entry) | {
        "purge_at": deletion and deletion.purge_at,
        "state_before": deletion and deletion.state_before.value,
    }


def write_before(held: Held) -> dict[str, Any]:
    """What of a guaranteed entry may change, as JSON."""
    row = write_held(held)
    said = {name: row[name] for name in _CHANGING}
    up_to, continued_by = row["known_up_to"], row["continued_by"]
    return said | {
        "known_up_to": None if up_to is None else up_to.isoformat(),
        "continued_by": None if continued_by is None else str(continued_by),
    }


def read_before(said: Mapping[str, Any], held: Held) -> Held:
    """The entry as `write_before` wrote it, where it has by now become `held`, whose revision it keeps."""
    # Versions before `told` did not write it.
    row, up_to, continued_by = SimpleNamespace(**{"told": None, **said}), said["known_up_to"], said["continued_by"]
    entry = replace(held.entry, content=_read_content(held.entry.kind, row), state=EntryState(row.state))
    known = _known(row, None if up_to is None else date.fromisoformat(up_to), entry.content)
    return Held(entry, known, None if continued_by is None else UUID(continued_by))


def read_content_before(said: Mapping[str, Any], kind: Kind) -> Content:
    """What an entry of a kind said, as `write_before` wrote it."""
    return _read_content(kind, SimpleNamespace(**said))


def write_entry(entry: Entry) -> dict[str, Any]:
    """The row of an entry, but for its place, which `arrange` alone writes."""
    content, organisation = entry.content, entry.content.organisation
    return {
        "person_id": entry.person_id,
        "id": entry.id,
        "nature": entry.nature.value,
        "kind": entry.kind.value,
        "title": content.title,
        "organisation_name": organisation.name,
        "organisation_siret": organisation.siret,
        "organisation_locality": organisation.locality,
        "start_date": None if content.start is None else str(content.start),
        "end_date": None if content.end is None else str(content.end),
        "description": content.description,
        "details": write_details(content.details),
        "state": entry.state.value,
        "revision": entry.revision,
        "source_label": entry.source_label,
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
        "rank": rank(entry.kind),
        "dated_on": dated_on(content),
    }


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)
