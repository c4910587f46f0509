"""`python -m passeport_records serve | relay | migrate | check-config | … | verify-log`; the README has them all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine
from passeport_chassis.program import Command, run_program
from passeport_chassis.settings import SettingsError
from passeport_chassis.store import open_engine, store_commands
from passeport_records.commands import referentials
from passeport_records.ledger.commands import expect_checkpoint, verify_arguments, verify_log
from passeport_records.ledger.entering import enter_ledger
from passeport_records.settings import Settings
from passeport_records.wiring import STORE, serve
from passeport_tlog.notes import NoteKey

_NO_LEDGER = "PASSEPORT_LEDGER_ORIGIN: is required, there is no ledger without it"


@asynccontextmanager
async def _closing(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    try:
        yield engine
    finally:
        await engine.dispose()


async def _verify_log(settings: Settings, arguments: argparse.Namespace) -> int:
    ledger = settings.ledger
    if ledger is None:
        raise SettingsError(_NO_LEDGER)
    try:
        keys = [NoteKey.parse(text) for text in arguments.key] or list(ledger.keys)
        async with _closing(open_engine(settings, STORE.name)) as engine:
            return await verify_log(engine, ledger.origin, keys, arguments.checkpoint)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2


async def _expect_checkpoint(settings: Settings, arguments: argparse.Namespace) -> int:
    ledger = settings.ledger
    if ledger is None:
        raise SettingsError(_NO_LEDGER)
    try:
        async with _closing(open_engine(settings, STORE.name)) as engine:
            return await expect_checkpoint(engine, ledger.origin, ledger.keys, arguments.file)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _checkpoint(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a signed checkpoint of this log, as /log/records/checkpoint had it")


async def _enter_ledger(settings: Settings, arguments: argparse.Namespace) -> None:
    if settings.ledger_keys is None:
        raise SettingsError(_NO_LEDGER)
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required, the URL of the owner of the tables")
    url = settings.migration_database_url.get_secret_value()
    async with _closing(create_engine(url, pool_size=2, application=f"passeport-{STORE.name}")) as owner:
        count = await enter_ledger(owner, settings.ledger_keys, lambda total: print(f"{total} so far"))
    sys.stdout.write(f"{count} versions entered; the sequencer gives them their places\n")


def main() -> int:
    """Runs the program."""
    own = {
        **referentials.COMMANDS,
        "enter-ledger": Command("enter versions that have no leaf in the ledger", _enter_ledger),
        "verify-log": Command("read the whole ledger and find what was altered", _verify_log, verify_arguments),
        "expect-checkpoint": Command("have a restored ledger go by a checkpoint", _expect_checkpoint, _checkpoint),
    }
    return run_program(STORE.name, Settings, {**store_commands(STORE, serve), **own})


if __name__ == "__main__":
    sys.exit(main())
