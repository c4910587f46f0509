"""The history of each database: one head, up, down and up again, to exactly the tables that the code knows.

What a migration does to rows that are there is tested by its service.
"""

import importlib
import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from passeport_chassis.access import Access
from passeport_chassis.db import AccessTrail, Retention, check_revision, create_engine, migrate
from passeport_chassis.db.housekeeping import delete_expired
from passeport_testing.postgres import Database, PostgresServer
from tests.architecture.house import STORES
from tools.distributions import ROOT


@dataclass(frozen=True)
class Migrated:
    """The database of a service after `migrate`."""

    service: str
    database: Database

    @property
    def history(self) -> Path:
        return ROOT / "services" / self.service / "src" / f"passeport_{self.service}" / "migrations"

    def config(self, written: io.StringIO | None = None) -> Config:
        config = Config(output_buffer=written)
        config.set_main_option("script_location", str(self.history))
        return config

    async def migrate(self) -> str:
        return await migrate(self.database.owner_url, self.history, self.database.app)

    async def as_owner(self, act: Callable[[Connection], Any]) -> Any:
        """Does something on a connection of the owner, and commits."""
        engine = create_engine(self.database.owner_url, pool_size=1)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(act)
        finally:
            await engine.dispose()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), fast=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module", params=STORES)
async def migrated(request: pytest.FixtureRequest, server: PostgresServer) -> Migrated:
    migrated = Migrated(request.param, server.create_database(request.param))
    await migrated.migrate()
    return migrated


def test_there_is_one_head(migrated: Migrated) -> None:
    assert len(ScriptDirectory.from_config(migrated.config()).get_heads()) == 1


def partitions(connection: Connection) -> set[str]:
    return set(connection.scalars(sa.text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")))


async def test_migrations_lead_to_the_tables_of_the_code(migrated: Migrated) -> None:
    metadata = importlib.import_module(f"passeport_{migrated.service}.storage.tables").metadata

    def differences(connection: Connection) -> list[Any]:
        parts = partitions(connection)
        opts = {
            "compare_type": True,
            "compare_server_default": True,
            # The code knows the whole, and the database its parts.
            "include_name": lambda name, kind, parents: kind != "table" or name not in parts,
        }
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), metadata))

    assert await migrated.as_owner(differences) == []


# What squawk cannot know or judge: `migrate` sets both bounds and makes each revision a transaction; how wide a column
# is is a choice; whether a constraint may go already is for whoever reads the change.
NOT_FOR_SQUAWK = (
    "ban-drop-constraint",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-robust-stmts",
    "prefer-text-field",
    "require-lock-timeout",
    "require-statement-timeout",
)


def what_squawk_says(sql: str) -> list[str]:
    squawk = Path(sys.executable).with_name("squawk")
    command = (squawk, "--reporter=gcc", f"--exclude={','.join(NOT_FOR_SQUAWK)}")
    said = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).splitlines() if said.returncode else []


def test_no_migration_holds_up_whoever_uses_the_tables(migrated: Migrated) -> None:
    written = io.StringIO()
    command.upgrade(migrated.config(written), "head", sql=True)
    assert "CREATE TABLE outbox" in written.getvalue()
    assert what_squawk_says(written.getvalue()) == []


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("CREATE INDEX named ON person (name);", "require-concurrent-index-creation"),
        ("ALTER TABLE person ALTER COLUMN age TYPE bigint;", "changing-column-type"),
        ("ALTER TABLE person RENAME COLUMN name TO called;", "renaming-column"),
        ("ALTER TABLE person ADD COLUMN age int NOT NULL;", "adding-required-field"),
        ("ALTER TABLE person ADD CONSTRAINT old CHECK (age > 9);", "constraint-missing-not-valid"),
    ],
)
def test_what_would_hold_them_up_is_found(sql: str, rule: str) -> None:
    (said,) = what_squawk_says(sql)
    assert rule in said


# What is written once: the rows are a proof, or a key that is used for ever.
ADDED_TO_ONLY = {
    "identity": {"access", "access_anchor", "access_anchor_key", "access_seal", "operator_act"},
    "prevention": {"access", "expired_person", "import_line", "partner_key", "training", "training_version"},
    "publishing": {
        "access",
        "content",
        "expired_person",
        "forgotten_publication",
        "issuer_key",
        "seal_chain",
        "source",
        "status_entry",
        "tlog_checkpoint",
        "tlog_leaf",
        "tlog_place",
        "tlog_proof",
        "tlog_shredded",
        "tlog_tile",
        "tlog_witness",
    },
    "records": {
        "access",
        "batch_item",
        "confirmation",
        "item_outcome",
        "entry_source",
        "expired_person",
        "declared_step",
        "ledger_checkpoint",
        "ledger_key",
        "ledger_place",
        "ledger_shredded",
        "ledger_tile",
        "ledger_witness",
        "operator_act",
        "provenance_step",
    },
}
# Written by the owner alone, by a command.
READ_ONLY = {"records": {"ground"}}


async def test_the_service_may_change_no_row_that_is_written_once(migrated: Migrated) -> None:
    def privileges(connection: Connection) -> dict[str, set[str]]:
        asked = sa.text("SELECT has_table_privilege(:role, quote_ident(:table), :verb)")
        return {
            table: {
                verb
                for verb in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
                if connection.scalar(asked, {"role": migrated.database.app, "table": table, "verb": verb})
            }
            for table in sa.inspect(connection).get_table_names()
        }

    found = await migrated.as_owner(privileges)
    # Parts are reached by way of the whole.
    assert [name for name in await migrated.as_owner(partitions) if found.pop(name)] == []
    assert found.pop("alembic_version") == {"SELECT"}
    assert {name for name, may in found.items() if may == {"SELECT", "INSERT"}} == ADDED_TO_ONLY[migrated.service]
    read_only = {name for name, may in found.items() if may == {"SELECT"}}
    assert read_only == READ_ONLY.get(migrated.service, set())
    others = [may for name, may in found.items() if name not in ADDED_TO_ONLY[migrated.service] | read_only]
    assert all(may == {"SELECT", "INSERT", "UPDATE", "DELETE"} for may in others)


def test_what_has_had_its_time_is_found_by_an_index(migrated: Migrated) -> None:
    store = importlib.import_module(f"passeport_{migrated.service}.wiring").STORE
    assert store.retentions
    accesses = Retention(store.outbox.metadata.tables["access"], "at", timedelta(days=366))
    bare = [
        f"{retention.table.name}.{retention.column}"
        for retention in (*store.retentions, accesses)
        if not any(next(iter(index.columns)).name == retention.column for index in retention.table.indexes)
    ]
    assert bare == []


async def test_accesses_are_deleted_after_their_year_by_the_owner_and_nobody_else(migrated: Migrated) -> None:
    tables = importlib.import_module(f"passeport_{migrated.service}.storage.tables")
    expired = Retention(tables.access, "at", timedelta(days=366))
    young = Access(uuid4(), datetime.now(UTC) - timedelta(days=365), "holder", "", "toy.read", "Consultation")
    owner, service = create_engine(migrated.database.owner_url), create_engine(migrated.database.app_url)
    try:
        async with owner.begin() as connection:
            await AccessTrail(connection, tables.access).record(young, replace(young, at=young.at - timedelta(days=2)))
        with pytest.raises(sa.exc.DBAPIError, match="permission denied for table access"):
            await delete_expired(service, expired)
        if tables.access.metadata.tables.get("access_seal") is not None:
            # Months go whole, by a command of the service; a row goes for nobody.
            with pytest.raises(sa.exc.DBAPIError, match="written once: no DELETE is allowed"):
                await delete_expired(owner, expired)
            return
        assert await delete_expired(owner, expired) == 1
        async with owner.begin() as connection:
            left = await connection.scalars(sa.delete(tables.access).returning(tables.access.c.at))
            assert left.all() == [young.at]
    finally:
        await owner.dispose()
        await service.dispose()


async def test_migrating_again_changes_nothing_and_the_service_finds_its_revision(migrated: Migrated) -> None:
    assert await migrated.migrate() == ScriptDirectory.from_config(migrated.config()).get_current_head()
    engine = create_engine(migrated.database.app_url, pool_size=1)
    try:
        await check_revision(engine, migrated.history)
    finally:
        await engine.dispose()


async def test_it_goes_down_and_up_again(migrated: Migrated) -> None:
    def down(connection: Connection) -> list[str]:
        config = migrated.config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        return sa.inspect(connection).get_table_names()

    assert await migrated.as_owner(down) == ["alembic_version"]
    await migrated.migrate()
    await test_migrations_lead_to_the_tables_of_the_code(migrated)
