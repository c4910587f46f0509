"""Persons added by thousands, in one statement.

Arrays, one for each column, that PostgreSQL turns into rows: as quick as COPY, and a fault is an error of SQLAlchemy's,
which quotes no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.person import PersonOrigin
from passeport_identity.storage.person_rows import identity_values
from passeport_identity.storage.tables import person
from passeport_identity.usecases.person_ports import RegisteredPerson

__all__ = ["add_persons"]

# What no name holds: arrays of arrays cannot be taken apart, so that given names travel as one text.
_BETWEEN = "\x1f"
_OWN = ("person_id", "nir_sealed", "nir_key_version", "nir_kind", "nir_index", "nir_index_key_version")


def _statement(names: Sequence[str]) -> sa.Insert:
    kinds = {name: sa.Text() if name == "given_names" else person.c[name].type for name in names}
    arrays = (sa.bindparam(name, type_=ARRAY(kind)) for name, kind in kinds.items())
    parts = (sa.column(name, kind) for name, kind in kinds.items())
    given = sa.func.unnest(*arrays).table_valued(*parts, name="given").render_derived()
    values: dict[str, sa.ColumnElement[Any]] = dict(given.c.items())
    values["given_names"] = sa.func.string_to_array(values["given_names"], sa.literal(_BETWEEN))
    values |= {"origin": sa.literal(PersonOrigin.REGISTRY.value), "import_id": sa.bindparam("of_import", type_=sa.Uuid)}
    return sa.insert(person).from_select(list(values), sa.select(*values.values()))


_STATEMENTS: dict[tuple[str, ...], sa.Insert] = {}


async def add_persons(connection: AsyncConnection, persons: Sequence[RegisteredPerson], import_id: UUID) -> None:
    """Adds persons of the registry."""
    if not persons:
        return
    rows = [identity_values(each.identity) for each in persons]
    names = (*_OWN, *rows[0])
    sent: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    sent["given_names"] = [_BETWEEN.join(given) for given in sent["given_names"]]
    sent |= {
        "person_id": [each.person_id for each in persons],
        "nir_sealed": [each.nir.ciphertext for each in persons],
        "nir_key_version": [each.nir.key_version for each in persons],
        "nir_kind": [each.nir.kind.value for each in persons],
        "nir_index": [each.index.value for each in persons],
        "nir_index_key_version": [each.index.key_version for each in persons],
    }
    if names not in _STATEMENTS:
        _STATEMENTS[names] = _statement(names)
    await connection.execute(_STATEMENTS[names], sent | {"of_import": import_id})
