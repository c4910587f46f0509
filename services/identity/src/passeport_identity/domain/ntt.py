"""NTT: the number by which an employer declares a person whose NIR he does not have yet (DSN S21.G00.30.020).

1 or 2 for the sex, the SIREN of the employer, and what the employer numbers his people by: 11 to 40 characters. It
opens no right, says nothing of who the person is, and may well look like a NIR: it is never read as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.fr import siren

__all__ = ["Ntt"]

_FORM = re.compile(r"[12]([0-9]{9})[!-~]{1,30}")


@dataclass(frozen=True, slots=True, repr=False)
class Ntt:
    """A well-formed NTT. Two that differ in case are two: the employer alone knows what his numbers mean."""

    value: str

    def __post_init__(self) -> None:
        match = _FORM.fullmatch(self.value)
        if match is None or not siren.is_valid(match[1]):
            raise ValueError(
                "must be 1 or 2, the SIREN of the employer and his own number: 11 to 40 characters, no space"
            )

    def __repr__(self) -> str:
        """Says nothing: it is the number of a person."""
        return "Ntt(…)"
