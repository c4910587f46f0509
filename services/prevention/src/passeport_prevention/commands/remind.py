"""`remind-expiries`, once a day: holders are reminded of trainings that come to their end."""

from __future__ import annotations

import argparse
import sys

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.messaging.events import encode
from passeport_prevention.messaging.streams import PERSONS
from passeport_prevention.parts.programmes import find_programmes
from passeport_prevention.settings import Settings
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.plan_expiries import plan_some, replan
from passeport_prevention.usecases.remind_expiries import count_due, remind_some
from passeport_prevention.wiring import STORE

__all__ = ["REMIND_COMMANDS"]


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count those whose day has come")
    parser.add_argument("--replan", action="store_true", help="look at all trainings again, whatever was looked at")


async def _remind(settings: Settings, arguments: argparse.Namespace) -> None:
    types, _ = await find_programmes(settings)
    engine = open_engine(settings, STORE.name)
    try:
        units = UnitsOfWork(engine, PERSONS.name, encode)
        if arguments.dry_run:
            sys.stdout.write(
                f"{await count_due(units, system_clock)} trainings would be looked at: their day has come\n"
            )
            return
        # First what is planned already: to look at all trainings may take long, and goes on where it stopped.
        told = await _all(units, types)
        if arguments.replan:
            await replan(units)
        planned = 0
        while done := await plan_some(units, system_clock, types):
            planned += done
        if planned:
            sys.stdout.write(f"{planned} trainings planned by the rules of now\n")
            told += await _all(units, types)
        sys.stdout.write(f"{told} trainings reminded of\n")
    finally:
        await engine.dispose()


async def _all(units: UnitsOfWork, types: TrainingTypes) -> int:
    told = 0
    while (done := await remind_some(units, system_clock, types)).seen:
        told += done.told
    return told


REMIND_COMMANDS = {
    "remind-expiries": Command("tell holders of trainings that come to their end", _remind, _arguments),
}
