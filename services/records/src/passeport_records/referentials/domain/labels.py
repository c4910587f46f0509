"""What a code stood for on a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from passeport_records.referentials.domain.terms import Scheme

__all__ = [
    "Label",
    "LabelHistory",
    "Reference",
    "award_reference",
    "commune_reference",
    "diploma_reference",
    "is_commune",
    "prevention_reference",
    "profession_reference",
]

Reference = tuple[Scheme, str]
"""A code and the scheme that it belongs to."""

_AWARD = re.compile(r"(RNCP|RS)[0-9]{1,9}")
# PCS 2003 and PCS-ESE (`388c`), PCS 2020 (`38F1`), and their groups.
_PROFESSION = re.compile(r"[0-9]{1,4}|[0-9]{3}[A-Za-z]|[0-9]{2}[A-Za-z][0-9]")
_COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_DIPLOMA = re.compile(r"[0-9]{2}[0-9A-Z][0-9]{5}")
_REGISTERS = {"RNCP": Scheme.RNCP, "RS": Scheme.RS}


@dataclass(frozen=True, slots=True)
class Label:
    """What a scheme says of a code, since the version of the day `since`."""

    scheme: Scheme
    code: str
    text: str
    level: int
    since: date


@dataclass(frozen=True, slots=True)
class LabelHistory:
    """All that a code has stood for, the oldest first; there is always one at least."""

    labels: Sequence[Label]

    def on(self, day: date | None) -> Label:
        """The label in force on `day`.

        Before the first version that is known here it is the first one's; after the code was dropped, the last one that
        it had: what was awarded stays what it was (Code du travail R6113-17-3 II). Without a day it is the last one.
        """
        if day is None:
            return self.labels[-1]
        return next((label for label in reversed(self.labels) if label.since <= day), self.labels[0])


def award_reference(code: str) -> Reference | None:
    """Where the code of an award is to be looked up; None when it is not one of the two registers'."""
    match = _AWARD.fullmatch(code)
    return None if match is None else (_REGISTERS[match[1]], code)


def diploma_reference(code: str) -> Reference | None:
    """Where the code of a diploma (« code diplôme ») is to be looked up; None when it is not of that form."""
    return (Scheme.BCN, code) if _DIPLOMA.fullmatch(code) else None


def prevention_reference(code: str) -> Reference | None:
    """Where to look whether an award of this code is one in health and safety at work; None when it is no code."""
    return None if award_reference(code) is None else (Scheme.PREVENTION, code)


def is_commune(code: str) -> bool:
    """Whether a code has the form of a commune's (COG): `44109`, `2A004`."""
    return _COMMUNE.fullmatch(code) is not None


def commune_reference(code: str) -> Reference | None:
    """Where the code of a commune is to be looked up (DSN S21.G00.85.011); None when it is not of that form."""
    return (Scheme.COG, code) if is_commune(code) else None


def profession_reference(code: str) -> Reference | None:
    """Where a PCS-ESE code is to be looked up (`388c`, DSN S21.G00.40.004); None when it is not of that form."""
    return (Scheme.PCS, code.lower()) if _PROFESSION.fullmatch(code) else None
