"""An operator finds a person by number or by name: the identifier and no more, and the person reads of it."""

from dataclasses import replace

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.account import AccountState
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.wanted_person import MOST_FOUND, WantedPerson
from passeport_identity.usecases.find_person import FindPerson, FoundPerson
from passeport_identity.usecases.merge_persons import MergePersons
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.report_death import ReportDeath
from people import (
    CLAIRE,
    CLAIRE_NIR,
    MAMADOU,
    MAMADOU_NIR,
    OPERATOR,
    OTHER_THOMAS_NIR,
    THOMAS_NIR,
    VAULT,
    MovedClock,
    register,
)
from usecases.house import Desk, Units, recognised

MARIA = Operator("find-person", "maria", "courrier 12")
WANTED = WantedPerson.parse("Fontanel\nClaire\n1981-04-17\n")


@pytest.fixture
def find(units: Units, clock: MovedClock) -> FindPerson:
    return FindPerson(units, VAULT, clock, MARIA)


async def test_who_has_a_number_is_found_with_his_account_and_reads_who_looked_and_why(
    find: FindPerson, desk: Desk, units: Units, clock: MovedClock
) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    assert await find.by_number(CLAIRE_NIR) == [FoundPerson(claire, AccountState.INACTIVE, is_dead=False)]
    await desk.activate(claire, CLAIRE_NIR)
    await ReportDeath(units, clock, OPERATOR)(claire, BirthDate(2026, 11, 1))
    assert await find.by_number(CLAIRE_NIR) == [FoundPerson(claire, AccountState.ACTIVE, is_dead=True)]
    async with units() as work:
        acts = await work.operator_acts.page(10, about="a number")
        accesses = (await work.accesses.page(claire, 20, None)).accesses
    assert [(act.command, act.operator, act.reason, act.changes) for act in acts] == [
        ("find-person", "maria", "courrier 12", {"found": ("", "1")})
    ] * 2
    told = [each for each in accesses if each.action == "identity.person.found"]
    assert {(each.actor_id, each.purpose) for each in told} == {
        ("find-person:maria", "Recherche de votre dossier (courrier 12)")
    }
    assert {each.resource_id for each in told} == {str(act.id) for act in acts}


async def test_who_was_merged_is_found_as_who_stays(find: FindPerson, units: Units, clock: MovedClock) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    double = await register(units, OTHER_THOMAS_NIR, CLAIRE, new_id())
    assert {each.person_id for each in await find.by_identity(WANTED)} == {claire, double}
    await MergePersons(units, VAULT, clock, OPERATOR)(claire, double)
    assert [each.person_id for each in await find.by_number(OTHER_THOMAS_NIR)] == [claire]
    assert [each.person_id for each in await find.by_identity(WANTED)] == [claire]


async def test_that_nobody_was_found_is_kept_too(find: FindPerson, units: Units) -> None:
    assert await find.by_number(CLAIRE_NIR) == []
    assert await find.by_identity(WANTED) == []
    async with units() as work:
        acts = await work.operator_acts.page(10)
    assert [(act.about, act.changes) for act in acts] == [
        ("a number", {"found": ("", "0")}),
        ("a civil identity", {"found": ("", "0")}),
    ]


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("fontanel\nCLAIRE\n1981-00-00", True),
        ("Fontanel\nClaire/Sophie/Hélène/Marie\n1981-04-17", True),
        ("Fontanel\nClaire/Anne\n1981-04-17", False),
        ("Fontanel\nSophie\n1981-04-17", False),
        ("Fontanel\nClaire\n1981-04-18", False),
        ("Fontanel\nClaire\n1982-00-00", False),
    ],
)
async def test_what_is_known_on_either_side_must_agree(find: FindPerson, units: Units, said: str, fits: bool) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    found = [each.person_id for each in await find.by_identity(WantedPerson.parse(said))]
    assert found == ([claire] if fits else [])


async def test_a_day_that_the_register_does_not_know_agrees_with_any(find: FindPerson, units: Units) -> None:
    mamadou = await register(units, MAMADOU_NIR, MAMADOU, new_id())
    for day, found in (("1992-11-30", [mamadou]), ("1992-10-30", [])):
        wanted = WantedPerson.parse(f"Diallo\nMamadou\n{day}")
        assert [each.person_id for each in await find.by_identity(wanted)] == found


async def test_the_registry_is_not_looked_through(find: FindPerson, units: Units) -> None:
    persons = [
        await register(units, replace(THOMAS_NIR, value=f"1940335238{order:03d}"), CLAIRE, new_id())
        for order in range(1, MOST_FOUND + 2)
    ]
    with pytest.raises(OperationRefused, match="more than 20 fit: give all given names"):
        await find.by_identity(WANTED)
    async with units() as work:
        (act,) = await work.operator_acts.page(10)
        assert act.changes == {"found": ("", "more than 20")}
        assert [(await work.accesses.page(each, 5, None)).accesses for each in persons] == [()] * len(persons)


async def test_who_does_not_say_who_he_is_finds_nobody(units: Units, clock: MovedClock) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    with pytest.raises(OperationRefused, match="--operator and --reason"):
        await FindPerson(units, VAULT, clock, Operator("find-person", "maria")).by_number(CLAIRE_NIR)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "needs three lines"),
        ("Fontanel\nClaire", "needs three lines"),
        ("Fontanel\nClaire\n17/04/1981", "date of birth: must be AAAA-MM-JJ"),
        ("123\nClaire\n1981-04-17", "birth name: must hold a letter"),
        ("Fontanel\nClaire/\n1981-04-17", "given names: must hold a letter"),
    ],
)
def test_what_is_asked_badly_is_told_by_its_line(said: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        WantedPerson.parse(said)
    assert "Fontanel" not in repr(WANTED)
