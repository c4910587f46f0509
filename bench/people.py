"""People, awards and jobs in any number: each round's files say something new of the same people."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from stdnum import luhn

from passeport_sandbox.feeds import PARTNERS
from passeport_sandbox.feeds.certifications import Award, write_flux
from passeport_sandbox.feeds.diplomas import COLUMNS as DIPLOMA_COLUMNS
from passeport_sandbox.feeds.diplomas import Diploma, write_csv
from passeport_sandbox.feeds.dsn import Contract, Employer, lot, monthly
from passeport_sandbox.feeds.trainings import COLUMNS as TRAINING_COLUMNS
from passeport_sandbox.feeds.trainings import Training
from passeport_sandbox.personas import Persona

CERTIFIER, PAYROLL = "certifs-ponant", "redistribution-dsn"
EDUCATION, TRAINING_ACCOUNT = "rectorat-de-l-ouest", "compte-formation"

_CODES = ("RNCP35419", "RNCP39159", "RNCP30328", "RS6435", "RS7256", "RS5641")
_STAFF = 50
_MONTH = date(2026, 10, 1)


def write_certifications(path: Path, people: Sequence[Persona], number: int) -> Path:
    """Write the certifiers' file of a round: one award for each of the people."""
    with path.open("wb") as file:
        file.writelines(
            write_flux(
                _awards(people, number), sender=PARTNERS[CERTIFIER], flux_id=uuid4(), written_at=datetime.now(UTC)
            )
        )
    return path


def write_dsn(path: Path, people: Sequence[Persona], number: int) -> Path:
    """Write the DSN lot of a round: one new contract for each of the people, in establishments of fifty."""
    with path.open("wb") as file:
        file.writelines(lot(_messages(people, number), number=number, made_on=_MONTH + timedelta(35)))
    return path


def write_diplomas(path: Path, people: Sequence[Persona], number: int) -> Path:
    """Write the CSV of diplomas of a round: one for each of the people, by civil identity with an INE beside it."""
    diplomas = (
        Diploma(
            person=person,
            key=f"bench-{number}-{index:06d}",
            title="Baccalauréat général",
            code="40025214",
            level=4,
            awarded=f"2025-{1 + number % 12:02d}",
            mention="MENTION_BIEN",
            ine=f"0{index:08d}AB",
            school="Lycée de la Rade",
            uai="0449901Y",
        ).fields
        for index, person in enumerate(people)
    )
    path.write_bytes(b"".join(write_csv(diplomas, DIPLOMA_COLUMNS)))
    return path


def write_trainings(path: Path, people: Sequence[Persona], number: int) -> Path:
    """Write the CSV of trainings of a round: one training for each of the people, half of them by NIR."""
    trainings = (
        Training(
            person=person,
            key=f"bench-{number}-{index:06d}",
            title="Anglais professionnel",
            start=f"2025-{1 + number % 12:02d}-02",
            hours=7 + index % 70,
            certification="RS6435",
            siret="00100017300011",
            body="Formations du Large",
            by_nir=index % 2 == 0,
        ).fields
        for index, person in enumerate(people)
    )
    path.write_bytes(b"".join(write_csv(trainings, TRAINING_COLUMNS)))
    return path


def _awards(people: Sequence[Persona], number: int) -> Iterator[Award]:
    for place, code in enumerate(_CODES):
        for index in range(place, len(people), len(_CODES)):
            yield Award(
                person=people[index],
                key=f"bench-{number}-{index:06d}",
                code=code,
                obtained=date(2025, 1, 6) + timedelta(index % 300),
                score=str(400 + index % 500) if code.startswith("RS") else "",
                cefr="B2" if code == "RS6435" else "",
            )


def _messages(people: Sequence[Persona], number: int) -> Iterator[list[str]]:
    for group, first in enumerate(range(0, len(people), _STAFF)):
        employer = _employer(number, group)
        contracts = [
            Contract(
                person=person,
                employer=employer,
                number=f"{first + place:05d}",
                start=date(2015, 1, 5) + timedelta(first + place),
                title="Comptable",
                pcs="543a",
            )
            for place, person in enumerate(people[first : first + _STAFF])
        ]
        yield monthly(employer, _MONTH, contracts)


def _employer(number: int, group: int) -> Employer:
    # Numbers that begin with 00 are given to nobody.
    siren = _with_luhn(f"003{number:02d}{group:03d}")
    siret = _with_luhn(f"{siren}0001")
    name = f"ENTREPRISE {number} {group}"
    return Employer(siren, siret[9:], name, "6920Z", "1 RUE DU TRAVAIL", "44000", "NANTES")


def _with_luhn(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)
