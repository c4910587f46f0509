"""Keys of requests in PostgreSQL: an insert that meets the same key waits for the other transaction's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_prevention.domain.request import Claimed
from passeport_prevention.storage import tables

__all__ = ["SqlRequests"]


class KeysWentMeanwhile(Exception):
    """Keys that were taken are there no more."""


_CLAIM_KEYS = sa.text(
    "INSERT INTO partner_key (client_id, partner_key, person_id, training_id, fingerprint)"
    " SELECT :client, * FROM unnest(:keys, :persons, :trainings, :fingerprints)"
    " ON CONFLICT DO NOTHING"
).bindparams(
    sa.bindparam("client", type_=sa.Text),
    sa.bindparam("keys", type_=ARRAY(sa.Text)),
    sa.bindparam("persons", type_=ARRAY(sa.Uuid)),
    sa.bindparam("trainings", type_=ARRAY(sa.Uuid)),
    sa.bindparam("fingerprints", type_=ARRAY(sa.LargeBinary)),
)


class SqlRequests:
    """Implements `passeport_prevention.usecases.ports.Requests`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim_request_id(self, request_id: str, claim: Claimed) -> Claimed | None:
        """Takes a request id of the worker of `claim`; None, or what it was taken for before."""
        # Before he was merged a person may have used it under another identifier.
        others = [each for each in await ids_of(self._connection, claim.person_id) if each != claim.person_id]
        if others and (earlier := await self._used_by(others, request_id)) is not None:
            return earlier
        key = {"person_id": claim.person_id, "request_id": request_id}
        values = {"training_id": claim.training_id, "fingerprint": claim.fingerprint}
        return await self._claim(tables.request_id, key, values)

    async def _used_by(self, person_ids: Sequence[UUID], request_id: str) -> Claimed | None:
        table = tables.request_id
        query = sa.select(table.c.person_id, table.c.training_id, table.c.fingerprint)
        query = query.where(table.c.person_id.in_(person_ids), table.c.request_id == request_id).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else Claimed(*row)

    async def claim_partner_key(self, client_id: str, partner_key: str, claim: Claimed) -> Claimed | None:
        """Takes a key of a partner, for ever; None, or what it was taken for before."""
        key = {"client_id": client_id, "partner_key": partner_key}
        values = {
            "person_id": claim.person_id,
            "training_id": claim.training_id,
            "fingerprint": claim.fingerprint,
        }
        return await self._claim(tables.partner_key, key, values)

    async def claim_partner_keys(self, client_id: str, claims: Mapping[str, Claimed]) -> Mapping[str, Claimed]:
        """Takes several keys of a partner, for ever; gives those that were taken before, with what they were for."""
        if not claims:
            return {}
        # In one order, so that two who take the same ones do not wait for each other.
        keys = sorted(claims)
        values = {
            "client": client_id,
            "keys": keys,
            "persons": [claims[key].person_id for key in keys],
            "trainings": [claims[key].training_id for key in keys],
            "fingerprints": [claims[key].fingerprint for key in keys],
        }
        if (await self._connection.execute(_CLAIM_KEYS, values)).rowcount == len(keys):
            return {}
        # Read after the wait, in a statement of its own: under READ COMMITTED it sees what others committed.
        table = tables.partner_key
        query = sa.select(table).where(table.c.client_id == client_id, table.c.partner_key == sa.any_(_texts(keys)))
        found = {
            row.partner_key: Claimed(row.person_id, row.training_id, row.fingerprint)
            for row in await self._connection.execute(query)
        }
        if len(found) < len(keys):
            # Its person was forgotten between the two statements: whoever comes again may have it.
            raise KeysWentMeanwhile
        return {key: claimed for key, claimed in found.items() if claimed.training_id != claims[key].training_id}

    async def _claim(self, table: sa.Table, key: dict[str, Any], values: dict[str, Any]) -> Claimed | None:
        statement = insert(table).values(**key, **values).on_conflict_do_nothing().returning(table.c.training_id)
        if (await self._connection.execute(statement)).first() is not None:
            return None
        # Read after the wait, in a statement of its own: under READ COMMITTED it sees what the other committed.
        query = sa.select(table.c.person_id, table.c.training_id, table.c.fingerprint)
        query = query.where(*(table.c[name] == value for name, value in key.items()))
        row = (await self._connection.execute(query)).one()
        return Claimed(row.person_id, row.training_id, row.fingerprint)


def _texts(values: Sequence[str]) -> sa.ColumnElement[Any]:
    return sa.literal(values, ARRAY(sa.Text))
