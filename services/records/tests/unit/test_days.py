"""Which day it is: the latest anywhere for what may not lie in the future, that of the mainland for rights."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from fakes import FakeUnits
from passeport_chassis.ids import new_id
from passeport_records.domain.days import today_in_france, today_of_the_law
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.entry import Kind
from passeport_records.usecases.has_apprenticeship_contract import has_apprenticeship_contract
from port_suite import put
from support import day, guaranteed, job


def test_la_reunion_is_first_and_the_law_keeps_the_time_of_the_mainland() -> None:
    summer, winter = datetime(2026, 8, 31, 21, 30, tzinfo=UTC), datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
    assert (today_in_france(summer), today_of_the_law(summer)) == (date(2026, 9, 1), date(2026, 8, 31))
    assert (today_in_france(winter), today_of_the_law(winter)) == (date(2026, 12, 1), date(2026, 11, 30))
    assert today_of_the_law(datetime(2026, 8, 31, 22, tzinfo=UTC)) == date(2026, 9, 1)


@pytest.mark.parametrize(("hour", "running"), [(21, False), (22, True)])
async def test_an_apprenticeship_begins_at_midnight_in_paris(hour: int, running: bool) -> None:
    units, person_id = FakeUnits(), new_id()
    details = EmploymentDetails(apprenticeship=True)
    await put(units, guaranteed(person_id, job(start=day("2026-09-01"), details=details), Kind.EMPLOYMENT))

    async def asked(person: UUID) -> bool:
        now = datetime(2026, 8, 31, hour, 30, tzinfo=UTC)
        return await has_apprenticeship_contract(units, lambda: now, person_id=person, asked_by="identity")

    assert await asked(person_id) is running
