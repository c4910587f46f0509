"""Trainings as they are first declared, written by one or by the thousand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db.rows import insert_rows
from passeport_prevention.domain.training import Training
from passeport_prevention.storage.tables import training as table
from passeport_prevention.storage.tables import verification
from passeport_prevention.storage.training_rows import said_row, verification_row

__all__ = ["insert_trainings"]

_FEW = 10
"""Trainings that are written as rows, since hardly two of them say the same."""
_SAID = tuple(column.name for column in table.c if column.name not in {"person_id", "id"})


def _insert_several() -> sa.Insert:
    """Of trainings by the thousand, of which many say the same: that travels once, and each has its place."""
    types = {name: table.c[name].type for name in _SAID} | {"particulars": sa.Text()}
    columns = [sa.column(name, type_) for name, type_ in types.items()]
    texts = sa.func.unnest(*(sa.bindparam(each.name, type_=ARRAY(each.type)) for each in columns))
    said = texts.table_valued(*columns, with_ordinality="place", name="said").render_derived()
    own: dict[str, sa.types.TypeEngine[Any]] = {"persons": sa.Uuid(), "ids": sa.Uuid(), "places": sa.BigInteger()}
    arrays = sa.func.unnest(*(sa.bindparam(name, type_=ARRAY(type_)) for name, type_ in own.items()))
    given = arrays.table_valued(*(sa.column(*each) for each in own.items()), name="given").render_derived()
    values: dict[str, sa.ColumnElement[Any]] = {"person_id": given.c.persons, "id": given.c.ids}
    values |= {name: said.c[name] for name in _SAID}
    values["particulars"] = sa.cast(said.c.particulars, JSONB)
    query = sa.select(*values.values()).select_from(given.join(said, said.c.place == given.c.places))
    return sa.insert(table).from_select([*values], query)


_SEVERAL = _insert_several()


async def insert_trainings(connection: AsyncConnection, trainings: Sequence[Training]) -> None:
    """Inserts trainings, and what their employers are to verify, in the transaction of `connection`."""
    await insert_rows(connection, verification, [verification_row(one) for one in trainings if one.verification])
    if len(trainings) < _FEW:
        rows = [said_row(one) | {"person_id": one.person_id, "id": one.id} for one in trainings]
        await insert_rows(connection, table, rows)
        return
    said = {_parts(one): one for one in trainings}
    places = {parts: place for place, parts in enumerate(said, start=1)}
    rows = [said_row(one) for one in said.values()]
    for row in rows:
        row["particulars"] = json.dumps(row["particulars"])
    values = {name: [row[name] for row in rows] for name in _SAID}
    values["persons"] = [one.person_id for one in trainings]
    values["ids"] = [one.id for one in trainings]
    values["places"] = [places[_parts(one)] for one in trainings]
    await connection.execute(_SEVERAL, values)


def _parts(training: Training) -> tuple[object, ...]:
    """What `said_row` is made of; of what trainings of a file have in common they have one object."""
    content, particulars, declarer = training.content, training.particulars, training.declarer
    parts = training.created_at, training.due_on, training.declaration, training.reference
    return id(content), id(particulars), id(declarer), *parts
