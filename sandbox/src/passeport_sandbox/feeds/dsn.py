"""DSN messages as payroll software writes them: pay and sick leave too, so that what must be dropped is there."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from passeport_sandbox.feeds.dsn_blocks import (
    Contract,
    Employer,
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
)
from passeport_sandbox.personas import Persona

__all__ = ["NORM", "Contract", "Employer", "FormerKey", "deposit", "end_of_contract", "lot", "monthly"]

NORM = "P26V01"


def monthly(
    employer: Employer, month: date, contracts: Sequence[Contract], *, norm: str = NORM, redistributed: bool = True
) -> list[str]:
    """The DSN of a month of one establishment: one person after the other, each with his contracts and his pay."""
    message = Message()
    envelope(message, employer, norm, redistributed)
    message.block(
        "S20.G00.05",
        [
            (1, "01"),
            (2, "01"),
            (3, "11"),
            (4, f"{month:%y%m}{employer.siren[3:]}"),
            (5, day_of(month)),
            (7, day_of(date(month.year + month.month // 12, month.month % 12 + 1, 5))),
            (8, "01"),
            (10, "01"),
        ],
    )
    company(message, employer, redistributed)
    for person, held in _by_person(contracts):
        individual(message, person)
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
    return message.end()


def end_of_contract(
    contract: Contract, *, made_on: date | None = None, norm: str = NORM, redistributed: bool = True
) -> list[str]:
    """The message that closes a contract (nature 07), with the reason that nobody but the employer should know."""
    if contract.end is None:
        raise ValueError("a contract that runs is not closed")
    message = Message()
    envelope(message, contract.employer, norm, redistributed)
    message.block(
        "S20.G00.05",
        [
            (1, "07"),
            (2, "01"),
            (3, "11"),
            (4, f"{contract.end:%y%m%d}{contract.number[-5:]}"),
            (7, day_of(made_on or contract.end)),
        ],
    )
    company(message, contract.employer, redistributed)
    individual(message, contract.person)
    contract_block(message, contract)
    ending(message, contract)
    seniority(message, [contract])
    return message.end()


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
