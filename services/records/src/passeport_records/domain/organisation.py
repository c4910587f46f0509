"""A legal person under the name it had at the date, and the French numbers that name it."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as _siret

__all__ = ["NO_ORGANISATION", "Organisation", "is_siret", "read_sirets"]


def is_siret(text: str) -> bool:
    """Whether `text` is a well-formed SIRET: 14 digits, Luhn, with La Poste's own rule for its establishments."""
    if len(text) != 14 or not text.isascii() or not text.isdigit():
        return False
    try:
        _siret.validate(text)
    except ValidationError:
        return False
    return True


def read_sirets(text: str) -> frozenset[str]:
    """Reads SIRETs with commas between them. Raises ValueError naming the one that is none."""
    sirets = frozenset(filter(None, (part.strip() for part in text.split(","))))
    for siret in sorted(sirets):
        if not is_siret(siret):
            raise ValueError(f"{siret!r} is no SIRET: 14 digits, the last of which is their key")
    return sirets


@dataclass(frozen=True, slots=True)
class Organisation:
    """An employer, a certifier or a body; every part is empty when the source does not say it."""

    name: str = ""
    siret: str = ""
    locality: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.siret or self.locality)


NO_ORGANISATION = Organisation()
