"""What revisions do to rows that are there."""

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from passeport_chassis.db import create_engine, migrate
from passeport_chassis.ids import new_id
from passeport_identity.storage.tables import consultation, person
from passeport_identity.wiring import STORE
from passeport_testing.postgres import Database, PostgresServer

NOW = datetime.now(UTC)


async def database_at(postgres_server: PostgresServer, revision: str) -> Database:
    database = postgres_server.create_database(f"at_{revision}_{new_id().hex[-12:]}")

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(STORE.migrations))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    owner = create_engine(database.owner_url, pool_size=1)
    async with owner.connect() as connection:
        await connection.run_sync(upgrade)
    await owner.dispose()
    return database


def a_person(person_id: UUID) -> dict[str, object]:
    texts = ("birth_name", "usage_name", "sex", "birth_place", "birth_country", "birth_name_key")
    keys = ("first_given_name_key", "given_names_key", "usage_name_key")
    numbers = {"birth_year": 1981, "birth_month": 4, "birth_day": 17, "given_names": []}
    return {"person_id": person_id, "origin": "provisional"} | dict.fromkeys((*texts, *keys), "") | numbers


async def test_consultations_of_who_is_gone_go_and_the_others_stay(postgres_server: PostgresServer) -> None:
    database = await database_at(postgres_server, "0018")
    there = new_id()
    about = {"of somebody": there, "of nobody": None, "left behind": new_id()}
    engine = create_engine(database.owner_url, pool_size=1)
    async with engine.begin() as connection:
        await connection.execute(sa.insert(person).values(a_person(there)))
        for purpose, person_id in about.items():
            row = {"consultation_id": new_id(), "professional_id": new_id(), "person_id": person_id}
            moments = {"opened_at": NOW, "expires_at": NOW}
            await connection.execute(sa.insert(consultation).values(row | moments | {"purpose": purpose}))
    await migrate(database.owner_url, STORE.migrations, database.app)
    async with engine.begin() as connection:
        assert set(await connection.scalars(sa.select(consultation.c.purpose))) == {"of somebody", "of nobody"}
        # As code of before does, which names no consultation.
        await connection.execute(sa.delete(person).where(person.c.person_id == there))
        assert set(await connection.scalars(sa.select(consultation.c.purpose))) == {"of nobody"}
    await engine.dispose()
