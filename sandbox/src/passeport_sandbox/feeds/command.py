"""Writes sample feeds: those of the personas, or of as many people as wanted."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from passeport_sandbox.feeds.dsn_year import write_year
from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.feeds.prevention import write_adf
from passeport_sandbox.feeds.samples import write_samples
from passeport_sandbox.feeds.sessions import write_session, write_trainings
from passeport_sandbox.feeds.volume import write_award_files, write_month, write_people, write_withdrawals


def main(arguments: Sequence[str]) -> int:
    """Write the files and list them."""
    parser = argparse.ArgumentParser("passeport_sandbox feeds", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write them")
    parser.add_argument(
        "--people", type=_count, default=0, help="write feeds about so many people instead of the personas"
    )
    parser.add_argument(
        "--months", type=_count, default=0, help="with --people: so many months of the DSN, with stories"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same bytes")
    parser.add_argument(
        "--certifications", choices=("1.1.2", "1.1.5"), default="1.1.2", help="format of the certifiers' files"
    )
    options = parser.parse_args(arguments)
    if options.people == 0:
        samples = write_samples(options.folder)
        for sample in (*samples.loaded, samples.withdrawal):
            sys.stdout.write(f"{sample.path}  {sample.partner.client_id}\n")
        return 0
    options.folder.mkdir(parents=True, exist_ok=True)
    write_people(options.folder / "persons.csv", options.people, options.seed)
    write_award_files(options.folder, options.people, options.seed, version=options.certifications)
    write_withdrawals(options.folder / "certifications-suppression.xml", options.people, options.seed)
    if options.months:
        write_year(options.folder, options.people, options.months, options.seed)
    else:
        write_month(options.folder / "dsn.dsn", options.people, date(2026, 10, 1), options.seed)
    write_session(options.folder / "diplomas.csv", options.people, options.seed)
    write_trainings(options.folder / "trainings.csv", options.people, options.seed)
    write_adf(options.folder / "prevention-adf.csv", synthetic_people(options.people, options.seed), options.seed)
    for path in sorted(options.folder.iterdir()):
        sys.stdout.write(f"{path}\n")
    return 0


def _count(text: str) -> int:
    """Reads how many. Raises ArgumentTypeError."""
    if not text.isascii() or not text.isdecimal():
        raise argparse.ArgumentTypeError("must be a whole number, 0 or more")
    return int(text)
