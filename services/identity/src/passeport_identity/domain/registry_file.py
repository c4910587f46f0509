"""The registry file: persons of the civil registers, one a line, as identity imports them.

CSV (RFC 4180), UTF-8 with or without mark, a header naming the columns in any order. Given names are separated by `/`
(`Marie Ange/Thérèse`), since one may hold a space. Dates are AAAA-MM-JJ with 00 for a part that is not known. Faults
name the line, the column, the rule and the fix, never the value; the fix of a birth place may name the code that the
commune had instead, which tells the operator what to look for and nobody who is meant.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.cog import FRANCE, commune_code, country_code
from passeport_identity.domain.commune_history import CommuneHistory
from passeport_identity.domain.names import clean_name
from passeport_identity.domain.nir import read_number_as_written
from passeport_identity.domain.nir_consistency import contradictions
from passeport_identity.domain.registry_line import BadLine, RegistryLine
from passeport_identity.errors import NirMalformed

__all__ = ["COLUMNS", "FURTHER_COLUMNS", "RegistryFileError", "read_header", "read_line"]

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
FURTHER_COLUMNS = ("former_nir", "death_date")
"""Columns that a file may have or not."""

WITHDRAWN = "withdrawn"
"""What `death_date` says when an earlier report of the death was wrong."""

_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_AS_UTF8 = "save the file as UTF-8 (it may be ISO-8859-1, Windows-1252 or UTF-16), and import that"
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}
_NO_PLACE = f"send birth_place; or the country of who was born abroad, {FRANCE} if the commune in France is not known"
_FIXES = {
    "": "write the line as CSV (RFC 4180), with as many columns as the header",
    "nir": "send the number of the register, 13 characters, or 15 with the key",
    "former_nir": "send the number that the person had before, or leave it empty",
    "given_names": "separate given names by one /, or leave it empty",
    "usage_name": "send the usage name, or leave it empty",
    "birth_place": "send the code of the commune at the date of birth; leave it empty for who was born abroad, "
    f"or where the register does not know it (then birth_country is {FRANCE})",
    "birth_country": "send the code of the country, 99xxx; leave it empty for France beside a birth_place",
    "death_date": f"send the day of the death as AAAA-MM-JJ, the word {WITHDRAWN}, or leave it empty",
}

T = TypeVar("T")


class RegistryFileError(Exception):
    """A file that is no registry file; nothing of it is read."""


def read_header(line: str) -> Sequence[str]:
    """The columns that the first line names. Raises RegistryFileError when they are not ours."""
    if not line:
        raise RegistryFileError("the file is empty")
    byte = _byte_that_is_not_utf8(line)
    if byte is not None:
        raise RegistryFileError(f"line 1: is not UTF-8 at byte {byte}: {_AS_UTF8}")
    names = [name.strip() for name in _cells(line) or ()]
    known = {*COLUMNS, *FURTHER_COLUMNS}
    if len(set(names)) != len(names) or not set(COLUMNS) <= set(names) <= known:
        further = ", ".join(FURTHER_COLUMNS)
        raise RegistryFileError(
            f"line 1: the header must name these columns: {', '.join(COLUMNS)}, and may name {further}"
        )
    return names


def read_line(
    number: int, header: Sequence[str], line: str, communes: CommuneHistory | None = None
) -> RegistryLine | BadLine | None:
    """Reads one line by itself, so that a quote that is never closed spoils no other; None for an empty one.

    `communes` judges the birth place at the date of birth; without them it is right when its form is.
    """
    cells = _cells(line)
    if cells is None:
        return _bad(number, "", "is not CSV")
    if not cells:
        return None
    if len(cells) != len(header):
        return _bad(number, "", f"has {len(cells)} columns instead of {len(header)}")
    named = dict.fromkeys(FURTHER_COLUMNS, "") | dict(zip(header, (cell.strip() for cell in cells), strict=True))
    try:
        _check_encoding(line, named)
        return _read(number, named, communes)
    except _Fault as fault:
        return _bad(number, fault.column, fault.rule, fault.fix)
    except ValueError as error:
        return _bad(number, "birth_place", str(error))


def _check_encoding(line: str, named: Mapping[str, str]) -> None:
    byte = _byte_that_is_not_utf8(line)
    if byte is not None:
        column = next(name for name, cell in named.items() if _NOT_UTF8.search(cell))
        raise _Fault(column, f"is not UTF-8 at byte {byte} of the line", _AS_UTF8)


def _byte_that_is_not_utf8(line: str) -> int | None:
    """Its place in the line, from 1: a line is read so that such bytes stand in it as surrogates (PEP 383)."""
    found = _NOT_UTF8.search(line)
    return len(line[: found.start()].encode("utf-8", "surrogateescape")) + 1 if found is not None else None


def _cells(line: str) -> list[str] | None:
    try:
        return next(csv.reader([line.removeprefix("\ufeff")], strict=True), [])
    except csv.Error:
        return None


def _bad(number: int, column: str, rule: str, fix: str = "") -> BadLine:
    return BadLine(number, column, rule, fix or _FIXES.get(column, "send it as the civil register has it"))


def _read(number: int, named: Mapping[str, str], communes: CommuneHistory | None) -> RegistryLine | BadLine:
    nir = _cell(named, "nir", read_number_as_written)
    if not named["birth_place"] and not named["birth_country"]:
        # Taken for France, somebody whose country was left out would never be found by his pivot identity.
        raise _Fault("birth_country", "is empty, and so is birth_place", _NO_PLACE)
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
    if communes is not None and identity.birth_place:
        not_then = communes.objection(identity.birth_place, identity.birth_date)
        if not_then is not None:
            return BadLine(number, "birth_place", not_then.rule, not_then.fix)
    against = contradictions(nir, identity)
    if against:
        fix = f"correct {', '.join(against)} or the number: one of them is another person's"
        return BadLine(number, "nir", f"contradicts {', '.join(against)}", fix)
    former = _cell(named, "former_nir", read_number_as_written) if named["former_nir"] else None
    if former == nir:
        return _bad(number, "former_nir", "is the present number")
    is_withdrawn = named["death_date"] == WITHDRAWN
    # The form of a date of birth: a month or a day may be unknown here too.
    death = _cell(named, "death_date", BirthDate.parse) if named["death_date"] and not is_withdrawn else None
    if death is not None and death.latest < identity.birth_date.presumed:
        return _bad(number, "death_date", "is before the birth")
    return RegistryLine(number, nir, identity, former, death, is_withdrawn)


class _Fault(Exception):
    def __init__(self, column: str, rule: str, fix: str = "") -> None:
        self.column, self.rule, self.fix = column, rule, fix
        super().__init__(column)


def _cell(named: Mapping[str, str], column: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(named[column])
    except NirMalformed as error:
        raise _Fault(column, error.violations[0].description) from None
    except ValueError as error:
        raise _Fault(column, str(error)) from None


def _given_names(text: str) -> tuple[str, ...]:
    return tuple(clean_name(name) for name in text.split("/")) if text else ()


def _sex(text: str) -> Sex:
    if text not in _SEXES:
        raise ValueError("must be F or M")
    return _SEXES[text]
