"""What an import asks is planned for the table as it is, however often it was asked while there was little in it."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine
from passeport_chassis.ids import new_id
from passeport_identity.storage.numbers import SqlFormerNumbers
from passeport_identity.storage.registry import SqlRegistry
from passeport_testing.postgres import Database
from people import CLAIRE, CLAIRE_NIR, VAULT, register
from sql_units import SqlUnits

ASKED = sa.text(
    "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
    " WHERE statement LIKE 'SELECT person.%nir_index = ANY%'"
)


async def test_no_plan_is_kept_of_what_looks_for_known_persons(
    engine: AsyncEngine, database: Database, sql_units: SqlUnits
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    indexes = VAULT.indexes(CLAIRE_NIR)
    alone = create_engine(database.app_url, pool_size=1)
    # PostgreSQL keeps a plan from the sixth time on, if it likes it.
    for _ in range(8):
        async with alone.connect() as connection:
            await SqlRegistry(connection).lock(indexes)
        async with alone.connect() as connection:
            assert await SqlFormerNumbers(connection).known(indexes) == {}
        async with alone.connect() as connection:
            found = await SqlRegistry(connection).known(indexes)
        assert [each.person.id for each in found.values()] == [claire]
    async with alone.connect() as connection:
        assert (await connection.execute(ASKED)).all() == [(0, 8)] * 3
    await alone.dispose()
