"""Feeds of any size about people without a story: the register of persons, their awards, the months of their jobs."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from passeport_sandbox.feeds.certifications import Award, write_flux
from passeport_sandbox.feeds.dsn import Contract, Employer, lot, monthly
from passeport_sandbox.feeds.partners import PARTNERS
from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.personas import Persona, write_registry

_STAFF = 50
_CODES = ("RNCP35419", "RNCP39159", "RNCP30328", "RS6435", "RS7256", "RS5641")
_JOBS = (
    ("Comptable", "543a"),
    ("Cariste", "652a"),
    ("Infirmier", "431f"),
    ("Développeur", "388a"),
    ("Vendeur", "554a"),
)


def write_people(path: Path, number: int, seed: int = 0) -> None:
    """Writes the register of persons that identity imports."""
    write_registry(path, synthetic_people(number, seed))


def write_awards(path: Path, number: int, seed: int = 0) -> None:
    """Writes a file of one award for each of `number` people (a file takes 200,000 at most)."""
    people = list(synthetic_people(number, seed))
    with path.open("wb") as file:
        file.writelines(
            write_flux(
                _awards(people, seed),
                sender=PARTNERS["certifs-ponant"],
                flux_id=UUID(int=seed << 64, version=4),
                written_at=datetime(2026, 11, 2, 7, 30, tzinfo=UTC),
            )
        )


def write_month(path: Path, number: int, month: date, seed: int = 0) -> None:
    """Writes the redistribution lot of a month: `number` people, in establishments of fifty."""
    people = list(synthetic_people(number, seed))
    with path.open("wb") as file:
        file.writelines(lot(_messages(people, month, seed), number=int(f"{month:%y%m}"), made_on=month + timedelta(35)))


def _awards(people: Sequence[Persona], seed: int) -> Iterator[Award]:
    for group, code in enumerate(_CODES):
        for index in range(group, len(people), len(_CODES)):
            yield Award(
                person=people[index],
                key=f"{seed}-{index:07d}",
                code=code,
                obtained=date(2026, 1, 5) + timedelta(index % 300),
                score=str(400 + index % 500) if code.startswith("RS") else "",
                cefr="B2" if code == "RS6435" else "",
            )


def _messages(people: Sequence[Persona], month: date, seed: int) -> Iterator[list[str]]:
    chosen = random.Random(seed)  # noqa: S311 - to be the same again, not to be secret
    for number, first in enumerate(range(0, len(people), _STAFF)):
        employer = _employer(number)
        contracts = []
        for index in range(first, min(first + _STAFF, len(people))):
            title, pcs = chosen.choice(_JOBS)
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


def _employer(number: int) -> Employer:
    siren = _with_luhn(f"002{number:05d}")
    siret = _with_luhn(f"{siren}0001")
    return Employer(siren, siret[9:], f"ENTREPRISE {number}", "6201Z", "1 RUE DU TRAVAIL", "44000", "NANTES")


def _with_luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"
