"""Which communes the COG knew when, so that a birth place can be judged at the date of birth.

Read from INSEE's `v_commune_depuis_1943.csv`: a line for each name that a code has stood for, with the day since when
it has (DATE_DEBUT) and the day on which something else came in its place (DATE_FIN, empty while it goes on). On that
day either is right, since the hour is not told.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.cog import commune_code, department_of

__all__ = ["CommuneFileError", "CommuneHistory", "NotThen"]

_FIRST_DAY = date(1943, 1, 1)
"""Before it the file knows nothing: who was born earlier is judged by what was there on this day."""

_COLUMNS = ("COM", "LIBELLE", "DATE_DEBUT", "DATE_FIN")
_KIND = "TYPECOM"
# Newer editions name the kind; nobody is born in a commune déléguée or associée as far as the civil register goes.
_PLACES_OF_BIRTH = frozenset({"COM", "ARM"})
# Of a file that was cut short every later département is missing, and everybody born there would be refused.
_DEPARTMENTS = {f"{number:02}" for number in range(1, 96)} | {"2A", "2B"}

# Arrondissements of Paris, Lyon and Marseille: births are registered in them, and editions without TYPECOM lack them.
_ARRONDISSEMENTS = frozenset(
    str(code) for codes in (range(75101, 75121), range(69381, 69390), range(13201, 13217)) for code in codes
)
# Codes of Algeria, Morocco and Tunisia up to their independence, which the file lacks: départements since 1968 have
# taken over the first five of these numbers.
_INDEPENDENT_SINCE = {
    **dict.fromkeys(("91", "92", "93", "94"), date(1962, 7, 5)),
    "95": date(1956, 3, 2),
    "96": date(1956, 3, 20),
}


class CommuneFileError(ValueError):
    """A file that is not INSEE's list of communes since 1943; says the line and what it should be."""


class NotThen(NamedTuple):
    """Why a code cannot be that of a birth place, and what to do about it."""

    rule: str
    fix: str


class _Use(NamedTuple):
    """A code in use under one name; `ends` is the first day of what came after, None while it goes on."""

    begins: date
    ends: date | None
    name: str

    def meets(self, first: date, last: date) -> bool:
        return self.begins <= last and (self.ends is None or first <= self.ends)


@dataclass(frozen=True, slots=True)
class CommuneHistory:
    """Every code since 1943 with its uses, in their order: some 38,000 codes, in about 20 MB."""

    _uses: Mapping[str, Sequence[_Use]]
    _beginning: Mapping[tuple[str, date], Sequence[str]]
    _ending: Mapping[tuple[str, date], Sequence[str]]

    @classmethod
    def read(cls, lines: Iterable[str]) -> CommuneHistory:
        """Reads the lines of the file, whose columns are found by their names. Raises CommuneFileError."""
        uses: defaultdict[str, list[_Use]] = defaultdict(list)
        beginning: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
        ending: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
        for code, use in _read(lines):
            uses[code].append(use)
            # Only where a code takes over from another is it looked for by name and day.
            if use.begins > _FIRST_DAY:
                beginning[use.name, use.begins].append(code)
            if use.ends is not None:
                ending[use.name, use.ends].append(code)
        missing = _DEPARTMENTS - {department_of(code) for code in uses}
        if missing:
            few = ", ".join(sorted(missing)[:5])
            raise CommuneFileError(f"no commune of {few}: the file was cut short, take INSEE's whole file")
        in_order = {code: tuple(sorted(some, key=lambda use: use.begins)) for code, some in uses.items()}
        return cls(in_order, dict(beginning), dict(ending))

    def objection(self, code: str, born: BirthDate) -> NotThen | None:
        """Why nobody born then was born in the commune of this code, or None where that cannot be told.

        A date of which a part is unknown is any day that it can mean. Codes of overseas are not judged: the file has no
        more than a part of their history.
        """
        first, last = max(born.presumed, _FIRST_DAY), max(born.latest, _FIRST_DAY)
        if code.startswith(("97", "98")) or born.presumed < _INDEPENDENT_SINCE.get(code[:2], date.min):
            return None
        uses = self._uses.get(code, ())
        if not uses:
            if code in _ARRONDISSEMENTS:
                return None
            rule = "is a code that no commune has had since 1943"
            return NotThen(rule, "send the COG code of the commune at the date of birth")
        if any(use.meets(first, last) for use in uses):
            return None
        other = self._other_code(code, first, last)
        fix = (
            f"send {other}, which the commune had then, or correct birth_date"
            if other
            else "send the code that the commune of birth had that day, or correct birth_date"
        )
        return NotThen(f"was in use {_told(uses)}, and not at the date of birth", fix)

    def _other_code(self, code: str, first: date, last: date) -> str | None:
        """The code of the commune then, where it kept its name while its code changed, once or several times."""
        at, seen = code, {code}
        while True:
            later = [use for use in self._uses[at] if use.begins > last]
            earlier = [use for use in self._uses[at] if use.ends is not None and use.ends < first]
            codes: set[str] = set()
            if earlier and earlier[-1].ends is not None:
                codes |= {*self._beginning.get((earlier[-1].name, earlier[-1].ends), ())}
            if later:
                codes |= {*self._ending.get((later[0].name, later[0].begins), ())}
            codes -= seen
            if len(codes) != 1:
                return None
            (at,) = codes
            seen.add(at)
            if any(use.meets(first, last) for use in self._uses[at]):
                return at


def _read(lines: Iterable[str]) -> Iterator[tuple[str, _Use]]:
    rows = csv.reader(lines, strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        if len(set(header)) != len(header) or not set(_COLUMNS) <= set(header):
            known = ", ".join(_COLUMNS)
            raise CommuneFileError(f"line 1: the header must name {known}: take INSEE's v_commune_depuis_1943.csv")
        places, kind = [header.index(name) for name in _COLUMNS], header.index(_KIND) if _KIND in header else None
        days: dict[str, date] = {}
        for row in rows:
            if not row or (kind is not None and kind < len(row) and row[kind] not in _PLACES_OF_BIRTH):
                continue
            if len(row) != len(header):
                raise CommuneFileError(f"line {rows.line_num}: has {len(row)} columns instead of {len(header)}")
            code, name, begins, ends = (row[place].strip() for place in places)
            try:
                # Few days, each on thousands of lines: every one is kept once.
                since = days.get(begins) or days.setdefault(begins, date.fromisoformat(begins))
                until = (days.get(ends) or days.setdefault(ends, date.fromisoformat(ends))) if ends else None
                if until is not None and until < since:
                    raise ValueError("DATE_FIN is before DATE_DEBUT")
                yield commune_code(code), _Use(since, until, name)
            except ValueError as error:
                raise CommuneFileError(f"line {rows.line_num}: {error}") from None
    except csv.Error as error:
        raise CommuneFileError(f"line {rows.line_num}: is not CSV ({error})") from None


def _told(uses: Sequence[_Use]) -> str:
    """When a code was in use, whatever its names: `from 1943-01-01 to 1972-12-22 and since 1987-01-01`."""
    spans: list[tuple[date, date | None]] = []
    for use in uses:
        if spans and spans[-1][1] == use.begins:
            spans[-1] = (spans[-1][0], use.ends)
        else:
            spans.append((use.begins, use.ends))
    return " and ".join(f"since {begins}" if ends is None else f"from {begins} to {ends}" for begins, ends in spans)
