"""The blocks of a DSN message, one function each, with all that payroll software puts in them."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from passeport_sandbox.personas import FRANCE, Persona


@dataclass(frozen=True, slots=True)
class Employer:
    """An establishment."""

    siren: str
    nic: str
    name: str
    ape: str
    street: str
    postcode: str
    town: str


@dataclass(frozen=True, slots=True)
class FormerKey:
    """What named a contract before: announced by a block S21.G00.41."""

    number: str = ""
    start: date | None = None
    siret: str = ""


@dataclass(frozen=True, slots=True)
class FormerIdentity:
    """Who a person was in earlier declarations: announced by a block S21.G00.31."""

    until: date
    family_name: str = ""
    given_names: str = ""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where somebody works who does not at the establishment itself: its identifier, and its commune (COG)."""

    identifier: str
    postcode: str
    town: str
    commune: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract as its employer knows it. `nature` and `scheme` are the codes of S21.G00.40.007 and .008."""

    person: Persona
    employer: Employer
    number: str
    start: date
    title: str
    pcs: str
    nature: str = "01"
    scheme: str = "99"
    end: date | None = None
    planned_end: date | None = None
    part_time: bool = False
    reason: str = "059"
    former: FormerKey | None = None
    former_pcs: str = ""
    changed: date | None = None
    person_changed: FormerIdentity | None = None
    sick: bool = False
    workplace: Workplace | None = None

    def runs_in(self, month: date) -> bool:
        """Whether the contract runs on some day of the month that begins on `month`."""
        last = last_day(month)
        return self.start <= last and (self.end is None or self.end >= month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """How a declaration is filed: on which day its file was made, its type (S20.G00.05.002), and its number.

    `deposit` is the identifier of its deposit (23 characters at most), `former` that of the one it replaces or annuls.
    Empty ones are made of what the declaration is about.
    """

    made_on: date | None = None
    kind: str = "01"
    number: str = ""
    deposit: str = ""
    former: str = ""


class Message:
    """The lines of one message; counts them, as S90 must say how many there are."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def block(self, code: str, values: Iterable[tuple[int, str]]) -> None:
        self._lines += [f"{code}.{number:03d},'{value}'" for number, value in values if value]

    def end(self, declarations: int = 1) -> list[str]:
        total = len(self._lines) + 2
        return [*self._lines, f"S90.G00.90.001,'{total}'", f"S90.G00.90.002,'{declarations}'"]


def day_of(day: date | None) -> str:
    return day.strftime("%d%m%Y") if day else ""


def last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def envelope(message: Message, employer: Employer, norm: str, redistributed: bool, deposit: str) -> None:
    message.block(
        "S10.G00.00",
        [(1, "PAIE DU BAC A SABLE"), (2, "SANDBOX"), (3, "1"), (4, "0"), (5, "02"), (6, norm), (7, "01"), (8, "01")],
    )
    message.block(
        "S10.G00.01",
        [
            (1, employer.siren),
            (2, employer.nic),
            (3, employer.name),
            (4, employer.street),
            (5, employer.postcode),
            (6, employer.town),
        ],
    )
    message.block("S10.G00.02", [(1, "02"), (2, "SERVICE PAIE"), (4, "paie@example.org"), (5, "0100000000")])
    if redistributed:
        message.block(
            "S10.G00.95", [(1, employer.name), (3, employer.siren + employer.nic), (6, "MtoM"), (900, deposit)]
        )


def company(message: Message, employer: Employer, redistributed: bool) -> None:
    message.block("S20.G00.07", [(1, "SERVICE PAIE"), (2, "0100000000"), (3, "paie@example.org"), (4, "01")])
    if redistributed:
        message.block("S20.G00.96", [(902, "1")])
    address = [(4, employer.street), (5, employer.postcode), (6, employer.town)]
    message.block("S21.G00.06", [(1, employer.siren), (2, employer.nic), (3, employer.ape), *address])
    if redistributed:
        message.block("S21.G00.06", [(903, employer.name)])
    message.block(
        "S21.G00.11",
        [(1, employer.nic), (2, employer.ape), (3, employer.street), (4, employer.postcode), (5, employer.town)],
    )
    if redistributed:
        message.block("S21.G00.11", [(904, employer.name)])
    message.block("S21.G00.15", [(1, "CONTRAT-PREVOYANCE"), (2, "MUTIDX"), (5, "100")])


def individual(message: Message, person: Persona, changed: FormerIdentity | None = None) -> None:
    year, month, day = person.birthdate.split("-")
    born_in_france = person.birthcountry == FRANCE
    message.block(
        "S21.G00.30",
        [
            (1, person.nir),
            (2, person.family_name[:80]),
            (3, (person.preferred_username or "")[:80]),
            (4, " ".join(person.given_names)[:80]),
            (5, "02" if person.sex == "F" else "01"),
            (6, f"{day.replace('00', '99')}{month.replace('00', '99')}{year}"),
            (7, "COMMUNE DE NAISSANCE"),
            (8, "1 RUE DU DOMICILE"),
            (9, "44000"),
            (10, "NANTES"),
            (14, (person.birthplace or "99")[:2]),
            (15, "FR" if born_in_france else "ZZ"),
            (19, person.nir[-5:]),
        ],
    )
    if changed is not None:
        message.block("S21.G00.31", [(1, day_of(changed.until)), (9, changed.family_name), (10, changed.given_names)])


def contract_block(message: Message, contract: Contract) -> None:
    employer = contract.employer
    quota = "75.83" if contract.part_time else "151.67"
    message.block(
        "S21.G00.40",
        [
            (1, day_of(contract.start)),
            (2, "06"),
            (3, "04"),
            (4, contract.pcs),
            (6, contract.title),
            (7, contract.nature),
            (8, contract.scheme),
            (9, contract.number),
            (10, day_of(contract.planned_end)),
            (11, "10"),
            (12, "151.67"),
            (13, quota),
            (14, "20" if contract.part_time else "10"),
            (16, "99"),
            (17, "1486"),
            (18, "200"),
            (19, contract.workplace.identifier if contract.workplace else employer.siren + employer.nic),
            (20, "200"),
            (24, "99"),
            (26, "99"),
            (36, "01"),
            (37, "01"),
        ],
    )
    former = contract.former or FormerKey()
    said = [(12, former.siret), (14, former.number), (19, contract.former_pcs), (21, day_of(former.start))]
    if any(value for _, value in said):
        changed = day_of(contract.changed or contract.start)
        message.block("S21.G00.41", [(1, changed), *said, (28, changed)])


def ending(message: Message, contract: Contract) -> None:
    end = contract.end
    message.block("S21.G00.62", [(1, day_of(end)), (2, contract.reason), (6, day_of(end)), (8, "01")])


def pay(message: Message, contract: Contract, month: date) -> None:
    gross = f"{1900 + int(contract.number[-2:]) * 37}.40"
    message.block(
        "S21.G00.50",
        [(1, day_of(last_day(month))), (2, gross), (4, gross), (6, "3.10"), (7, "01"), (8, "-1"), (9, "58.90")],
    )
    for kind in ("001", "002", "003", "010"):
        message.block(
            "S21.G00.51",
            [
                (1, day_of(month)),
                (2, day_of(last_day(month))),
                (10, contract.number),
                (11, kind),
                (12, "151.67"),
                (13, gross),
            ],
        )
        message.block("S21.G00.53", [(1, "01"), (2, "151.67"), (3, "10")])
    message.block(
        "S21.G00.52",
        [(1, "026"), (2, "120.00"), (3, day_of(month)), (4, day_of(last_day(month))), (6, contract.number)],
    )
    message.block("S21.G00.54", [(1, "17"), (2, "42.00"), (3, day_of(month)), (4, day_of(last_day(month)))])
    for base in ("02", "03", "04", "07"):
        message.block("S21.G00.78", [(1, base), (2, day_of(month)), (3, day_of(last_day(month))), (4, gross)])
        for contribution in ("045", "068", "074", "076"):
            message.block("S21.G00.81", [(1, contribution), (3, gross), (4, "130.22"), (7, "6.90")])


def seniority(message: Message, contracts: Sequence[Contract]) -> None:
    for contract in contracts:
        message.block("S21.G00.86", [(1, "07"), (2, "02"), (3, "24"), (5, contract.number)])


def workplaces(message: Message, contracts: Sequence[Contract]) -> None:
    for place in dict.fromkeys(contract.workplace for contract in contracts):
        if place is not None:
            said = [(1, place.identifier), (4, place.postcode), (5, place.town), (11, place.commune)]
            message.block("S21.G00.85", said)
