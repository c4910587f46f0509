"""INE: learnt beside a civil identity, and then leading to the person, for the sender who said so."""

from dataclasses import replace
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.civil_identity import Sex
from passeport_identity.domain.matching import HolderCriteria, Outcome, Resolution
from passeport_identity.domain.person_query import IneQuery, NttQuery, Query
from people import CLAIRE, CLAIRE_NIR, THOMAS, THOMAS_NIR, VAULT, Ask, MovedClock, asking, register
from usecases.house import Units

INE = "071234567AB"
BY_INE = IneQuery(INE, "Fontanel")
LINKING = HolderCriteria("FONTANEL", "CLAIRE", Sex.FEMALE, CLAIRE.birth_date.year, ine=f" {INE.lower()}")
UNKNOWN = Resolution(Outcome.INE_UNKNOWN, fields=("ine",))
OWN, OTHER = "356000000", "552100554"


@pytest.fixture
def resolve(units: Units, clock: MovedClock) -> Ask:
    return asking(units, VAULT, clock)


async def actions(units: Units, person_id: UUID) -> list[str]:
    async with units() as work:
        page = await work.accesses.page(person_id, 100, None)
    return sorted(access.action for access in page.accesses)


async def test_an_ine_leads_to_whom_a_civil_identity_beside_it_named(resolve: Ask, units: Units) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    assert await resolve([BY_INE], "diplomas", "Rectorat", OWN) == [UNKNOWN]
    # The line that links may stand behind those that need it.
    asked: list[Query] = [BY_INE, LINKING, IneQuery(INE, "DURAND"), IneQuery(INE, ""), IneQuery("0712", "FONTANEL")]
    by_ine, by_identity, *others = await resolve(asked, "diplomas", "Rectorat", OWN)
    assert by_ine == Resolution(Outcome.RESOLVED, claire, fields=("ine", "birth_name"))
    assert (by_identity.outcome, by_identity.person_id, by_identity.step) == (Outcome.RESOLVED, claire, 1)
    assert [answer.outcome for answer in others] == [
        Outcome.NIR_NAME_MISMATCH,
        Outcome.NO_MATCH,
        Outcome.INE_INVALID,
    ]
    await resolve([LINKING], "diplomas", "Rectorat", OWN)
    # Of the link the person reads once.
    assert await actions(units, claire) == ["identity.ine.linked", *["identity.person.resolved"] * 2]


async def test_no_sender_says_whose_the_number_of_another_is(resolve: Ask, units: Units) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    await resolve([LINKING], "diplomas", "Rectorat", OWN)
    for sender in (OTHER, ""):
        assert await resolve([BY_INE], "diplomas", "Autre", sender) == [UNKNOWN]


async def test_only_a_civil_identity_that_names_one_person_links(resolve: Ask, units: Units) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    await register(units, THOMAS_NIR, CLAIRE, new_id())
    (answer,) = await resolve([LINKING], "diplomas", "Rectorat", OWN)
    assert answer.outcome is Outcome.AMBIGUOUS
    # One that is not well formed stops nothing.
    (answer,) = await resolve([replace(LINKING, first_given_name_key="ZOE", ine="?")], "diplomas", "Rectorat", OWN)
    assert answer.outcome is Outcome.NO_MATCH
    assert await resolve([BY_INE], "diplomas", "Rectorat", OWN) == [UNKNOWN]


async def test_a_number_given_with_two_persons_names_nobody(resolve: Ask, units: Units) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    await register(units, THOMAS_NIR, THOMAS, new_id())
    thomas = HolderCriteria("MARTIN", "THOMAS", Sex.MALE, THOMAS.birth_date.year, ine=INE)
    linked = await resolve([LINKING, thomas], "diplomas", "Rectorat", OWN)
    assert {answer.outcome for answer in linked} == {Outcome.RESOLVED}
    assert await resolve([BY_INE], "diplomas", "Rectorat", OWN) == [Resolution(Outcome.AMBIGUOUS, fields=("ine",))]


async def test_an_ine_is_never_read_as_a_temporary_number(resolve: Ask, units: Units) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    alike = "23560000001"  # Eleven digits, which hold a SIREN: it might be either.
    await resolve([replace(LINKING, ine=alike)], "diplomas", "Rectorat", OWN)
    ntt, ine = await resolve([NttQuery(alike, "FONTANEL"), IneQuery(alike, "FONTANEL")], "diplomas", "Rectorat", OWN)
    assert (ntt.outcome, ine.outcome) == (Outcome.NTT_UNKNOWN, Outcome.RESOLVED)
