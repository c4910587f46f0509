"""The commands that every service has, on a toy of one: real settings, a real PostgreSQL."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.access import by_holder
from passeport_chassis.db import AccessTrail
from passeport_chassis.events import Handlers
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery
from passeport_chassis.program import Command
from passeport_chassis.settings import SettingsError, StoreSettings
from passeport_chassis.store import Store, store_commands
from passeport_testing.certificates import LeafFiles
from toy import READER, STREAM, SUBJECT, access, dead_letters, outbox

Run = Callable[..., Awaitable[int | None]]


def parsed(command: Command[StoreSettings], *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return parser.parse_args(words)


@pytest.fixture
def settings(
    engine: AsyncEngine, tls_files: Callable[[str], LeafFiles], monkeypatch: pytest.MonkeyPatch
) -> StoreSettings:
    own = tls_files("toy")
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    for name, value in {
        "DATABASE_URL": url,
        "MIGRATION_DATABASE_URL": url,
        "NATS_URL": "nats://127.0.0.1:1",
        "TLS_CERT_FILE": own.certificate,
        "TLS_KEY_FILE": own.key,
        "TLS_CA_FILE": own.authority,
    }.items():
        monkeypatch.setenv(f"PASSEPORT_{name}", str(value))
    return StoreSettings.load()


@pytest.fixture
def handled() -> list[bytes]:
    return []


@pytest.fixture
def run(settings: StoreSettings, handled: list[bytes]) -> Run:
    """Runs a command as `python -m passeport_toy` would."""

    async def handle(delivery: Delivery) -> None:
        if delivery.data == b"3":
            raise ValueError
        handled.append(delivery.data)

    def handlers(settings: StoreSettings, engine: AsyncEngine) -> Handlers:
        return {READER.name: handle}

    async def serve(settings: StoreSettings) -> None: ...

    store: Store[StoreSettings] = Store(
        "toy", Path(), STREAM, outbox, dead_letters, lambda settings: [READER], handlers=handlers
    )
    commands = store_commands(store, serve)

    async def run(name: str, *words: str) -> int | None:
        return await commands[name].run(settings, parsed(commands[name], *words))

    return run


@pytest.fixture
async def many(engine: AsyncEngine) -> list[str]:
    """More dead letters than are read at once; all were kept at one moment."""
    ids = sorted(new_id() for _ in range(2_005))
    alike = {"consumer": READER.name, "stream": "TOY", "subject": SUBJECT, "headers": {}, "error": "ValueError"}
    rows = [{**alike, "id": id_, "sequence": n, "data": b"%d" % n} for n, id_ in enumerate(ids)]
    async with engine.begin() as connection:
        await connection.execute(sa.insert(dead_letters), rows)
    return [str(id_) for id_ in ids]


async def test_all_dead_letters_are_listed(run: Run, many: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("dead-letters", "list") == 0
    *listed, count = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == many
    assert count == "2005 dead letters"


async def test_the_last_dead_letter_is_replayed_by_its_id(
    run: Run, many: list[str], handled: list[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("dead-letters", "replay", many[-1].upper(), many[-1]) == 0
    assert handled == [b"2004"]
    assert capsys.readouterr().out == f"{many[-1]}  replayed\n"


async def test_one_that_fails_again_stays_and_is_met_once(
    run: Run, many: list[str], handled: list[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("dead-letters", "replay") == 1
    # Beside what was logged of it.
    said = [line for line in capsys.readouterr().out.splitlines() if line.partition("  ")[0] in many]
    assert [line.split("  ")[1] for line in said if not line.endswith("  replayed")] == ["failed again: ValueError"]
    assert len(said) == 2005
    assert len(handled) == 2004
    assert await run("dead-letters", "list") == 0
    assert capsys.readouterr().out.splitlines()[0].startswith(many[3])


@pytest.fixture
async def accesses(engine: AsyncEngine) -> None:
    """One that is a year old to the day, one of the day before, and many that are older."""
    now, person = datetime.now(UTC), new_id()
    ages = [timedelta(days=365), timedelta(days=366, hours=1), *(timedelta(days=400 + n) for n in range(7_000))]
    told = [by_holder(person, now - age, "toy.read", "Consultation") for age in ages]
    async with engine.begin() as connection:
        await AccessTrail(connection, access).record(*told)


async def number_of_accesses(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(access)) or 0


async def test_accesses_older_than_a_year_are_deleted(
    run: Run, engine: AsyncEngine, accesses: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("expire-accesses", "--dry-run") is None
    assert capsys.readouterr().out == "7001 accesses would be deleted, older than 366 days\n"
    assert await number_of_accesses(engine) == 7_002
    await run("expire-accesses", "--days", "3660")
    assert await number_of_accesses(engine) == 7_002 - 3_740
    capsys.readouterr()
    await run("expire-accesses")
    assert capsys.readouterr().out == "3261 so far\n3261 accesses deleted, older than 366 days\n"
    assert await number_of_accesses(engine) == 1
    await run("expire-accesses")
    assert await number_of_accesses(engine) == 1


@pytest.mark.parametrize("days", ["365", "0", "-1", "3661", "x", "1e3"])
async def test_no_access_is_deleted_within_its_year(run: Run, days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        await run("expire-accesses", f"--days={days}")
    assert "--days: must be days, from 366 (the year of the law) to 3660" in capsys.readouterr().err


async def test_without_the_owner_of_the_tables_nothing_is_deleted(run: Run, settings: StoreSettings) -> None:
    object.__setattr__(settings, "migration_database_url", None)
    with pytest.raises(SettingsError, match="PASSEPORT_MIGRATION_DATABASE_URL: is required"):
        await run("expire-accesses")


async def test_an_id_that_is_none_is_told(run: Run, many: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    stranger = str(new_id())
    assert await run("dead-letters", "replay", stranger, many[0]) == 1
    assert f"{stranger}  is not among the dead letters" in capsys.readouterr().out
    assert await run("dead-letters", "list", "12") == 2
    assert "an identifier is a UUID" in capsys.readouterr().err
