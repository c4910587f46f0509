"""`validate-import`: tells a partner before he sends a file what is wrong with it.

It needs no settings, no database and no network, and reads as the import does. Whether a NIR, an establishment or a
code exists, and whether a key was used before, it cannot know.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from passeport_chassis.clock import system_clock
from passeport_chassis.days import today_in_france
from passeport_dossier.domain.spreadsheets import as_cell
from passeport_prevention.domain.training import Declarant
from passeport_prevention.imports.header import FileRefused, check_file_name
from passeport_prevention.imports.line import Fault, ImportLine, key_used, said_of
from passeport_prevention.imports.read import Reader
from passeport_prevention.imports.survey import Survey

__all__ = ["ABOUT", "PROGRAM", "main"]

PROGRAM = "validate-import"
ABOUT = f"{PROGRAM} FILE: tell what is wrong with a file of the official import before it is sent, without any settings"
"""For the help of the program, which lists the commands that need settings."""

_PIECE = 256 * 1024
_UNREADABLE = 2
_DECLARANTS = {
    "training-body": Declarant.TRAINING_BODY,
    "employer": Declarant.EMPLOYER,
    "temporary-work-company": Declarant.TEMPORARY_WORK_COMPANY,
}
_NAMES = ("line", "column", "rule", "message", "value", "fix", "declaration")


def main(arguments: Sequence[str]) -> int:
    """Validates a file. 0: every line is right; 1: some are not, each told; 2: it cannot be read."""
    parser = argparse.ArgumentParser(prog=f"passeport_prevention {PROGRAM}", description=__doc__)
    parser.add_argument("file", type=Path, help="CSV of attestations (20 columns) or of justificatifs (29 columns)")
    parser.add_argument("--as", dest="declarant", choices=_DECLARANTS, default="training-body", help="who declares")
    parser.add_argument("--format", choices=_WRITERS, default="text", help="of what is told")
    options = parser.parse_args(arguments[1:])
    try:
        return _validate(options.file, _DECLARANTS[options.declarant], _WRITERS[options.format]())
    except OSError as error:
        sys.stderr.write(f"{options.file}: {error.strerror}\n")
        return _UNREADABLE


def _validate(path: Path, declarant: Declarant, write: Callable[[Fault], None]) -> int:
    right, wrong, keys = 0, set[int](), _Keys(declarant)
    try:
        check_file_name(path.name)
        survey = Survey()
        for piece in _pieces(path):
            survey.feed(piece)
        survey.close()
        for said in _lines(path, Reader(survey, declarant, today_in_france(system_clock()))):
            fault = keys.fault_of(said) if isinstance(said, ImportLine) else said
            if fault is not None:
                write(fault)
                wrong.add(fault.line)
            right += fault is None
    except FileRefused as refused:
        for fault in refused.faults:
            write(fault)
        sys.stderr.write(f"{path.name} : fichier refusé, rien n'en serait gardé\n")
        return 1
    doubled = f", dont {keys.doubled} déjà dite(s) mot pour mot" if keys.doubled else ""
    sys.stderr.write(f"{path.name} : {right} ligne(s) juste(s){doubled}, {len(wrong)} à corriger\n")
    return 1 if wrong else 0


class _Keys:
    """Which line of a file has a key first, and what it says: as the import goes by the worker and the training.

    `doubled`: lines that say the same once more, which an import tells as declared already.
    """

    def __init__(self, declarant: Declarant) -> None:
        self.doubled = 0
        self._declarant = declarant
        self._first: dict[bytes, tuple[int, bytes]] = {}

    def fault_of(self, line: ImportLine) -> Fault | None:
        """That the key of a line is that of another declaration, if it is."""
        key = hashlib.blake2b(line.key.encode(), digest_size=16).digest()
        # Nobody is resolved here: who has the same number is the same worker.
        said = said_of(self._declarant, line.training)(uuid5(NAMESPACE_OID, line.worker.nir))
        number, first = self._first.setdefault(key, (line.line, said))
        if number == line.line:
            return None
        if first == said:
            self.doubled += 1
            return None
        return key_used(line, f" (ligne {number})")


def _lines(path: Path, reader: Reader) -> Iterator[ImportLine | Fault]:
    for piece in _pieces(path):
        yield from reader.feed(piece)
    yield from reader.close()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _text() -> Callable[[Fault], None]:
    def write(fault: Fault) -> None:
        received = f" (reçu : {fault.value})" if fault.value else ""
        fix = f" ; {fault.fix}" if fault.fix else ""
        print(f"ligne {fault.line} : {fault.message}{fix} [{fault.rule}]{received}")

    return write


def _csv() -> Callable[[Fault], None]:
    """RFC 4180, of which no cell is a formula to a spreadsheet."""
    writer = csv.writer(sys.stdout)
    writer.writerow(_NAMES)

    def write(fault: Fault) -> None:
        writer.writerow(as_cell(getattr(fault, name)) for name in _NAMES)

    return write


def _json_lines() -> Callable[[Fault], None]:
    def write(fault: Fault) -> None:
        print(json.dumps(asdict(fault), ensure_ascii=False))

    return write


_WRITERS = {"text": _text, "csv": _csv, "jsonl": _json_lines}
