"""Persons whom a caller knows by identifier, with the names of a feed as a check."""

from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.known_names import GivenNames
from passeport_identity.domain.matching import Outcome, Resolution
from passeport_identity.domain.names import name_key
from people import CLAIRE, CLAIRE_NIR, VAULT, Ask, MovedClock, asking, register
from usecases.house import Units

FIELDS = ("person_id", "birth_name", "given_name")


@pytest.fixture
def resolve(units: Units, clock: MovedClock) -> Ask:
    return asking(units, VAULT, clock)


def named(person_id: UUID | None, birth_name: str, given_name: str, cut: str = "") -> GivenNames:
    """`cut`: which of the two may be, `b` and `g`."""
    return GivenNames(person_id, name_key(birth_name), name_key(given_name), "b" in cut, "g" in cut)


@pytest.mark.parametrize(
    ("birth_name", "given_name", "cut", "outcome"),
    [
        ("Fontanel", "Claire", "", Outcome.RESOLVED),
        ("FONTANEL ", "claire", "bg", Outcome.RESOLVED),
        ("Fontan", "Clai", "bg", Outcome.RESOLVED),
        ("Fontan", "Claire", "b", Outcome.RESOLVED),
        ("Fontanel", "Clai", "g", Outcome.RESOLVED),
        ("Fontan", "Claire", "", Outcome.NIR_NAME_MISMATCH),
        ("Fontan", "Claire", "g", Outcome.NIR_NAME_MISMATCH),
        ("Fontan", "Clai", "b", Outcome.NIR_NAME_MISMATCH),
        ("Fontanel", "Sophie", "bg", Outcome.NIR_NAME_MISMATCH),
        ("Fontanella", "Claire", "bg", Outcome.NIR_NAME_MISMATCH),
        ("", "Claire", "bg", Outcome.NIR_NAME_MISMATCH),
        ("Fontanel", "-", "bg", Outcome.NIR_NAME_MISMATCH),
    ],
)
async def test_the_names_must_be_his(
    resolve: Ask, units: Units, birth_name: str, given_name: str, cut: str, outcome: Outcome
) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    (answer,) = await resolve([named(claire, birth_name, given_name, cut)], "certifications", "Ponant")
    assert (answer.outcome, answer.fields) == (outcome, FIELDS)
    assert answer.person_id == (claire if outcome is Outcome.RESOLVED else None)
    async with units() as work:
        page = await work.accesses.page(claire, 10, None)
    assert len(page.accesses) == (outcome is Outcome.RESOLVED)


@pytest.mark.parametrize("person_id", [None, new_id()])
async def test_nobody_has_another_identifier(resolve: Ask, units: Units, person_id: UUID | None) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    (answer,) = await resolve([named(person_id, "Fontanel", "Claire")], "certifications", "Ponant")
    assert answer == Resolution(Outcome.NO_MATCH, fields=("person_id",))
