"""Every test here runs twice: on the fake in memory and on PostgreSQL, so that the one cannot drift from the other."""

import pytest

from memory import MemoryUnitsOfWork
from people import MovedClock
from sql_units import SqlUnits
from usecases.house import Desk, Door, FakeEmployment, FakeProvider, Units


@pytest.fixture(params=["memory", "postgresql"])
def units(request: pytest.FixtureRequest) -> Units:
    """Units of work, of both kinds in turn."""
    if request.param == "memory":
        return MemoryUnitsOfWork()
    made: SqlUnits = request.getfixturevalue("sql_units")
    return made


@pytest.fixture
def provider() -> FakeProvider:
    """FranceConnect."""
    return FakeProvider()


@pytest.fixture
def employment() -> FakeEmployment:
    """Records."""
    return FakeEmployment()


@pytest.fixture
def door(units: Units, provider: FakeProvider, clock: MovedClock) -> Door:
    return Door(units, provider, clock)


@pytest.fixture
def desk(units: Units, provider: FakeProvider, employment: FakeEmployment, clock: MovedClock) -> Desk:
    return Desk(units, Door(units, provider, clock), employment, clock)
