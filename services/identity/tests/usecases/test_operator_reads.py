"""What operators read, of a person's accesses and of one another's acts: page after page, and never unnoted."""

from datetime import timedelta

import pytest

from passeport_chassis.access import Access
from passeport_chassis.ids import new_id
from passeport_identity.usecases import accesses_of, list_operator_acts
from passeport_identity.usecases.accesses_of import AccessesOf
from passeport_identity.usecases.list_operator_acts import ListOperatorActs
from passeport_identity.usecases.merge_persons import MergePersons
from passeport_identity.usecases.operator import OperationRefused, Operator
from people import CLAIRE, CLAIRE_NIR, OPERATOR, OTHER_THOMAS_NIR, START, VAULT, MovedClock, register
from usecases.house import Units

ASKED = Operator("accesses-of", "maria", "dossier 12")


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (accesses_of, list_operator_acts):
        monkeypatch.setattr(module, "_PAGE", 2)


async def test_who_read_a_person_is_told_and_he_reads_who_asked(units: Units, clock: MovedClock) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    double = await register(units, OTHER_THOMAS_NIR, CLAIRE, new_id())
    read = [
        Access(
            person, START + timedelta(minutes=n), "professional", f"agent-{n}", "identity.read", "Conseil", "Mission"
        )
        for n, person in enumerate((claire, double, claire, claire, claire))
    ]
    async with units() as work:
        await work.accesses.record(*read)
        await work.commit()
    clock.advance(timedelta(hours=1))
    await MergePersons(units, VAULT, clock, OPERATOR)(claire, double, keep=claire)
    told = [each async for each in AccessesOf(units, clock, ASKED)(claire)]
    assert [each.actor_id for each in told if each.actor == "professional"] == [f"agent-{n}" for n in (4, 3, 2, 1, 0)]
    async with units() as work:
        (act,) = await work.operator_acts.page(10)
        kept = (await work.accesses.page(claire, 20, None)).accesses
    (noted,) = [each for each in kept if each.resource_id == str(act.id)]
    assert (noted.actor_id, noted.action, noted.purpose) == (
        "accesses-of:maria",
        "identity.person.accesses_read",
        "Lecture de votre journal des accès (dossier 12)",
    )
    # Acts are kept longer than persons are.
    assert str(claire) not in repr(act)


async def test_nothing_is_told_to_who_does_not_say_why_nor_of_who_is_not_known(units: Units, clock: MovedClock) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    with pytest.raises(OperationRefused, match="--operator and --reason"):
        await anext(AccessesOf(units, clock, Operator("accesses-of", "maria"))(claire))
    with pytest.raises(OperationRefused, match="is not known, and no access is kept of him"):
        await anext(AccessesOf(units, clock, ASKED)(new_id()))
    async with units() as work:
        assert await work.operator_acts.page(10) == []
    # Of somebody whom nobody read yet it is told that nobody did.
    assert [each async for each in AccessesOf(units, clock, ASKED)(claire)] == []
    assert [each.action async for each in AccessesOf(units, clock, ASKED)(claire)] == ["identity.person.accesses_read"]


async def test_acts_are_listed_page_after_page_each_once_and_from_a_day_on(units: Units) -> None:
    async with units() as work:
        for n in range(5):
            await work.operator_acts.add(OPERATOR.act(f"client-{n}", START + timedelta(days=n // 3), {}))
        await work.commit()
    acts = ListOperatorActs(units)
    assert sorted([act.about async for act in acts()]) == [f"client-{n}" for n in range(5)]
    assert {act.about async for act in acts(since=START + timedelta(days=1))} == {"client-3", "client-4"}
    assert [act.about async for act in acts("client-1")] == ["client-1"]
