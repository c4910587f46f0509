"""`verify-log`, `enter-ledger`, `expect-checkpoint`, `adopt-log`: what auditors and operators do with the ledger."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine
from passeport_chassis.program import Command
from passeport_chassis.settings import SettingsError
from passeport_chassis.store import open_engine
from passeport_logbook.commands import (
    adopt,
    adopt_arguments,
    expect_arguments,
    expect_checkpoint,
    verify_arguments,
    verify_log,
)
from passeport_logbook.signing import LogName
from passeport_records.ledger.audit import AUDITOR
from passeport_records.ledger.entering import enter_ledger
from passeport_records.ledger.queue import QUEUE
from passeport_records.settings import Settings
from passeport_records.storage.tables import LEDGER
from passeport_records.wiring import STORE
from passeport_tlog.notes import NoteKey

__all__ = ["COMMANDS"]

_NO_LEDGER = "PASSEPORT_LEDGER_ORIGIN: is required, there is no ledger without it"


def _name(settings: Settings) -> LogName:
    name = settings.ledger
    if name is None:
        raise SettingsError(_NO_LEDGER)
    return name


@asynccontextmanager
async def _closing(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    try:
        yield engine
    finally:
        await engine.dispose()


async def _verify(settings: Settings, arguments: argparse.Namespace) -> int:
    name = _name(settings)
    try:
        keys = [NoteKey.parse(text) for text in arguments.key] or list(name.keys)
        async with _closing(open_engine(settings, STORE.name)) as engine:
            return await verify_log(engine, LEDGER, AUDITOR, name.origin, keys, arguments.checkpoint)
    except ValueError as error:
        return _refuse(error)


async def _expect(settings: Settings, arguments: argparse.Namespace) -> int:
    name = _name(settings)
    try:
        async with _closing(open_engine(settings, STORE.name)) as engine:
            return await expect_checkpoint(engine, LEDGER, name.origin, name.keys, arguments.file)
    except ValueError as error:
        return _refuse(error)


async def _adopt(settings: Settings, arguments: argparse.Namespace) -> int:
    name = _name(settings)
    try:
        async with _closing(open_engine(settings, STORE.name)) as engine:
            return await adopt(engine, LEDGER, QUEUE, name.origin, name.keys, arguments.file, arguments.published)
    except ValueError as error:
        return _refuse(error)


async def _enter(settings: Settings, arguments: argparse.Namespace) -> None:
    if settings.ledger_keys is None:
        raise SettingsError(_NO_LEDGER)
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required, the URL of the owner of the tables")
    url = settings.migration_database_url.get_secret_value()
    async with _closing(create_engine(url, pool_size=2, application=f"passeport-{STORE.name}")) as owner:
        count = await enter_ledger(owner, settings.ledger_keys, lambda total: print(f"{total} so far"))
    sys.stdout.write(f"{count} versions entered; the sequencer gives them their places\n")


def _refuse(error: ValueError) -> int:
    sys.stderr.write(f"{error}\n")
    return 2


COMMANDS = {
    "verify-log": Command("read the whole ledger and find what was altered", _verify, verify_arguments),
    "enter-ledger": Command("enter versions that have no leaf in the ledger", _enter),
    "expect-checkpoint": Command("have a restored ledger go by a checkpoint", _expect, expect_arguments),
    "adopt-log": Command("bring a restored ledger to a checkpoint", _adopt, adopt_arguments),
}
