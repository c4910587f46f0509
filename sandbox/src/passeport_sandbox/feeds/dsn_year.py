"""Months of the DSN of as many people as wanted, with all that happens to contracts and declarations meanwhile.

People are hired (nature 10), leave (07 and S21.G00.62), are renumbered, moved to another establishment or given another
profession (S21.G00.41), and change their first names (S21.G00.31). Declarations are replaced (types 03 and 05) and
annulled (04). Same seed, same bytes; in memory is one company of fifty at a time.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from passeport_sandbox.feeds.dsn import (
    Contract,
    Employer,
    Filing,
    FormerIdentity,
    FormerKey,
    end_of_contract,
    hiring,
    lot,
    monthly,
)
from passeport_sandbox.feeds.dsn_blocks import Workplace, last_day
from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.feeds.volume import JOBS, establishment_of
from passeport_sandbox.personas import Persona

__all__ = ["EXPECTED_COLUMNS", "Company", "write_year"]

EXPECTED_COLUMNS = ("nir", "siret", "start", "number", "title", "end")
_STAFF = 50
_FIRST = date(2026, 1, 1)
_LONG_AGO = 4000
_STORIES = ("steady", "hired", "no-show", "left", "stayed", "renumbered", "moved", "promoted", "renamed")
_SITES = (
    Workplace("CHANTIERNANTES", "44000", "NANTES", "44109"),
    Workplace("CHANTIERAJACC", "20000", "AJACCIO", "2A004"),
)
_WEIGHTS = (60, 8, 2, 8, 3, 5, 5, 5, 4)


@dataclass(frozen=True, slots=True)
class _Job:
    """What happens to one contract, and in which month, counted from 0."""

    contract: Contract
    story: str
    month: int
    other: Employer

    def in_month(self, index: int, month: date) -> Contract | None:
        """The contract as the declaration of a month has it; None where it is in none."""
        absent = {"no-show": True, "hired": index < self.month, "left": index > self.month}
        if absent.get(self.story, False):
            return None
        return (
            replace(self.contract, **self._changes(month, told=index == self.month))
            if index >= self.month
            else self.contract
        )

    def _changes(self, month: date, *, told: bool) -> dict[str, Any]:
        """What is no longer as it was; what it was before is told once, by the month in which it changes."""
        held = self.contract
        match self.story:
            case "left":
                return {"end": month + timedelta(14)}
            case "renumbered":
                former = FormerKey(number=held.number)
                return {"number": f"N{held.number}", "former": former if told else None, "changed": month}
            case "moved":
                former = FormerKey(siret=held.employer.siren + held.employer.nic)
                return {"employer": self.other, "former": former if told else None, "changed": month}
            case "promoted":
                former_pcs = held.pcs if told else ""
                return {"title": f"{held.title} principal", "pcs": "371a", "former_pcs": former_pcs, "changed": month}
            case "renamed":
                return {"person_changed": FormerIdentity(month, given_names="Camille") if told else None}
        return {}


class Company:
    """A company of two establishments and its staff, with what will happen to each."""

    def __init__(self, number: int, people: Sequence[Persona], months: int, seed: int) -> None:
        self._chosen = random.Random(f"{seed}/{number}")  # noqa: S311 - to be the same again, not to be secret
        self._months = [_month(index) for index in range(months)]
        first = establishment_of(number)
        second = establishment_of(number, establishment=2)
        self._by_mistake = establishment_of(number, establishment=3) if number % 10 == 1 else None
        self._jobs = [self._job(index, person, first, second) for index, person in enumerate(people)]
        self._sites = (first, second)
        self._number = number

    def messages(self, index: int) -> Iterator[list[str]]:
        """The declarations that are redistributed after a month: events of the month, then the month itself."""
        month = self._months[index]
        for job in self._jobs:
            yield from self._events(job, index, month)
        for site, employer in enumerate(self._sites):
            held = [job.in_month(index, month) for job in self._jobs]
            contracts = [contract for contract in held if contract is not None and contract.employer == employer]
            yield from self._month(employer, site, index, contracts)
        if self._by_mistake is not None and index == 0:
            made_on = last_day(month) + timedelta(5)
            wrong = replace(self._jobs[0].contract, employer=self._by_mistake)
            yield monthly(self._by_mistake, month, [wrong], filing=Filing(made_on=made_on, number="1"))
            empty = Filing(made_on=made_on + timedelta(2), number="2", kind="05")
            yield monthly(self._by_mistake, month, [], filing=empty)

    def expected(self) -> Iterator[tuple[str, ...]]:
        """What is in the passports once all is received: `EXPECTED_COLUMNS`."""
        for job in self._jobs:
            last = job.in_month(len(self._months) - 1, self._months[-1])
            if job.story == "left":
                last = job.in_month(job.month, self._months[job.month])
            if last is not None:
                siret, end = last.employer.siren + last.employer.nic, last.end.isoformat() if last.end else ""
                yield last.person.nir, siret, last.start.isoformat(), last.number, last.title, end

    def _job(self, index: int, person: Persona, first: Employer, second: Employer) -> _Job:
        chosen = self._chosen
        story = chosen.choices(_STORIES, _WEIGHTS)[0]
        month = chosen.randrange(len(self._months))
        title, pcs = chosen.choice(JOBS)
        start = _FIRST - timedelta(chosen.randrange(30, _LONG_AGO))
        if story in {"hired", "no-show"}:
            start = self._months[month] + timedelta(chosen.randrange(28))
        contract = Contract(
            person=person,
            employer=first,
            number=f"{index:05d}",
            start=start,
            title=title,
            pcs=pcs,
            part_time=chosen.random() < 0.2,
            sick=chosen.random() < 0.05,
            workplace=chosen.choice(_SITES) if chosen.random() < 0.2 else None,
        )
        return _Job(contract, story, month, second)

    def _events(self, job: _Job, index: int, month: date) -> Iterator[list[str]]:
        if index != job.month:
            return
        held = job.contract
        deposit = f"{self._number:07d}{held.number}"
        if job.story in {"hired", "no-show"}:
            yield hiring(held, filing=Filing(deposit=f"{deposit}H"))
        if job.story == "no-show":
            made_on = held.start + timedelta(1)
            yield hiring(held, filing=Filing(made_on=made_on, kind="04", deposit=f"{deposit}X", former=f"{deposit}H"))
        if job.story in {"left", "stayed"}:
            ended = replace(held, end=month + timedelta(14))
            yield end_of_contract(ended, filing=Filing(deposit=f"{deposit}E"))
            if job.story == "stayed":
                made_on = month + timedelta(20)
                taken_back = Filing(made_on=made_on, kind="04", deposit=f"{deposit}Y", former=f"{deposit}E")
                yield end_of_contract(ended, filing=taken_back)

    def _month(self, employer: Employer, site: int, index: int, contracts: list[Contract]) -> Iterator[list[str]]:
        month = self._months[index]
        made_on = last_day(month) + timedelta(5)
        right = Filing(made_on=made_on, number="1")
        if contracts and (self._number + site + index) % 8 == 0:
            # A month with faults, and the one that replaces it: one contract too many, a wrong title and end.
            first, *others = contracts
            stranger = replace(first, number="99999", start=month, title="Saisie par erreur", former=None)
            wrong = replace(first, title="Intitulé faux", end=first.end or month + timedelta(9))
            yield monthly(employer, month, [wrong, *others, stranger], filing=right)
            right = Filing(made_on=made_on + timedelta(3), number="2", kind="03")
        yield monthly(employer, month, contracts, filing=replace(right, kind=right.kind if contracts else "02"))


def write_year(folder: Path, people: int, months: int, seed: int = 0) -> list[Path]:
    """Writes a redistribution lot for each month and `dsn-attendu.csv`, what passports say once all are received."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for index in range(months):
        month = _month(index)
        path = folder / f"dsn-{month:%Y-%m}.dsn"
        messages = (message for company in _companies(people, months, seed) for message in company.messages(index))
        with path.open("wb") as file:
            file.writelines(lot(messages, number=int(f"{month:%y%m}"), made_on=last_day(month) + timedelta(12)))
        written.append(path)
    expected = folder / "dsn-attendu.csv"
    with expected.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(EXPECTED_COLUMNS)
        for company in _companies(people, months, seed):
            writer.writerows(company.expected())
    return [*written, expected]


def _companies(people: int, months: int, seed: int) -> Iterator[Company]:
    everybody = synthetic_people(people, seed)
    number = 0
    while staff := list(islice(everybody, _STAFF)):
        yield Company(number, staff, months, seed)
        number += 1


def _month(index: int) -> date:
    return date(_FIRST.year + index // 12, index % 12 + 1, 1)
