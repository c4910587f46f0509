"""Who is who, in PostgreSQL, and whose pages are shut."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from passeport_dossier.storage import persons
from passeport_publishing.domain.persons import HolderNews
from passeport_publishing.storage.tables import holder_state

__all__ = ["SqlPersons"]

# Made once: every page asks it. Who closes his account shuts what it had published; a merge, which is the act of an
# operator, is not his word to open it. A death is that of one human being: it is reported, and withdrawn, of who stays.
_CLOSED = sa.and_(holder_state.c.closed.is_(True), holder_state.c.person_id.in_(persons.ABOVE))
_DEAD = sa.and_(holder_state.c.dead.is_(True), holder_state.c.person_id.in_(persons.FINAL))
_SHUT = sa.select(sa.exists().where(sa.or_(_CLOSED, _DEAD)))


class SqlPersons(persons.SqlPersons):
    """Implements `passeport_publishing.usecases.ports.Persons`."""

    async def note(self, news: HolderNews) -> None:
        """Notes what shuts the pages of a holder or no longer does; what is older than is known changes nothing."""
        values = {news.fact.value: news.holds, f"{news.fact.value}_revision": news.revision}
        known = holder_state.c[f"{news.fact.value}_revision"]
        added = insert(holder_state).values(person_id=news.person_id, **values)
        newer = sa.or_(known.is_(None), known < news.revision)
        await self._connection.execute(
            added.on_conflict_do_update(index_elements=[holder_state.c.person_id], set_=values, where=newer)
        )

    async def is_shut(self, person_id: UUID) -> bool:
        """Whether what was published under an identifier is shut: the account that published it is closed, or one that
        it was merged into, or a death is reported of who stays.
        """
        return bool(await self._connection.scalar(_SHUT, {"person_id": person_id}))
