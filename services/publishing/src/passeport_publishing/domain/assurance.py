"""Levels of assurance of an electronic identity (eIDAS regulation, art. 8), as `acr` of a caller token names them."""

from __future__ import annotations

__all__ = ["NO_LEVEL", "reaches"]

NO_LEVEL = "none"
_FROM_THE_WEAKEST = (NO_LEVEL, "eidas1", "eidas2", "eidas3")


def reaches(acr: str, wanted: str) -> bool:
    """Whether a level serves where another is wanted; what is no level of ours serves where none is."""
    reached = _FROM_THE_WEAKEST.index(acr) if acr in _FROM_THE_WEAKEST else 0
    return reached >= _FROM_THE_WEAKEST.index(wanted)
