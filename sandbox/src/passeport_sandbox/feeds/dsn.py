"""DSN messages as payroll software writes them: pay and sick leave too, so that what must be dropped is there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

from passeport_sandbox.feeds.dsn_blocks import (
    Contract,
    Employer,
    Filing,
    FormerIdentity,
    FormerKey,
    Message,
    company,
    contract_block,
    day_of,
    ending,
    envelope,
    individual,
    last_day,
    pay,
    seniority,
    workplaces,
)
from passeport_sandbox.personas import Persona

__all__ = [
    "NORM",
    "Contract",
    "Employer",
    "Filing",
    "FormerIdentity",
    "FormerKey",
    "deposit",
    "end_of_contract",
    "hiring",
    "lot",
    "monthly",
]

NORM = "P26V01"


def monthly(
    employer: Employer,
    month: date,
    contracts: Sequence[Contract],
    *,
    norm: str = NORM,
    redistributed: bool = True,
    filing: Filing = Filing(),  # noqa: B008 - it is frozen
) -> list[str]:
    """The DSN of a month of one establishment: one person after the other, each with his contracts and his pay.

    Without contracts it is one without anybody, where its type says so (02, 05).
    """
    message = Message()
    number = filing.number or f"{month:%y%m}{employer.siren[3:]}"
    envelope(message, employer, norm, redistributed, filing.deposit or _deposit("01", employer, number))
    message.block(
        "S20.G00.05",
        [
            (1, "01"),
            (2, filing.kind),
            (3, "11"),
            (4, number),
            (5, day_of(month)),
            (7, day_of(filing.made_on or date(month.year + month.month // 12, month.month % 12 + 1, 5))),
            (8, "01"),
            (10, "01"),
        ],
    )
    company(message, employer, redistributed)
    for person, held in _by_person(contracts):
        individual(message, person, next((each.person_changed for each in held if each.person_changed), None))
        for contract in held:
            contract_block(message, contract)
            if contract.sick:
                message.block("S21.G00.60", [(1, "01"), (2, day_of(month)), (3, day_of(last_day(month))), (11, "01")])
            if contract.end is not None and contract.end <= last_day(month):
                ending(message, contract)
            message.block("S21.G00.70", [(4, "RETRAITE01"), (12, "1"), (13, "100")])
            message.block("S21.G00.71", [(2, "RUAA")])
        for contract in held:
            pay(message, contract, month)
        seniority(message, held)
    workplaces(message, contracts)
    return message.end()


def end_of_contract(
    contract: Contract,
    *,
    made_on: date | None = None,
    norm: str = NORM,
    redistributed: bool = True,
    filing: Filing = Filing(),  # noqa: B008
) -> list[str]:
    """The message that closes a contract (nature 07), with the reason that nobody but the employer should know.

    Of type 04 it annuls the one of the deposit `filing.former`, and says the same.
    """
    if contract.end is None:
        raise ValueError("a contract that runs is not closed")
    return _event(
        "07", contract, replace(filing, made_on=filing.made_on or made_on or contract.end), norm, redistributed
    )


def hiring(
    contract: Contract,
    *,
    norm: str = NORM,
    redistributed: bool = True,
    filing: Filing = Filing(),  # noqa: B008
) -> list[str]:
    """The declaration before a hiring (nature 10), made a week before unless `filing` says otherwise."""
    made_on = filing.made_on or contract.start - timedelta(7)
    return _event("10", replace(contract, end=None), replace(filing, made_on=made_on), norm, redistributed)


def _event(nature: str, contract: Contract, filing: Filing, norm: str, redistributed: bool) -> list[str]:
    message = Message()
    made_on = filing.made_on or contract.start
    number = filing.number or f"{made_on:%y%m%d}{contract.number[-5:]}"
    deposit = filing.deposit or _deposit(nature, contract.employer, number)
    envelope(message, contract.employer, norm, redistributed, deposit)
    message.block(
        "S20.G00.05",
        [(1, nature), (2, filing.kind), (3, "11"), (4, number), (6, filing.former), (7, day_of(made_on))],
    )
    company(message, contract.employer, redistributed)
    individual(message, contract.person)
    contract_block(message, contract)
    if contract.end is not None:
        ending(message, contract)
        seniority(message, [contract])
    workplaces(message, [contract])
    return message.end()


def _deposit(nature: str, employer: Employer, number: str) -> str:
    """An identifier as the one that a deposit is given: 23 characters, no two alike."""
    return sha256(f"{nature} {employer.siren}{employer.nic} {number}".encode()).hexdigest()[:23].upper()


def lot(messages: Iterable[list[str]], *, number: int, made_on: date) -> Iterator[bytes]:
    """A redistribution lot: the messages that passed the checks, then three empty groups of those that did not."""
    yield _encoded(
        [
            "S05.G51.00.001,'V01R02'",
            f"S05.G51.00.002,'{number}'",
            "S05.G51.00.003,'01'",
            f"S05.G51.00.004,'{day_of(made_on)}'",
            "S05.G51.00.005,'201500'",
            "S05.G51.00.006,'4'",
            "S06.G51.00.001,'DSNOK'",
        ]
    )
    count = 0
    for message in messages:
        count += 1
        yield _encoded(message)
    tail = ["S96.G51.00.001,'FINSL'", f"S96.G51.00.002,'{count}'"]
    for group in ("FP-KO", "CT-KO", "AUTRE"):
        tail += [f"S06.G51.00.001,'{group}'", "S96.G51.00.001,'FINSL'", "S96.G51.00.002,'0'"]
    yield _encoded([*tail, f"S95.G51.00.001,'{number}'", f"S95.G51.00.002,'{count}'"])


def deposit(messages: Iterable[list[str]]) -> Iterator[bytes]:
    """Messages as a declarant deposits them: nothing around them, CRLF at the end of lines."""
    for message in messages:
        yield _encoded(message).replace(b"\n", b"\r\n")


def _encoded(lines: list[str]) -> bytes:
    """ISO-8859-1, which has no œ: payroll software writes it in two letters."""
    text = "\n".join(lines).replace("œ", "oe").replace("Œ", "OE").replace("’", "'")
    return (text + "\n").encode("iso-8859-1")


def _by_person(contracts: Sequence[Contract]) -> Iterator[tuple[Persona, list[Contract]]]:
    # Not by the NIR: several persons may have the one that stands for none.
    held: dict[Persona, list[Contract]] = {}
    for contract in contracts:
        held.setdefault(contract.person, []).append(contract)
    yield from held.items()
