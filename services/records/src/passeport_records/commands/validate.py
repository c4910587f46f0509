"""`validate-diplomas`, `validate-trainings`: tell a partner before he sends a file what is wrong with it.

They need no settings, no database and no network, and read with the reader that takes the file in.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from passeport_chassis.clock import system_clock
from passeport_records.domain.batch import Feed
from passeport_records.domain.report import Fault
from passeport_records.domain.statement import Statement, in_future
from passeport_records.errors import FileInvalid, FileTooLarge
from passeport_records.feeds.compressed import Unpacking
from passeport_records.feeds.formats import FORMATS

__all__ = ["ABOUT", "PROGRAMS", "main"]

PROGRAMS: Mapping[str, Feed] = {"validate-diplomas": Feed.DIPLOMAS, "validate-trainings": Feed.TRAININGS}
"""The feeds by the command that validates their files."""

ABOUT = f"{' FILE, '.join(PROGRAMS)} FILE: tell what is wrong with a file before it is sent, without any settings"
"""For the help of the program, which lists the commands that need settings."""

_PIECE = 256 * 1024
_UNREADABLE = 2


def main(arguments: Sequence[str]) -> int:
    """Validates a file. 0: every line is right; 1: some are not, each told; 2: it cannot be read."""
    parser = argparse.ArgumentParser(prog=f"passeport_records {arguments[0]}", description=__doc__)
    parser.add_argument("file", type=Path, help="CSV or JSON Lines, or a gzip of either")
    path: Path = parser.parse_args(arguments[1:]).file
    try:
        return _validate(path, PROGRAMS[arguments[0]])
    except OSError as error:
        sys.stderr.write(f"{path}: {error.strerror}\n")
        return _UNREADABLE


def _validate(path: Path, feed: Feed) -> int:
    try:
        check = FORMATS[feed].check()
        for piece in _pieces(path):
            check.feed(piece)
        head = check.close()
    except FileInvalid as refused:
        said = refused.metadata
        print(f"ligne {said['line']} : fichier refusé : {said['detail']} [{said['rule']}]")
        return 1
    except FileTooLarge as refused:
        print(f"fichier refusé : il dépasse {refused.metadata['limit']} octets, envoyez-le en plusieurs")
        return 1
    right, now = 0, system_clock()
    wrong: set[int] = set()
    for item in FORMATS[feed].read(partial(_pieces, path), head):
        if isinstance(item, Fault):
            wrong.add(item.line)
            _say(item.line, item.field, item.rule, f"{item.message} ; {item.fix}", item.value)
        elif isinstance(item, Statement) and (future := in_future(item, now)) is not None:
            wrong.add(item.line)
            _say(item.line, future.field, future.rule, f"{future.message} ; {future.fix}")
        else:
            right += 1
    print(f"{path.name} : {right} ligne(s) juste(s), {len(wrong)} à corriger ({head.format_version})")
    return 1 if wrong else 0


def _pieces(path: Path) -> Iterator[bytes]:
    """The bytes of the file, unpacked if it is a gzip, as they would be on arrival."""
    unpacking = Unpacking()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield from unpacking.feed(piece)
    yield from unpacking.close()


def _say(line: int, field: str, rule: str, message: str, value: str = "") -> None:
    where = f"ligne {line}" + (f", {field}" if field else "")
    print(f"{where} : {message} [{rule}]" + (f" (reçu : {value})" if value else ""))
