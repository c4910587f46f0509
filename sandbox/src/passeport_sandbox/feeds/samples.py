"""The sample files of `make run`: what the partners send about the personas, and what one of them takes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from passeport_sandbox.feeds import careers
from passeport_sandbox.feeds.certifications import Award, write_flux
from passeport_sandbox.feeds.diplomas import write_csv
from passeport_sandbox.feeds.dsn import Contract, end_of_contract, lot, monthly
from passeport_sandbox.feeds.partners import PARTNERS, Partner
from passeport_sandbox.feeds.trainings import COLUMNS
from passeport_sandbox.personas import Persona, by_login

_PONANT, _LANGUAGES = PARTNERS["certifs-ponant"], PARTNERS["langues-et-numerique"]
_DSN = PARTNERS["redistribution-dsn"]
_WRITTEN = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
_MONTHS = (date(2026, 9, 1), date(2026, 10, 1))
WITHDRAWN_FROM = ("claire", "RS7256")
"""Login and certification of the award that `Samples.withdrawal` takes back."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A file, the feed it belongs to and the partner who sends it."""

    path: Path
    feed: Literal["certifications", "diplomas", "dsn", "trainings"]
    partner: Partner


@dataclass(frozen=True, slots=True)
class Samples:
    """`loaded` are sent in this order, `withdrawal` later by hand or by the demo."""

    loaded: tuple[Sample, ...]
    withdrawal: Sample


def write_samples(folder: Path) -> Samples:
    """Writes the sample files into a folder, the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    contracts = careers.contracts()
    ended = [contract for contract in contracts if contract.end is not None and contract.end < _MONTHS[0]]
    history = lot(
        (end_of_contract(contract, made_on=date(2026, 8, 31)) for contract in ended),
        number=260801,
        made_on=date(2026, 8, 31),
    )
    loaded = [
        Sample(_write(folder / "dsn-reprise-2026-08.dsn", history), "dsn", _DSN),
        *(
            Sample(_write(folder / f"dsn-{month:%Y-%m}.dsn", _month(contracts, month)), "dsn", _DSN)
            for month in _MONTHS
        ),
        _flux(folder / "certifications-ponant.xml", [*careers.awards(_PONANT.client_id), _to_nobody()], _PONANT),
        _flux(
            folder / "certifications-langues.xml",
            [replace(award, by="identifiantNational") for award in careers.awards(_LANGUAGES.client_id)],
            _LANGUAGES,
            action="CREATION",
        ),
        Sample(
            _write(folder / "diplomes-rectorat.csv", write_csv(diploma.fields for diploma in careers.diplomas())),
            "diplomas",
            PARTNERS["rectorat-de-l-ouest"],
        ),
        Sample(
            _write(
                folder / "formations-et-engagements.csv",
                write_csv((training.fields for training in careers.trainings()), COLUMNS),
            ),
            "trainings",
            PARTNERS["compte-formation"],
        ),
    ]
    withdrawn = [
        award for award in careers.awards(_PONANT.client_id) if (award.person.login, award.code) == WITHDRAWN_FROM
    ]
    withdrawal = _flux(folder / "certifications-ponant-suppression.xml", withdrawn, _PONANT, action="SUPPRESSION")
    return Samples(tuple(loaded), withdrawal)


def _month(contracts: Sequence[Contract], month: date) -> Iterable[bytes]:
    employed: dict[str, list[Contract]] = {}
    for contract in contracts:
        if contract.runs_in(month):
            employed.setdefault(contract.employer.siren + contract.employer.nic, []).append(contract)
    messages = (monthly(held[0].employer, month, held) for held in employed.values())
    following = date(month.year + month.month // 12, month.month % 12 + 1, 5)
    return lot(messages, number=int(f"{month:%y%m}10"), made_on=following)


def _to_nobody() -> Award:
    """An award whose holder is in no register: the report says so, and the others are kept."""
    someone = by_login("claire")
    nobody: Persona = replace(someone, given_names=("Personne",), family_name="INTROUVABLE", birthdate="1975-05-05")
    return Award(person=nobody, key="certifs-ponant-9999", code="RS7256", obtained=date(2026, 4, 17))


def _flux(
    path: Path, awards: Sequence[Award], partner: Partner, action: Literal["", "CREATION", "SUPPRESSION"] = ""
) -> Sample:
    pieces = write_flux(
        sorted(awards, key=lambda award: award.code),
        sender=partner,
        flux_id=UUID(int=sum(path.name.encode()) << 64, version=4),
        written_at=_WRITTEN,
        action=action,
    )
    return Sample(_write(path, pieces), "certifications", partner)


def _write(path: Path, pieces: Iterable[bytes]) -> Path:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return path
