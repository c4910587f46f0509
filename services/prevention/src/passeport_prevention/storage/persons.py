"""Who is who, in PostgreSQL, and who is away; nothing is entered of a person while his time ends."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.domain.persons import Expiry
from passeport_dossier.storage import persons
from passeport_prevention.domain.persons import HolderNews
from passeport_prevention.storage.tables import holder_state, person_merge

__all__ = ["ALIKE", "SqlPersons", "is_shut"]

_EXPIRY = 0x6578_7069
"""Of the locks on persons: "expi". There are 256, since a server has room for some thousands of locks: two persons with
one of them wait for each other in vain, no more."""
_NUMBER = "hashtext(CAST(:person_id AS text)) & 255"
_PERSON = sa.bindparam("person_id", type_=sa.Uuid)
_ALONE = sa.text(f"SELECT pg_advisory_xact_lock({_EXPIRY}, {_NUMBER})").bindparams(_PERSON)
_WITH_OTHERS = sa.text(f"SELECT pg_advisory_xact_lock_shared({_EXPIRY}, {_NUMBER})").bindparams(_PERSON)
# In one order, as whoever locks several must.
_ALL_WITH_OTHERS = sa.text(
    "SELECT pg_advisory_xact_lock_shared(:expiry, number) FROM (SELECT DISTINCT hashtext(CAST(person_id AS text)) & 255"
    " AS number FROM unnest(CAST(:person_ids AS uuid[])) AS person_id ORDER BY number) AS numbers"
).bindparams(sa.bindparam("person_ids", type_=ARRAY(sa.Uuid)), sa.bindparam("expiry", _EXPIRY, sa.Integer))

_FORGET_IN_PROGRAMMES = sa.text("SELECT forget_in_programmes(:persons)").bindparams(
    sa.bindparam("persons", type_=ARRAY(sa.Uuid))
)

# Who closes his account ends what he said under it; a merge, which is the act of an operator, is not his word to open
# it. A death is that of one human being: it is reported, and withdrawn, of who stays.
_CLOSED = sa.and_(holder_state.c.closed.is_(True), holder_state.c.person_id.in_(persons.ABOVE))
_DEAD = sa.and_(holder_state.c.dead.is_(True), holder_state.c.person_id.in_(persons.FINAL))
_SHUT = sa.select(sa.exists().where(sa.or_(_CLOSED, _DEAD)))


_HOLDS = sa.and_(person_merge.c.merged_at.is_not(None), person_merge.c.undone_at.is_(None))


def _walk(*, down: bool) -> sa.CTE:
    """Of each of `:person_ids` (`origin`) those whom he was merged into; `down` too: all who are one with him."""
    ids = sa.bindparam("person_ids", type_=ARRAY(sa.Uuid))
    given = sa.func.unnest(ids).table_valued(sa.column("id", sa.Uuid), name="given").render_derived()
    found = sa.select(given.c.id.label("origin"), given.c.id).cte("walked", recursive=True)
    up = person_merge.c.merged_person_id == found.c.id
    if not down:
        return found.union(sa.select(found.c.origin, person_merge.c.person_id).where(up, _HOLDS))
    other = sa.case((up, person_merge.c.person_id), else_=person_merge.c.merged_person_id)
    return found.union(
        sa.select(found.c.origin, other).where(sa.or_(up, person_merge.c.person_id == found.c.id), _HOLDS)
    )


_ALIKE, _UP = _walk(down=True), _walk(down=False)
ALIKE = sa.select(_ALIKE.c.origin, _ALIKE.c.id)
"""Of each of `:person_ids` (`origin`) the identifiers that are one with him by now, his own among them."""
_goes_on = sa.select(person_merge.c.id).where(person_merge.c.merged_person_id == _UP.c.id, _HOLDS).exists()
_SHUT_AMONG = (
    sa.select(_UP.c.origin)
    .distinct()
    .join(holder_state, holder_state.c.person_id == _UP.c.id)
    .where(sa.or_(holder_state.c.closed.is_(True), sa.and_(holder_state.c.dead.is_(True), sa.not_(_goes_on))))
)


async def is_shut(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether nobody reads by what was said under an identifier: the account under which it was said is closed, or one
    that it was merged into, or a death is reported of who stays.
    """
    return bool(await connection.scalar(_SHUT, {"person_id": person_id}))


class SqlPersons(persons.SqlPersons):
    """Implements `passeport_prevention.usecases.ports.Persons`."""

    async def expire(self, expiry: Expiry) -> None:
        """Deletes for good what lies here under one identifier, accesses aside."""
        # Waits for whoever enters something of him at this moment, whose row could not be seen yet.
        await self._connection.execute(_ALONE, {"person_id": expiry.person_id})
        await super().expire(expiry)
        await self._connection.execute(_FORGET_IN_PROGRAMMES, {"persons": [expiry.person_id]})

    async def expired_among(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those whose time is over; that of the others will not be before the end of the transaction."""
        if not person_ids:
            return ()
        await self._connection.execute(_ALL_WITH_OTHERS, {"person_ids": list(person_ids)})
        return await self.expired(person_ids)

    async def is_expired(self, person_id: UUID) -> bool:
        """Whether the time of a person is over; it will not be before the end of the transaction if it is not."""
        await self._connection.execute(_WITH_OTHERS, {"person_id": person_id})
        return bool(await self.expired([person_id]))

    async def shut_among(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those whose account is closed, or that of whom they were merged into, or whose death is reported."""
        return set(await self._connection.scalars(_SHUT_AMONG, {"person_ids": list(person_ids)}))

    async def note(self, news: HolderNews) -> None:
        """Notes that a fact holds of a worker or no longer does; what is older than is known changes nothing."""
        values = {news.fact.value: news.holds, f"{news.fact.value}_revision": news.revision}
        known = holder_state.c[f"{news.fact.value}_revision"]
        added = insert(holder_state).values(person_id=news.person_id, **values)
        newer = sa.or_(known.is_(None), known < news.revision)
        await self._connection.execute(
            added.on_conflict_do_update(index_elements=[holder_state.c.person_id], set_=values, where=newer)
        )
