"""`python -m passeport_records serve | relay | migrate | check-config | dead-letters | import-register`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from passeport_chassis.program import Command, run_program
from passeport_chassis.store import open_engine, store_commands
from passeport_records.feeds.register import read_register
from passeport_records.messaging.events import encode
from passeport_records.settings import Settings
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.import_register import import_register
from passeport_records.wiring import STORE, serve


async def _import_register(settings: Settings, arguments: argparse.Namespace) -> None:
    engine = open_engine(settings, STORE.name)
    try:
        with arguments.file.open(encoding="utf-8-sig", newline="") as lines:
            count = await import_register(FeedUnitsOfWork(engine, encode), read_register(lines))
    finally:
        await engine.dispose()
    sys.stdout.write(f"{count} labels imported\n")


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="export_fiches_CSV_Standard_….csv of France compétences")


def main() -> int:
    """Runs the program."""
    register = Command("bring in the labels of certifications", _import_register, _file)
    return run_program(STORE.name, Settings, {**store_commands(STORE, serve), "import-register": register})


if __name__ == "__main__":
    sys.exit(main())
