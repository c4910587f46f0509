"""Reads the particulars of a training as they are stored: what is empty was left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passeport_prevention.domain.particulars import NO_PARTICULARS, Justificatif, Particulars

__all__ = ["read_particulars"]


def read_particulars(said: Mapping[str, Any] | None) -> Particulars:
    """What `Particulars.told` gave."""
    if said is None:
        return NO_PARTICULARS
    values: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in said.items()}
    if "justificatif" in values:
        values["justificatif"] = Justificatif(**values["justificatif"])
    return Particulars(**values)
