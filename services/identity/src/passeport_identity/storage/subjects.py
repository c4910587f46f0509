"""FranceConnect's subjects, each of one person: those of the first platform in one table, those of others beside it.

The first table has room for one subject of a person only, and code of the revision before goes by that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.subject import FIRST_PLATFORM, Subject
from passeport_identity.storage.tables import franceconnect_further_subject as further
from passeport_identity.storage.tables import franceconnect_subject as first

__all__ = ["SqlSubjects"]


class SqlSubjects:
    """Implements `usecases.sign_in_ports.Subjects`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def person_id_of(self, subject: Subject) -> UUID | None:
        """The person that a subject is linked to."""
        table = _table_of(subject)
        query = sa.select(table.c.person_id).where(_is(subject))
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def all_of(self, person_id: UUID) -> Sequence[Subject]:
        """The subjects linked to a person, that of the first platform first."""
        return await self._found(*(table.c.person_id == person_id for table in (first, further)))

    async def linked_since(self, person_id: UUID, moment: datetime) -> Sequence[Subject]:
        """Those of them that were linked at a moment or later."""
        return await self._found(
            *(sa.and_(each.c.person_id == person_id, each.c.linked_at >= moment) for each in (first, further))
        )

    async def _found(self, in_first: sa.ColumnElement[bool], in_further: sa.ColumnElement[bool]) -> list[Subject]:
        of_first = sa.select(first.c.subject, sa.literal(FIRST_PLATFORM).label("issuer")).where(in_first)
        query = of_first.union_all(sa.select(further.c.subject, further.c.issuer).where(in_further))
        rows = await self._connection.execute(query.order_by("issuer"))
        return [Subject(row.subject, row.issuer) for row in rows]

    async def link(self, subject: Subject, person_id: UUID, now: datetime) -> None:
        """Links a subject to a person; whatever either was linked to at that platform before no longer is."""
        table = _table_of(subject)
        at_platform = further.c.issuer == subject.issuer if table is further else sa.true()
        is_theirs = sa.and_(at_platform, table.c.person_id == person_id)
        await self._connection.execute(sa.delete(table).where(sa.or_(_is(subject), is_theirs)))
        platform = {"issuer": subject.issuer} if table is further else {}
        await self._connection.execute(
            sa.insert(table).values(person_id=person_id, subject=subject.value, linked_at=now, **platform)
        )

    async def unlink(self, *subjects: Subject) -> None:
        """Takes subjects from the persons that they are linked to."""
        for subject in subjects:
            await self._connection.execute(sa.delete(_table_of(subject)).where(_is(subject)))


def _table_of(subject: Subject) -> sa.Table:
    return first if subject.issuer == FIRST_PLATFORM else further


def _is(subject: Subject) -> sa.ColumnElement[bool]:
    if subject.issuer == FIRST_PLATFORM:
        return first.c.subject == subject.value
    return sa.and_(further.c.issuer == subject.issuer, further.c.subject == subject.value)
