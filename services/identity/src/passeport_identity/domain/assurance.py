"""Levels of assurance of an electronic identity (eIDAS regulation, art. 8), as FranceConnect names them in `acr`."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Assurance"]


class Assurance(IntEnum):
    """A level; a higher one serves wherever a lower one is asked."""

    EIDAS1 = 1
    EIDAS2 = 2
    EIDAS3 = 3

    @classmethod
    def parse(cls, acr: str) -> Assurance | None:
        """The level of an `acr` value; None when FranceConnect has no such value."""
        return _BY_ACR.get(acr)

    @property
    def acr(self) -> str:
        """The value in `acr` and `acr_values`."""
        return f"eidas{self.value}"


_BY_ACR = {level.acr: level for level in Assurance}
