"""Feeds of any size about people without a story: the register of persons, their awards, the months of their jobs."""

import gzip
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Literal
from uuid import UUID

from passeport_sandbox.feeds.certifications import Award, Naming, write_flux
from passeport_sandbox.feeds.dsn import Contract, Employer, lot, monthly
from passeport_sandbox.feeds.partners import PARTNERS
from passeport_sandbox.feeds.passages import invented_awards
from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.personas import Persona, write_registry

_STAFF = 50
MOST_AWARDS = 90_000
"""Of a file. It may have 200,000, but so many, with all that is told of each and indented, have more than 200 MB."""
JOBS = (
    ("Comptable", "543a"),
    ("Cariste", "652a"),
    ("Infirmier", "431f"),
    ("Développeur", "388a"),
    ("Vendeur", "554a"),
)


def write_people(path: Path, number: int, seed: int = 0) -> None:
    """Writes the register of persons that identity imports."""
    write_registry(path, synthetic_people(number, seed))


def write_awards(
    path: Path,
    number: int,
    seed: int = 0,
    *,
    version: Literal["1.1.2", "1.1.5"] = "1.1.2",
    by: Sequence[Naming] = (),
    first: int = 0,
) -> None:
    """Writes a file of one award for each of `number` people, as gzip if its name ends so.

    They are those of `write_people` from the one with the number `first` on. `by` is how they are named, in turn: in
    1.1.2 by civil identity, in 1.1.5 by NIR as well. A file takes 200,000 awards and 200 MB at most: see
    `write_award_files`.
    """
    namings = by or (("titulaire",) if version == "1.1.2" else ("titulaire", "identifiantNational"))
    people = islice(synthetic_people(first + number, seed), first, None)
    awards = invented_awards(people, number, seed, by=namings, first=first)
    _write_flux(path, awards, seed, first + 1, "" if version == "1.1.2" else "CREATION")


def write_award_files(
    folder: Path, number: int, seed: int = 0, *, version: Literal["1.1.2", "1.1.5"] = "1.1.2"
) -> list[Path]:
    """Writes as many files as it takes, each of no more than a file may have."""
    paths: list[Path] = []
    for first in range(0, number, MOST_AWARDS):
        paths.append(
            folder / (f"certifications-{len(paths) + 1}.xml" if number > MOST_AWARDS else "certifications.xml")
        )
        write_awards(paths[-1], min(MOST_AWARDS, number - first), seed, version=version, first=first)
    return paths


def write_withdrawals(path: Path, number: int, seed: int = 0) -> None:
    """Writes the file that takes back a tenth of the awards of `write_awards` (1.1.5, SUPPRESSION)."""
    awards = invented_awards(synthetic_people(number, seed), number, seed)
    _write_flux(path, islice(awards, 0, None, 10), seed, 0, "SUPPRESSION")


def _write_flux(
    path: Path, awards: Iterable[Award], seed: int, part: int, action: Literal["", "CREATION", "SUPPRESSION"]
) -> None:
    pieces = write_flux(
        awards,
        sender=PARTNERS["certifs-ponant"],
        flux_id=UUID(int=(seed << 64) + part, version=4),
        written_at=datetime(2026, 11, 2, 7, 30, tzinfo=UTC),
        action=action,
    )
    with path.open("wb") as file:
        if path.suffix != ".gz":
            file.writelines(pieces)
            return
        # Without the name and the moment of the writing: the same seed gives the same bytes.
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            packed.writelines(pieces)


def write_month(path: Path, number: int, month: date, seed: int = 0) -> None:
    """Writes the redistribution lot of a month: `number` people, in establishments of fifty."""
    people = list(synthetic_people(number, seed))
    with path.open("wb") as file:
        file.writelines(lot(_messages(people, month, seed), number=int(f"{month:%y%m}"), made_on=month + timedelta(35)))


def _messages(people: Sequence[Persona], month: date, seed: int) -> Iterator[list[str]]:
    chosen = random.Random(seed)  # noqa: S311 - to be the same again, not to be secret
    for number, first in enumerate(range(0, len(people), _STAFF)):
        employer = establishment_of(number)
        contracts = []
        for index in range(first, min(first + _STAFF, len(people))):
            title, pcs = chosen.choice(JOBS)
            start = date(2010, 1, 1) + timedelta(chosen.randrange(5000))
            contracts.append(
                Contract(
                    person=people[index],
                    employer=employer,
                    number=f"{index % 100000:05d}",
                    start=start,
                    title=title,
                    pcs=pcs,
                )
            )
        yield monthly(employer, month, contracts)


def establishment_of(number: int, establishment: int = 1) -> Employer:
    """An establishment of a company without a story: the same for the same number."""
    siren = _with_luhn(f"002{number:05d}")
    siret = _with_luhn(f"{siren}{establishment:04d}")
    return Employer(siren, siret[9:], f"ENTREPRISE {number}", "6201Z", "1 RUE DU TRAVAIL", "44000", "NANTES")


def _with_luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"
