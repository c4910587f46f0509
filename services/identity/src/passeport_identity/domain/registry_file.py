"""The registry file: persons of the civil registers, one a line, as identity imports them.

CSV (RFC 4180), UTF-8 with or without mark, a header naming the columns in any order. Given names are separated by `/`
(`Marie Ange/Thérèse`), since one may hold a space. Dates are AAAA-MM-JJ with 00 for a part that is not known. Faults
name the line, the column and the rule, never the value.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.cog import FRANCE, commune_code, country_code
from passeport_identity.domain.names import clean_name
from passeport_identity.domain.nir import Nia, Nir, read_number, read_number_with_key
from passeport_identity.domain.nir_consistency import contradictions
from passeport_identity.errors import NirMalformed

__all__ = ["COLUMNS", "BadLine", "RegistryFileError", "RegistryLine", "read_registry"]

COLUMNS = (
    "nir",
    "birth_name",
    "usage_name",
    "given_names",
    "sex",
    "birth_date",
    "birth_place",
    "birth_country",
)
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}

T = TypeVar("T")


class RegistryFileError(Exception):
    """A file that is no registry file; nothing of it is read."""


@dataclass(frozen=True, slots=True)
class RegistryLine:
    """A person, and the line where he stands."""

    number: int
    nir: Nir | Nia = field(repr=False)
    identity: CivilIdentity = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not imported: which column broke which rule."""

    number: int
    column: str
    rule: str


def read_registry(lines: Iterable[str]) -> Iterator[RegistryLine | BadLine]:
    """Reads a file line by line, keeping none. Raises RegistryFileError when the header is not one of ours.

    Each line is read by itself, so that a quote that is never closed spoils its own line and no other.
    """
    header: list[str] = []
    for number, line in enumerate(lines, start=1):
        try:
            cells = next(csv.reader([line.removeprefix("\ufeff")], strict=True), [])
        except csv.Error:
            cells = []
            if header:
                yield BadLine(number, "", "is not CSV")
        if not header:
            header = _header(cells)
        elif cells:
            yield _read(number, header, cells)
    if not header:
        raise RegistryFileError("the file is empty")


def _header(cells: list[str]) -> list[str]:
    names = [name.strip() for name in cells]
    if sorted(names) != sorted(COLUMNS):
        raise RegistryFileError(f"line 1: the header must name these columns: {', '.join(COLUMNS)}")
    return names


def _read(number: int, header: list[str], cells: list[str]) -> RegistryLine | BadLine:
    if len(cells) != len(header):
        return BadLine(number, "", f"has {len(cells)} columns instead of {len(header)}")
    named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    try:
        nir = _cell(named, "nir", _nir)
        country = _cell(named, "birth_country", country_code) if named["birth_country"] else FRANCE
        identity = CivilIdentity(
            given_names=_cell(named, "given_names", _given_names),
            birth_name=_cell(named, "birth_name", clean_name),
            usage_name=_cell(named, "usage_name", clean_name) if named["usage_name"] else "",
            sex=_cell(named, "sex", _sex),
            birth_date=_cell(named, "birth_date", BirthDate.parse),
            birth_place=_cell(named, "birth_place", commune_code) if named["birth_place"] else "",
            birth_country=country,
        )
    except _Fault as fault:
        return BadLine(number, fault.column, fault.rule)
    except ValueError as error:
        return BadLine(number, "birth_place", str(error))
    against = contradictions(nir, identity)
    if against:
        return BadLine(number, "nir", f"contradicts {', '.join(against)}")
    return RegistryLine(number, nir, identity)


class _Fault(Exception):
    def __init__(self, column: str, rule: str) -> None:
        self.column, self.rule = column, rule
        super().__init__(column)


def _cell(named: Mapping[str, str], column: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(named[column])
    except NirMalformed as error:
        raise _Fault(column, error.violations[0].description) from None
    except ValueError as error:
        raise _Fault(column, str(error)) from None


def _nir(text: str) -> Nir | Nia:
    return read_number_with_key(text) if len(text) == 15 else read_number(text)


def _given_names(text: str) -> tuple[str, ...]:
    return tuple(clean_name(name) for name in text.split("/")) if text else ()


def _sex(text: str) -> Sex:
    if text not in _SEXES:
        raise ValueError("must be F or M")
    return _SEXES[text]
