"""How PostgreSQL finds what is awaited: the plans of statements that run beside hundreds of thousands of rows."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

# As `storage.verifications` asks.
DUE = (
    "SELECT person_id, training_id FROM verification WHERE state = 'awaiting' AND reminded_at IS NULL"
    " AND due_on BETWEEN '2026-09-01' AND '2026-09-30' ORDER BY due_on LIMIT 500"
)
AWAITED = (
    "SELECT due_on, count(*) FROM verification WHERE employer_siren = '732829320' AND state = 'awaiting'"
    " AND due_on >= '2026-09-01' GROUP BY due_on"
)
# Nearly all were told, and nearly none are of one employer.
FILL = """
INSERT INTO verification (
    person_id, training_id, employer_siren, employer_siret, declarant_siren, due_on, state, comment, revision,
    reminded_at
)
SELECT gen_random_uuid(), gen_random_uuid(), (732829320 + number)::text, '', '', '2026-09-15', 'awaiting', '', 1,
    CASE WHEN number > 20 THEN now() END
FROM generate_series(0, 3000) AS number
"""

# As `storage.expiries` asks: nearly all were told for the last time, or not yet.
REMIND = "SELECT * FROM expiry WHERE remind_on <= '2026-09-01' ORDER BY remind_on LIMIT 500 FOR UPDATE SKIP LOCKED"
PLANNED = """
INSERT INTO expiry (person_id, training_id, until_on, remind_on)
SELECT gen_random_uuid(), gen_random_uuid(), '2027-09-15',
    CASE WHEN number < 20 THEN date '2026-08-31' WHEN number < 1500 THEN date '2027-06-17' END
FROM generate_series(0, 3000) AS number
"""


async def test_who_is_to_be_reminded_is_found_by_an_index(engine: AsyncEngine, owner_engine: AsyncEngine) -> None:
    async with owner_engine.connect() as connection:
        await connection.execute(sa.text(PLANNED))
        await connection.execute(sa.text("ANALYZE expiry"))
        plan = "\n".join(await connection.scalars(sa.text(f"EXPLAIN {REMIND}")))
        await connection.rollback()
    assert "expiry_to_remind" in plan


@pytest.mark.parametrize(
    ("asked", "index"), [(DUE, "verification_to_remind"), (AWAITED, "verification_awaited_of_employer")]
)
async def test_what_is_awaited_is_found_by_an_index_of_it_alone(
    engine: AsyncEngine, owner_engine: AsyncEngine, asked: str, index: str
) -> None:
    async with owner_engine.connect() as connection:
        await connection.execute(sa.text(FILL))
        await connection.execute(sa.text("ANALYZE verification"))
        plan = "\n".join(await connection.scalars(sa.text(f"EXPLAIN {asked}")))
        await connection.rollback()
    assert index in plan
