"""NTT: the number by which an employer declares a person whose NIR he does not have yet (DSN S21.G00.30.020).

1 or 2 for the sex, the SIREN of the employer, and what the employer numbers his people by: 11 to 40 characters. It
opens no right, says nothing of who the person is, and may well look like a NIR: it is never read as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.fr import siren

__all__ = ["Ntt", "is_sender"]

_FORM = re.compile(r"[12]([0-9]{9})[!-~]{1,30}")
_SIREN = 9


def is_sender(text: str) -> bool:
    """Whether `text` has the form of a SIREN; whether it is one was seen to when the partner was registered."""
    return len(text) == _SIREN and text.isascii() and text.isdecimal()


@dataclass(frozen=True, slots=True, repr=False)
class Ntt:
    """A well-formed NTT, as one sender means it. Two that differ in case are two: the employer alone knows his numbers.

    `sender` is the SIREN under which he who sends is registered. The SIREN in the number is what the file says.
    """

    value: str
    sender: str = ""

    def __post_init__(self) -> None:
        match = _FORM.fullmatch(self.value)
        if match is None or not siren.is_valid(match[1]):
            raise ValueError(
                "must be 1 or 2, the SIREN of the employer and his own number: 11 to 40 characters, no space"
            )
        if self.sender and not is_sender(self.sender):
            raise ValueError("a sender is a SIREN: 9 digits")

    def __repr__(self) -> str:
        """Says nothing: it is the number of a person."""
        return "Ntt(…)"
