"""What the tests of the line share."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from lines import House
from passeport_publishing.storage.unit_of_work import UnitsOfWork


@pytest.fixture
def house(open_work: UnitsOfWork, engine: AsyncEngine) -> House:
    return House(open_work, engine)
