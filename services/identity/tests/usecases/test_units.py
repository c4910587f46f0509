"""A unit of work keeps what is committed, and nothing else."""

import pytest

from passeport_chassis.access import by_holder
from passeport_chassis.ids import new_id
from passeport_identity.domain.events import AccountActivated
from passeport_identity.domain.person import Person, PersonOrigin
from passeport_identity.domain.subject import Subject
from passeport_identity.usecases.ports import UnitOfWork
from people import CLAIRE, START, subject_of
from usecases.house import Units


async def write(work: UnitOfWork, person: Person) -> None:
    await work.persons.add_provisional(person)
    await work.subjects.link(Subject(subject_of("claire")), person.id, START)
    await work.accounts.ensure(person.id)
    await work.accesses.record(by_holder(person.id, START, "identity.account.read", "Essai"))
    work.emit(AccountActivated(person.id, START))


async def is_written(units: Units, person: Person) -> bool:
    async with units() as work:
        found = [
            await work.persons.get(person.id) is not None,
            bool(await work.subjects.all_of(person.id)),
            bool((await work.accesses.page(person.id, 1, None)).accesses),
        ]
    found.append(bool(await units.events()))
    assert len(set(found)) == 1, "all of it or nothing"
    return found[0]


async def test_a_block_left_without_a_commit_writes_nothing(units: Units) -> None:
    person = Person(new_id(), CLAIRE, PersonOrigin.PROVISIONAL)
    async with units() as work:
        await write(work, person)
    assert not await is_written(units, person)


async def test_a_block_that_raises_writes_nothing(units: Units) -> None:
    person = Person(new_id(), CLAIRE, PersonOrigin.PROVISIONAL)
    with pytest.raises(RuntimeError):  # noqa: PT012 - what comes before must be undone
        async with units() as work:
            await write(work, person)
            raise RuntimeError
    assert not await is_written(units, person)


async def test_what_is_committed_lasts_whatever_follows(units: Units) -> None:
    person = Person(new_id(), CLAIRE, PersonOrigin.PROVISIONAL)
    with pytest.raises(RuntimeError):  # noqa: PT012 - what comes before must stay
        async with units() as work:
            await write(work, person)
            await work.commit()
            raise RuntimeError
    assert await is_written(units, person)
