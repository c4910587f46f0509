"""`sweep-artefacts`: documents in the store that no publication has are removed."""

from __future__ import annotations

import argparse
import sys

from passeport_chassis.errors import DomainError
from passeport_chassis.program import Command
from passeport_chassis.settings import SettingsError
from passeport_chassis.store import open_engine
from passeport_publishing.messaging.events import encode
from passeport_publishing.messaging.streams import ENTRY_CHANGES
from passeport_publishing.settings import Settings
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.sweep_artefacts import SweepArtefacts
from passeport_publishing.wiring import STORE

__all__ = ["COMMANDS"]


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="count them only")


async def _sweep(settings: Settings, arguments: argparse.Namespace) -> int:
    artefacts = settings.artefacts
    if artefacts is None:
        raise SettingsError("PASSEPORT_ARTEFACTS_URL: is required, documents are in the database without it")
    engine = open_engine(settings, STORE.name)
    try:
        sweep = SweepArtefacts(UnitsOfWork(engine, ENTRY_CHANGES.name, encode), artefacts)
        swept = await sweep(remove=not arguments.dry_run)
    except DomainError as error:
        sys.stderr.write(f"{error.reason}: the store does not answer as it should; see the log\n")
        return 1
    finally:
        await engine.dispose()
    done = "would be removed" if arguments.dry_run else "removed"
    sys.stdout.write(f"{swept.seen} documents in the store, {swept.orphans} of no publication {done}\n")
    return 0


COMMANDS = {"sweep-artefacts": Command("remove documents of no publication from the store", _sweep, _arguments)}
