"""`verify-log`, `enter-log`, `expect-checkpoint`, `adopt-log`, `log-keys`: the log of publications from a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

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
from passeport_publishing.domain.leaf import LogBook
from passeport_publishing.settings import Settings
from passeport_publishing.storage.tlog_tables import TLOG
from passeport_publishing.tlog.audit import LogAuditor
from passeport_publishing.tlog.entering import enter_log
from passeport_publishing.tlog.queue import QUEUE
from passeport_publishing.usecases.artefact_ports import Artefacts
from passeport_publishing.wiring import STORE
from passeport_tlog.notes import NoteKey

__all__ = ["COMMANDS"]


def _book(settings: Settings) -> LogBook:
    if settings.log_book is None:
        raise SettingsError("PASSEPORT_TLOG_ORIGIN: is required, there is no log of publications without it")
    return settings.log_book


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(settings, STORE.name)
    try:
        yield engine
    finally:
        await engine.dispose()


_Run = Callable[[AsyncEngine, LogBook, Artefacts | None, argparse.Namespace], Awaitable[int]]


def _on_the_log(run: _Run) -> Callable[[Settings, argparse.Namespace], Awaitable[int]]:
    """What is wrong with a file or a key that was given is told, and leads to 2."""

    async def command(settings: Settings, arguments: argparse.Namespace) -> int:
        book = _book(settings)
        try:
            async with _engine(settings) as engine:
                return await run(engine, book, settings.artefacts, arguments)
        except ValueError as error:
            sys.stderr.write(f"{error}\n")
            return 2

    return command


async def _verify(
    engine: AsyncEngine, book: LogBook, artefacts: Artefacts | None, arguments: argparse.Namespace
) -> int:
    keys = [NoteKey.parse(text) for text in arguments.key] or list(book.keys)
    auditor = LogAuditor(LogBook(book.origin, keys), artefacts)
    return await verify_log(engine, TLOG, auditor, book.origin, keys, arguments.checkpoint)


async def _expect(engine: AsyncEngine, book: LogBook, _: Artefacts | None, arguments: argparse.Namespace) -> int:
    return await expect_checkpoint(engine, TLOG, book.origin, book.keys, arguments.file)


async def _adopt(engine: AsyncEngine, book: LogBook, _: Artefacts | None, arguments: argparse.Namespace) -> int:
    return await adopt(engine, TLOG, QUEUE, book.origin, book.keys, arguments.file, arguments.published)


async def _enter(engine: AsyncEngine, book: LogBook, _: Artefacts | None, arguments: argparse.Namespace) -> int:
    count = await enter_log(engine, lambda total: print(f"{total} so far"))
    sys.stdout.write(f"{count} publications entered; the sequencer gives them their places\n")
    return 0


async def _keys(settings: Settings, arguments: argparse.Namespace) -> None:
    for key in _book(settings).keys:
        sys.stdout.write(f"{key}\n")


COMMANDS = {
    "verify-log": Command("read the whole log and find what was altered", _on_the_log(_verify), verify_arguments),
    "enter-log": Command("enter publications that have no leaf in the log", _on_the_log(_enter)),
    "expect-checkpoint": Command("have a restored log go by a checkpoint", _on_the_log(_expect), expect_arguments),
    "adopt-log": Command("bring a restored log to a checkpoint", _on_the_log(_adopt), adopt_arguments),
    "log-keys": Command("show the keys by which the log is verified", _keys),
}
