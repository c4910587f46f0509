"""What workers let employers read, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_prevention.domain.consent import Consent, ConsentScope
from passeport_prevention.domain.verification import siren_of
from passeport_prevention.storage.persons import is_shut
from passeport_prevention.storage.tables import consent as table

__all__ = ["SqlConsents"]


class SqlConsents:
    """Implements `passeport_prevention.usecases.ports.Consents`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all_of(self, person_id: UUID) -> Sequence[Consent]:
        """All that a worker said, the newest first; an employer is there once."""
        ids = await ids_of(self._connection, person_id)
        query = sa.select(table).where(table.c.person_id.in_(ids))
        rows = await self._connection.execute(query.order_by(table.c.said_at.desc(), table.c.employer_siren))
        last = dict[str, Consent]()
        for row in rows:
            last.setdefault(row.employer_siren, _consent(row))
        return list(last.values())

    async def get(self, person_id: UUID, siren: str) -> Consent | None:
        """What a worker said of an employer, if anything."""
        row = await self._last(person_id, siren)
        return None if row is None else _consent(row)

    async def open_to(self, person_id: UUID, siren: str) -> Consent | None:
        """What the employer itself goes by: the same, and nothing while the account under which it was said is closed,
        or one that it was merged into, or while a death is reported.
        """
        row = await self._last(person_id, siren)
        return None if row is None or await is_shut(self._connection, row.person_id) else _consent(row)

    async def _last(self, person_id: UUID, siren: str) -> sa.Row[*tuple[Any, ...]] | None:
        ids = await ids_of(self._connection, person_id)
        query = sa.select(table).where(table.c.person_id.in_(ids), table.c.employer_siren == siren)
        return (await self._connection.execute(query.order_by(table.c.said_at.desc()).limit(1))).one_or_none()

    async def put(self, person_id: UUID, consent: Consent) -> None:
        """Puts what a worker says in place of what he said before; of that nothing comes back if a merge is undone."""
        said_at = consent.withdrawn_at or consent.granted_at
        values = {
            "employer_siret": consent.employer_siret,
            "scope": consent.scope.value,
            "training_ids": list(consent.training_ids),
            "categories": list(consent.categories),
            "until": consent.until,
            "granted_at": consent.granted_at,
            "withdrawn_at": consent.withdrawn_at,
            "said_at": said_at,
        }
        siren = siren_of(consent.employer_siret)
        key = {"person_id": person_id, "employer_siren": siren}
        put = insert(table).values(**key, **values)
        await self._connection.execute(put.on_conflict_do_update(index_elements=list(key), set_=values))
        # Whoever was merged into him may turn out to be another: then what he let be read is not let by this word, and
        # not by his own either, which somebody else may have taken back.
        of_others = (table.c.person_id.in_(await ids_of(self._connection, person_id)), table.c.person_id != person_id)
        holds = (table.c.scope != ConsentScope.REFUSED.value, table.c.withdrawn_at.is_(None))
        end = sa.update(table).where(*of_others, table.c.employer_siren == siren, *holds).values(withdrawn_at=said_at)
        await self._connection.execute(end)


def _consent(row: sa.Row[*tuple[Any, ...]]) -> Consent:
    return Consent(
        employer_siret=row.employer_siret,
        scope=ConsentScope(row.scope),
        training_ids=tuple(row.training_ids),
        categories=tuple(row.categories),
        until=row.until,
        granted_at=row.granted_at,
        withdrawn_at=row.withdrawn_at,
    )
