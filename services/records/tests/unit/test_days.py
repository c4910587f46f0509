"""Rights begin by the day in Paris."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from fakes import FakeUnits
from passeport_chassis.ids import new_id
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.entry import Kind
from passeport_records.usecases.has_apprenticeship_contract import has_apprenticeship_contract
from port_suite import put
from support import day, guaranteed, job


@pytest.mark.parametrize(("hour", "running"), [(21, False), (22, True)])
async def test_an_apprenticeship_begins_at_midnight_in_paris(hour: int, running: bool) -> None:
    units, person_id = FakeUnits(), new_id()
    details = EmploymentDetails(apprenticeship=True)
    await put(units, guaranteed(person_id, job(start=day("2026-09-01"), details=details), Kind.EMPLOYMENT))

    async def asked(person: UUID) -> bool:
        now = datetime(2026, 8, 31, hour, 30, tzinfo=UTC)
        return await has_apprenticeship_contract(units, lambda: now, person_id=person, asked_by="identity")

    assert await asked(person_id) is running
