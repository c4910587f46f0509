"""Lists of awards are read of the places of a revocation list."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from kept import PERSON, keep, make
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry
from passeport_dossier.usecases.expire_person import ExpirePerson
from passeport_publishing.domain.model import ENTRIES_LIMIT
from passeport_publishing.domain.status import AwardList, TokenStatus
from passeport_publishing.storage.status_lists import SqlStatusLists
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from samples import NOW


async def test_the_list_of_an_award_has_its_own_changes_and_the_end_of_its_publication(
    open_work: UnitsOfWork, engine: AsyncEngine
) -> None:
    changed, withdrawn, untouched = (make(request_id=f"r-{index}", index=index) for index in (11, 12, 13))
    await keep(open_work, changed, withdrawn, untouched)

    async def bits() -> list[list[int]]:
        async with engine.connect() as connection:
            lists = SqlStatusLists(connection)
            return [sorted(await lists.award_indices(AwardList("revocation-1", place))) for place in (1, 2, 3, 300)]

    assert await bits() == [[], [], [], []]
    second = changed.publication.record_ids[1]
    async with open_work() as work:
        await work.publications.save(changed.publication.supersede(second, NOW))
        await work.publications.save(withdrawn.publication.withdraw(NOW))
        await work.commit()
    assert await bits() == [[12], [11, 12], [12], [12]]
    async with engine.connect() as connection:
        lists = SqlStatusLists(connection)
        items = len(changed.publication.record_ids)
        assert [await lists.most_items(f"revocation-{number}") for number in (1, 9)] == [items, 0]
        assert await lists.award_indices(AwardList("revocation-9", 1)) == []
        said = [
            await lists.status_at(AwardList("revocation-1", place), index)
            for place, index in ((2, 11), (1, 11), (2, 12))
        ]
        assert said == [TokenStatus.SUPERSEDED, TokenStatus.VALID, TokenStatus.WITHDRAWN]


async def test_the_badges_of_who_is_forgotten_are_still_looked_up(open_work: UnitsOfWork, engine: AsyncEngine) -> None:
    made = make()
    await keep(open_work, made)
    async with open_work() as work:
        await work.publications.save(made.publication.withdraw(NOW))
        await work.commit()
    await ExpirePerson(open_work)(new_id(), Expiry(PERSON, datetime.now(UTC)))
    async with engine.connect() as connection:
        lists = SqlStatusLists(connection)
        # How many items there were is not kept of it.
        assert await lists.most_items("revocation-1") == ENTRIES_LIMIT
        assert await lists.award_indices(AwardList("revocation-1", 2)) == [5]
