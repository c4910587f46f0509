"""`import-referential`, `referentials`, `announce-awards`: official lists of codes come in; what follows is told."""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_dossier.domain.spreadsheets import as_cell
from passeport_records.commands.arguments import identifier, operator_arguments, operator_of, parsed
from passeport_records.messaging.events import ENTRY_REGISTERED, encode
from passeport_records.referentials.domain.terms import RowFault
from passeport_records.referentials.domain.versions import ImportRefused, Version
from passeport_records.referentials.readers.downloads import DOWNLOADS, day_of
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_records.referentials.storage.drafts import OpenDrafts
from passeport_records.referentials.storage.versions import SqlVersions
from passeport_records.referentials.usecases.import_referential import Download, import_referential
from passeport_records.referentials.usecases.ports import ImportUnderWay
from passeport_records.settings import Settings
from passeport_records.storage.tables import referential_version
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.announce_awards import Place, announce_awards
from passeport_records.wiring import STORE

__all__ = ["COMMANDS", "told_faults"]

_SHOWN = 20
"""Faults that are told on standard error; all of them go into the file of `--faults`."""


async def _import(settings: Settings, arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    since: date | None = arguments.since or day_of(path.name)
    if since is None:
        return _refuse(f"the name of {path.name} tells no day: say since when it is in force, --since AAAA-MM-JJ")
    engine = open_engine(settings, STORE.name)
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        download = Download(path.name, sha256, partial(DOWNLOADS[arguments.referential], path))
        with told_faults(arguments.faults) as tell:
            made = await import_referential(
                OpenDrafts(engine, referential_version),
                SqlVersions(engine, referential_version),
                system_clock,
                tell,
                download,
                since=since,
                accept_fewer=arguments.accept_fewer,
            )
    except (ImportRefused, ImportUnderWay, FileRefused) as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{error.filename or path}: {error.strerror}")
    finally:
        await engine.dispose()
    sys.stdout.write("".join(map(_line, made)) or f"{path.name} is in force since {since} already\n")
    return 0


async def _announce(settings: Settings, arguments: argparse.Namespace) -> None:
    engine = open_engine(settings, STORE.name)
    try:
        told = await announce_awards(
            FeedUnitsOfWork(engine, encode),
            system_clock,
            operator_of(arguments),
            _so_far,
            after=arguments.after,
            most=arguments.most,
        )
    finally:
        await engine.dispose()
    print(f"{told} entries are told of, as {ENTRY_REGISTERED}")


def _so_far(told: int, place: Place) -> None:
    person_id, entry_id = place
    print(f"{told} so far; broken off here, go on with --after {person_id}/{entry_id}", file=sys.stderr)


def _place(text: str) -> Place:
    person, _, entry = text.partition("/")
    return identifier(person), identifier(entry)


def _many(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ValueError("must be a number, from 1 on")
    return int(text)


def _announce_arguments(parser: argparse.ArgumentParser) -> None:
    operator_arguments(parser)
    parser.add_argument("--after", type=parsed(_place), metavar="PLACE", help="where a run was broken off, as it told")
    parser.add_argument("--most", type=parsed(_many), metavar="N", help="tell of so many and no more")


async def _list(settings: Settings, arguments: argparse.Namespace) -> None:
    engine = open_engine(settings, STORE.name)
    try:
        found = await SqlVersions(engine, referential_version).all()
    finally:
        await engine.dispose()
    today = system_clock().date()
    current = {one.scheme: one.since for one in reversed(found) if one.since <= today}
    for version in found:
        state = (
            "coming" if version.since > today else "current" if current[version.scheme] == version.since else "former"
        )
        sys.stdout.write(f"{state:8}{_line(version)}")


def _line(version: Version) -> str:
    change = version.change
    told = f"{version.terms} terms ({change.added} new, {change.changed} changed, {change.dropped} dropped)"
    faults = f", {version.faults} rows at fault" if version.faults else ""
    origin = f"{version.file_name} {version.sha256[:12]}".strip()
    return f"{version.scheme.value:8} since {version.since}: {told}{faults}, from {origin}\n"


def _refuse(message: str) -> int:
    sys.stderr.write(f"passeport_records: nothing was imported: {message}\n")
    return 1


@contextmanager
def told_faults(path: Path | None) -> Iterator[Callable[[RowFault], None]]:
    """Tells of the first faults on standard error, and of all in a CSV file."""
    count = 0
    file = path.open("w", encoding="utf-8", newline="") if path else None
    writer = csv.writer(file) if file else None
    if writer:
        writer.writerow(("file", "line", "field", "rule", "message", "value", "row_lost"))

    def tell(fault: RowFault) -> None:
        nonlocal count
        count += 1
        if count <= _SHOWN:
            sys.stderr.write(f"{fault}\n")
        if writer:
            value = fault.value[:200]
            told = (fault.place, fault.line, fault.field, fault.rule, fault.message, value, fault.lost)
            writer.writerow(map(as_cell, told))

    try:
        yield tell
    finally:
        if count > _SHOWN:
            sys.stderr.write(f"… and {count - _SHOWN} more{'' if file else ': see them all with --faults FILE'}\n")
        if file:
            file.close()


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("referential", choices=sorted(DOWNLOADS))
    parser.add_argument("file", type=Path, help="the download as its publisher offers it")
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar="AAAA-MM-JJ", help="in force since; else as its name tells"
    )
    parser.add_argument("--accept-fewer", action="store_true", help="take a file that drops many terms in force")
    parser.add_argument("--faults", type=Path, metavar="FILE", help="write every fault into this CSV file")


COMMANDS = {
    "import-referential": Command("bring in a version of a referential", _import, _import_arguments),
    "announce-awards": Command("tell again of what is on the list for prevention", _announce, _announce_arguments),
    "referentials": Command("list the versions of referentials", _list),
}
