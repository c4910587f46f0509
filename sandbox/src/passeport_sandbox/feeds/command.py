"""Writes sample feeds: those of the personas, or of as many people as wanted."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from passeport_sandbox.feeds.samples import write_samples
from passeport_sandbox.feeds.volume import write_awards, write_month, write_people


def main(arguments: Sequence[str]) -> int:
    """Write the files and list them."""
    parser = argparse.ArgumentParser("passeport_sandbox feeds", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write them")
    parser.add_argument(
        "--people", type=int, default=0, help="write feeds about so many people instead of the personas"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same bytes")
    options = parser.parse_args(arguments)
    if options.people == 0:
        samples = write_samples(options.folder)
        for sample in (*samples.loaded, samples.withdrawal):
            sys.stdout.write(f"{sample.path}  {sample.partner.client_id}\n")
        return 0
    options.folder.mkdir(parents=True, exist_ok=True)
    write_people(options.folder / "persons.csv", options.people, options.seed)
    write_awards(options.folder / "certifications.xml", options.people, options.seed)
    write_month(options.folder / "dsn.dsn", options.people, date(2026, 10, 1), options.seed)
    for path in sorted(options.folder.iterdir()):
        sys.stdout.write(f"{path}\n")
    return 0
