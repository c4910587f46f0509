"""The particulars of a training as they are stored: what is empty is left out, and read as empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from passeport_prevention.domain.particulars import NO_PARTICULARS, Justificatif, Particulars

__all__ = ["read_particulars", "write_particulars"]


def write_particulars(value: Particulars) -> dict[str, Any] | None:
    """None where nothing is told."""
    if value == NO_PARTICULARS:
        return None
    said = {name: each for name, each in asdict(value).items() if each}
    if value.justificatif is not None:
        said["justificatif"] = {name: each for name, each in said["justificatif"].items() if each}
    return said


def read_particulars(said: Mapping[str, Any] | None) -> Particulars:
    """What `write_particulars` wrote."""
    if said is None:
        return NO_PARTICULARS
    values: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in said.items()}
    if "justificatif" in values:
        values["justificatif"] = Justificatif(**values["justificatif"])
    return Particulars(**values)
