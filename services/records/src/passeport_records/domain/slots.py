"""What names a declaration of the DSN in its establishment: what it says of itself, and who sent it.

`01 2026-10 11 01 @001000017` is a month, `07 20261112123456789012345 @001000017` an event: nature, then what tells it
from others, then the SIREN of the sender. What was kept by a version of this service that noted no sender has none.
"""

from __future__ import annotations

__all__ = ["is_monthly", "nature_of", "sent_by", "takes_back", "unsigned"]

_BY = " @"
_NATURE = 2


def sent_by(slot: str, siren: str) -> str:
    """The name of a declaration with its sender, unless it has one; one that cannot be named stays without."""
    return f"{slot}{_BY}{siren}" if slot and _BY not in slot else slot


def unsigned(slot: str) -> str:
    """What a declaration says of itself, whoever sent it."""
    return slot.partition(_BY)[0]


def nature_of(slot: str) -> str:
    """What names all declarations of its nature by its sender."""
    said, by, siren = slot.partition(_BY)
    return f"{said[:_NATURE]}{by}{siren}"


def takes_back(named: str, slot: str) -> bool:
    """Whether who takes back what is `named`, a declaration or all of a nature, takes back this one.

    Of two senders neither takes back what the other said.
    """
    (what, _, by), (said, _, sender) = named.partition(_BY), slot.partition(_BY)
    return (said == what or said[:_NATURE] == what) and (not by or not sender or by == sender)


def is_monthly(slot: str) -> bool:
    """Whether a declaration is that of a month; otherwise it is of an event, told once for a contract."""
    return slot.startswith("01")
