"""Writes referentials in their official formats: what the sandbox needs, or as many invented fiches as wanted."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from passeport_sandbox.referentials.certifications_csv import write_csv_zip
from passeport_sandbox.referentials.certifications_xml import write_xml
from passeport_sandbox.referentials.fiches import Fiche, invented_fiches, sandbox_fiches
from passeport_sandbox.referentials.lists import write_occupations, write_prevention, write_professions

_TEXT_LENGTH = 20_000


def main(arguments: Sequence[str]) -> int:
    """Write the files and list them."""
    parser = argparse.ArgumentParser("passeport_sandbox referentials", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write them")
    parser.add_argument("--fiches", type=int, default=0, help="write so many invented fiches")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same bytes")
    parser.add_argument("--day", type=date.fromisoformat, default=date(2026, 11, 1), help="the day they are of")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    made = partial(_fiches, options.fiches, options.seed)
    write_csv_zip(options.folder / f"export-fiches-csv-{options.day}.zip", made, options.day)
    for register in ("RNCP", "RS"):
        path = options.folder / f"export_fiches_{register}_V4_1_{options.day}.xml"
        write_xml(path, (fiche for fiche in made() if fiche.number.startswith(register)))
    write_professions(options.folder / "pcs-ese.csv")
    write_prevention(options.folder / "prevention.csv")
    write_occupations(options.folder / "rome.zip")
    for path in sorted(options.folder.iterdir()):
        sys.stdout.write(f"{path}\n")
    return 0


def _fiches(number: int, seed: int) -> Iterable[Fiche]:
    if not number:
        yield from sandbox_fiches()
        return
    yield from invented_fiches(number - number // 5, seed, text_length=_TEXT_LENGTH)
    yield from invented_fiches(number // 5, seed, register="RS", text_length=_TEXT_LENGTH)
