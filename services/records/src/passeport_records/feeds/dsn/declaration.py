"""What a declaration does to an earlier one of its establishment: its nature and type (S20.G00.05.001 and .002).

A month is replaced as a whole, by another one (03) or by one without anybody (05), and is never annulled alone. An
event (07, 10) is replaced (03) or annulled (04), and names the declaration concerned (S20.G00.05.006).
"""

from __future__ import annotations

import calendar
from datetime import date

from passeport_records.domain.employment import Force, Retraction
from passeport_records.domain.known import Stamp
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import Fault
from passeport_records.feeds.dsn.message import Declared, Message, text_of
from passeport_records.feeds.dsn.norm import KEPT, Nature
from passeport_records.feeds.dsn.values import fault_of, parse_day

__all__ = ["declared_in", "not_whole", "retraction_of", "spaced"]

_FORCES: dict[str, dict[str, Force]] = {
    Nature.MONTHLY: {"03": Force.REPLACES, "05": Force.REPLACES},
    Nature.ENDING: {"03": Force.REPLACES, "04": Force.ANNULS},
    Nature.HIRING: {"03": Force.REPLACES, "04": Force.ANNULS},
}
_ONE_FRACTION, _WHOLE_FIELD = "11", "01"
_SIREN, _NIC, _SIRET = 9, 5, 14


def declared_in(message: Message) -> Declared:
    """What the contracts of the establishment that is open have alike."""
    if message.declared is None:
        said = message.declaration
        siret, missing = _siret(message)
        message.declared = Declared(
            siret=siret,
            missing=missing,
            employer=_employer(message, siret),
            nature=text_of(said, 1),
            number=text_of(said, 4),
            norm=text_of(message.head, 6),
            made=parse_day(text_of(said, 7)),
            last_day=_last_day(message),
            slot=_slot(message),
            force=_force(message),
        )
    return message.declared


def spaced(text: str) -> str:
    """A text without the blanks that fill it up."""
    return " ".join(text.split())


def _siret(message: Message) -> tuple[str, str]:
    """The SIRET, or the code of what is missing of it."""
    siren, nic = text_of(message.company, 1), text_of(message.establishment, 1)
    if not (len(siren) == _SIREN and siren.isdecimal()):
        return "", "S21.G00.06.001"
    if not (len(nic) == _NIC and nic.isdecimal()):
        return "", "S21.G00.11.001"
    return siren + nic, ""


def _employer(message: Message, siret: str) -> Organisation:
    """The name is known from the redistribution alone: a deposit gives the SIRET and leaves the name to Sirene."""
    name = text_of(message.company, 903) or text_of(message.establishment, 904)
    return Organisation(name=spaced(name), siret=siret, locality=spaced(text_of(message.establishment, 5)))


def _force(message: Message) -> Force:
    """What the declaration of a message does to an earlier one."""
    nature, kind = text_of(message.declaration, 1), text_of(message.declaration, 2)
    return _FORCES.get(nature, {}).get(kind, Force.NORMAL)


def _slot(message: Message) -> str:
    """What names the declaration in its establishment, for those that replace it; empty when it cannot be named.

    Of a month: the month, the fraction and the field (S20.G00.05.003, .005, .008). Of an event: the identifier of its
    deposit, as the redistribution repeats it (S10.G00.95.900); one that nobody knows has its nature alone.
    """
    said = message.declaration
    nature = text_of(said, 1)
    if nature != Nature.MONTHLY:
        return f"{nature} {text_of(message.added, 900)}".strip()
    month = parse_day(text_of(said, 5))
    if month is None:
        return ""
    return f"{nature} {month:%Y-%m} {text_of(said, 3) or _ONE_FRACTION} {text_of(said, 8) or _WHOLE_FIELD}"


def _last_day(message: Message) -> date | None:
    """The last day of the declared month; None for an event."""
    month = parse_day(text_of(message.declaration, 5))
    return month and month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _number(message: Message) -> int:
    """The number of the declaration in its sender's own count."""
    number = text_of(message.declaration, 4)
    return int(number) if number.isdecimal() else 0


def retraction_of(message: Message) -> Retraction | Fault | None:
    """What the declaration that ends here takes back as a whole; or why it takes back but what it names itself."""
    force = _force(message)
    if message.muted or force is Force.NORMAL:
        return None
    said = message.declaration
    siret = text_of(message.company, 1) + text_of(message.establishment, 1)
    slot, made = _former_slot(message), parse_day(text_of(said, 7))
    if not slot and message.contracts and text_of(said, 1) != Nature.MONTHLY:
        # Each contract that it names is told what happens to it.
        return None
    if made is None or len(siret) != _SIRET or not slot or (message.unread_contracts and force is Force.REPLACES):
        return _left(message, *_why_not(message, siret, slot))
    return Retraction(
        line=said[2].line,
        siret=siret,
        slot=slot,
        stamp=Stamp(_last_day(message) or made, made, _number(message), replacing=True),
        message=text_of(said, 4),
        norm=text_of(message.head, 6),
        named=message.named,
    )


def _former_slot(message: Message) -> str:
    """What names the declaration that is replaced or annulled; empty when it cannot be named."""
    nature, former = text_of(message.declaration, 1), text_of(message.declaration, 6)
    if nature == Nature.MONTHLY:
        return _slot(message)
    return f"{nature} {former}" if former else ""


def _why_not(message: Message, siret: str, slot: str) -> tuple[str, str]:
    """The rubrique at fault, and what is wrong."""
    monthly = text_of(message.declaration, 1) == Nature.MONTHLY
    if len(siret) != _SIRET:
        return "S21.G00.11.001", "l'établissement n'est pas nommé"
    if not slot:
        code = "S20.G00.05.005" if monthly else "S20.G00.05.006"
        return code, "absent ou mal formé, la déclaration concernée n'est pas reconnue"
    if message.unread_contracts:
        code = "S20.G00.05.005" if monthly else "S20.G00.05.006"
        return code, f"{message.unread_contracts} contrat(s) de celle qui remplace n'ont pas pu être lus"
    return "S20.G00.05.007", "absente ou mal formée, rien ne dit laquelle des deux est la dernière"


def not_whole(message: Message) -> Fault:
    """Why a message that is damaged takes back nothing but what it names itself."""
    return _left(message, "S90.G00.90.001", "le message n'est pas entier, ou des lignes n'en sont pas lisibles")


def _left(message: Message, code: str, why: str) -> Fault:
    # A message may have several declarations, and the last of a damaged one lack its type.
    declared = message.declaration.get(2)
    return fault_of(
        KEPT[code],
        message.first_line if declared is None else declared.line,
        "",
        rule="replaced",
        message=f"{why} : ce que la déclaration remplacée ou annulée disait d'autres contrats reste",
        fix="Renvoyez une déclaration qui remplace (S20.G00.05.002 = 03), entière",
        key=text_of(message.declaration, 4),
    )
