"""`reread-arrivals`: what entered by itself is read anew from records, where events may have been lost."""

from __future__ import annotations

import argparse
import sys

from passeport_chassis.clock import system_clock
from passeport_chassis.ids import parse_id
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_prevention.messaging.events import encode
from passeport_prevention.messaging.streams import ENTRIES
from passeport_prevention.settings import Settings
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.note_arrival import Place, want_again
from passeport_prevention.wiring import STORE

__all__ = ["ARRIVAL_COMMANDS"]


def _place(text: str) -> Place:
    person_id, entry_id = (parse_id(part) for part in (*text.split("/", 1), "")[:2])
    if person_id is None or entry_id is None:
        raise argparse.ArgumentTypeError(
            "must be a place as this command tells it, two identifiers with a slash between"
        )
    return person_id, entry_id


def _many(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError("must be a number, from 1 on")
    return int(text)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--after", type=_place, metavar="PLACE", help="where a run was broken off, as it told")
    parser.add_argument("--most", type=_many, metavar="N", help="so many and no more")


async def _reread(settings: Settings, arguments: argparse.Namespace) -> None:
    def so_far(wanted: int, place: Place) -> None:
        person_id, entry_id = place
        sys.stderr.write(f"{wanted} so far; broken off here, go on with --after {person_id}/{entry_id}\n")

    engine = open_engine(settings, STORE.name)
    try:
        units = UnitsOfWork(engine, ENTRIES.name, encode)
        wanted = await want_again(units, system_clock, so_far, after=arguments.after, most=arguments.most)
    finally:
        await engine.dispose()
    sys.stdout.write(f"{wanted} entries are to be read anew; a worker does it\n")


ARRIVAL_COMMANDS = {
    "reread-arrivals": Command("read anew from records what entered by itself", _reread, _arguments),
}
