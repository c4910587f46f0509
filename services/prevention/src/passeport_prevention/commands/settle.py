"""`settle-verifications` and `remind-verifications`, each once a day: silence that counts, and silence that will."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_prevention.messaging.events import encode
from passeport_prevention.messaging.streams import PERSONS
from passeport_prevention.settings import Settings
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.settle_verifications import count_due, count_overdue, remind_some, settle_some
from passeport_prevention.wiring import STORE

__all__ = ["SETTLE_COMMANDS"]

_MONTH = 30
_YEAR = 366


def _settle_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count them")


def _remind_arguments(parser: argparse.ArgumentParser) -> None:
    def days(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= _YEAR:
            raise argparse.ArgumentTypeError(f"must be days, from 1 to {_YEAR}")
        return int(text)

    parser.add_argument("--days", type=days, default=_MONTH, help=f"days before their last one; none: {_MONTH}")
    _settle_arguments(parser)


async def _settle(settings: Settings, arguments: argparse.Namespace) -> None:
    async def act(units: UnitsOfWork) -> str:
        if arguments.dry_run:
            return f"{await count_overdue(units, system_clock)} verifications would be settled"
        return f"{await _all_of(lambda: settle_some(units, system_clock))} verifications settled"

    await _say(settings, act, "no employer answered in time")


async def _remind(settings: Settings, arguments: argparse.Namespace) -> None:
    days = arguments.days

    async def act(units: UnitsOfWork) -> str:
        if arguments.dry_run:
            return f"{await count_due(units, system_clock, days)} verifications would be reminded of"
        return f"{await _all_of(lambda: remind_some(units, system_clock, days))} verifications reminded of"

    await _say(settings, act, f"due within {days} days")


async def _all_of(some: Callable[[], Awaitable[int]]) -> int:
    total = 0
    while done := await some():
        total += done
    return total


async def _say(settings: Settings, act: Callable[[UnitsOfWork], Awaitable[str]], why: str) -> None:
    engine = open_engine(settings, STORE.name)
    try:
        told = await act(UnitsOfWork(engine, PERSONS.name, encode))
    finally:
        await engine.dispose()
    sys.stdout.write(f"{told}: {why}\n")


SETTLE_COMMANDS = {
    "settle-verifications": Command("deem verified what no employer answered in time", _settle, _settle_arguments),
    "remind-verifications": Command("tell of what employers have little time left for", _remind, _remind_arguments),
}
