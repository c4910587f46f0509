"""Trainings in PostgreSQL."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db.rows import insert_rows
from passeport_chassis.partial_date import PartialDate
from passeport_dossier.storage.persons import ids_of
from passeport_prevention.domain.training import (
    Content,
    Declarant,
    Declarer,
    Position,
    Proof,
    Training,
    TrainingPage,
)
from passeport_prevention.storage.particulars import read_particulars
from passeport_prevention.storage.tables import training as table

__all__ = ["SqlTrainings"]

_SELECT = sa.select(
    table.c.person_id,
    table.c.id,
    table.c.declarant,
    table.c.declarant_name,
    table.c.declarant_siret,
    table.c.title,
    table.c.proof,
    table.c.start_date,
    table.c.end_date,
    table.c.validity_start_date,
    table.c.validity_end_date,
    table.c.training_body,
    table.c.created_at,
    table.c.due_on,
    table.c.declaration,
    table.c.reference,
    table.c.particulars,
)
# Made once: to put such a statement together takes longer than to run it.
_PAGE = (
    _SELECT.where(table.c.person_id.in_(sa.bindparam("person_ids", expanding=True)))
    .order_by(table.c.dated_on.desc(), table.c.id.desc())
    .limit(sa.bindparam("rows", type_=sa.Integer))
)

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


class SqlTrainings:
    """Implements `passeport_prevention.usecases.ports.Trainings`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, *trainings: Training) -> None:
        """Adds trainings."""
        if len(trainings) < _FEW:
            rows = [_said(one) | {"person_id": one.person_id, "id": one.id} for one in trainings]
            await insert_rows(self._connection, table, rows)
            return
        said = {_parts(one): one for one in trainings}
        places = {parts: place for place, parts in enumerate(said, start=1)}
        rows = [_said(one) for one in said.values()]
        for row in rows:
            row["particulars"] = json.dumps(row["particulars"])
        values = {name: [row[name] for row in rows] for name in _SAID}
        values["persons"] = [one.person_id for one in trainings]
        values["ids"] = [one.id for one in trainings]
        values["places"] = [places[_parts(one)] for one in trainings]
        await self._connection.execute(_SEVERAL, values)

    async def get(self, person_id: UUID, training_id: UUID) -> Training:
        """Gets a training known to exist."""
        ids = await ids_of(self._connection, person_id)
        query = _SELECT.where(table.c.person_id.in_(ids), table.c.id == training_id)
        return _training((await self._connection.execute(query)).one())

    async def page(self, person_id: UUID, limit: int, after: Position | None) -> TrainingPage:
        """One page of a worker's trainings, the latest first, from the position `after`."""
        query = _PAGE
        if after is not None:
            query = query.where(
                sa.tuple_(table.c.dated_on, table.c.id)
                < sa.tuple_(sa.literal(str(after.dated_on)), sa.literal(after.training_id))
            )
        # One identifier, which is what nearly everybody has, is read by the index in the order of the page.
        ids = await ids_of(self._connection, person_id)
        rows = await self._connection.execute(query, {"person_ids": ids, "rows": limit + 1})
        found = tuple(_training(row) for row in rows)
        if len(found) <= limit:
            return TrainingPage(found, None)
        last = found[limit - 1]
        return TrainingPage(found[:limit], Position(last.dated_on, last.id))


def _said(training: Training) -> dict[str, Any]:
    """The row of a training but for its identifier and its person."""
    content, declarer = training.content, training.declarer
    return {
        "declarant": declarer.declarant.value,
        "declarant_name": declarer.name,
        "declarant_siret": declarer.siret,
        "title": content.title,
        "proof": content.proof.value,
        "start_date": _text(content.start),
        "end_date": _text(content.end),
        "validity_start_date": _text(content.validity_start),
        "validity_end_date": _text(content.validity_end),
        "dated_on": str(training.dated_on),
        "training_body": content.training_body,
        "created_at": training.created_at,
        "due_on": training.due_on,
        "declaration": training.declaration,
        "reference": training.reference,
        "particulars": training.particulars.told() or None,
    }


def _parts(training: Training) -> tuple[object, ...]:
    """What `_said` is made of; of what trainings of a file have in common they have one object."""
    content, particulars, declarer = training.content, training.particulars, training.declarer
    parts = training.created_at, training.due_on, training.declaration, training.reference
    return id(content), id(particulars), id(declarer), *parts


def _text(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)


def _training(row: sa.Row[*tuple[Any, ...]]) -> Training:
    return Training(
        id=row.id,
        person_id=row.person_id,
        declarer=Declarer(Declarant(row.declarant), row.declarant_name, row.declarant_siret),
        content=Content(
            title=row.title,
            proof=Proof(row.proof),
            start=_date(row.start_date),
            end=_date(row.end_date),
            validity_start=_date(row.validity_start_date),
            validity_end=_date(row.validity_end_date),
            training_body=row.training_body,
        ),
        created_at=row.created_at,
        due_on=row.due_on,
        declaration=row.declaration,
        reference=row.reference,
        particulars=read_particulars(row.particulars),
    )
