"""`settle-verifications`: what no employer answered in time is deemed verified; once a day."""

from __future__ import annotations

import argparse
import sys

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_prevention.messaging.events import encode
from passeport_prevention.messaging.streams import PERSONS
from passeport_prevention.settings import Settings
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.settle_verifications import count_overdue, settle_some
from passeport_prevention.wiring import STORE

__all__ = ["SETTLE_COMMANDS"]


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count them")


async def _settle(settings: Settings, arguments: argparse.Namespace) -> None:
    engine = open_engine(settings, STORE.name)
    try:
        open_work = UnitsOfWork(engine, PERSONS.name, encode)
        if arguments.dry_run:
            told = f"{await count_overdue(open_work, system_clock)} verifications would be settled"
        else:
            total = 0
            while some := await settle_some(open_work, system_clock):
                total += some
            told = f"{total} verifications settled"
    finally:
        await engine.dispose()
    sys.stdout.write(f"{told}: no employer answered in time\n")


SETTLE_COMMANDS = {
    "settle-verifications": Command("deem verified what no employer answered in time", _settle, _arguments)
}
