"""Who is who, in PostgreSQL, and whose pages are shut."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from passeport_dossier.storage import persons
from passeport_publishing.domain.persons import HolderNews
from passeport_publishing.storage.tables import holder_state

__all__ = ["SqlPersons"]

# Made once: every page asks it. Who closes his account shuts what it had published; a merge, which is the act of an
# operator, is not his word to open it. A death is that of one human being: it is reported, and withdrawn, of who stays.
# Both are looked for among whom merges lead to, as `passeport_dossier.storage.persons` does for one.
_SHUT = sa.text(
    """
    WITH RECURSIVE above (person_id, id) AS (
        SELECT given, given FROM unnest(:person_ids) AS given
        UNION
        SELECT above.person_id, merged.person_id FROM above
        JOIN person_merge AS merged ON merged.merged_person_id = above.id
            AND merged.merged_at IS NOT NULL AND merged.undone_at IS NULL
    )
    SELECT DISTINCT above.person_id FROM above JOIN holder_state AS state ON state.person_id = above.id
    WHERE state.closed OR state.dead AND NOT EXISTS (
        SELECT FROM person_merge AS further
        WHERE further.merged_person_id = above.id AND further.merged_at IS NOT NULL AND further.undone_at IS NULL
    )
    """
).bindparams(sa.bindparam("person_ids", type_=ARRAY(sa.Uuid)))


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
        return bool(await self.shut([person_id]))

    async def shut(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those of them of whom that is so."""
        return set(await self._connection.scalars(_SHUT, {"person_ids": list(person_ids)}))
