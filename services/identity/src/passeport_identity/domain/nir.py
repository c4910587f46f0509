"""NIR and NIA: the number that INSEE gives a person, and the one that stands in for it while he waits.

13 characters and a key of two. A NIA (numéro d'identification d'attente) begins with 7 or 8 and says of the person what
a NIR says; it is replaced by the NIR. Each is a type of its own, and none is read as the other.

Sex, year and month of birth, département and commune (or country) of birth, order; see
https://xml.insee.fr/schema/nir.html. This service is the only one that ever holds a NIR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Self

from stdnum.fr import nir as number

from passeport_identity.errors import NirMalformed

__all__ = [
    "Nia",
    "Nir",
    "NumberKind",
    "RegisterNumber",
    "read_number",
    "read_number_as_written",
    "read_number_with_key",
]

_SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]+")
_CHARACTERS = re.compile(r"[0-9]{5}([0-9]{2}|2A|2B)[0-9]{6}")
# 20, 30-42 and 50-99 stand for a month that the birth record does not give.
_MONTHS = frozenset(f"{month:02d}" for month in (*range(1, 13), 20, *range(30, 43), *range(50, 100)))

_RULES = {
    "length": "has {given} characters instead of 13, without the key",
    "length_with_key": "has {given} characters instead of 15: 13 and the 2 digits of the key",
    "key_missing": "lacks its key: add the 2 digits that follow the 13 characters on the carte Vitale",
    "characters": "must be digits, but for 2A and 2B in the département",
    "sex": "must begin with 1 or 2 (3 or 4 while being registered, 7 or 8 for a waiting number)",
    "waiting_number": "is a waiting number (NIA): give the NIR that replaces it, which begins with 1 to 4",
    "no_waiting_number": "is no waiting number (NIA): those begin with 7 or 8",
    "month": "the month of birth (4th and 5th digits) does not exist",
    "department": "the département of birth (6th and 7th characters) does not exist",
    "order": "the last three digits cannot all be 0",
    "key": "the key (last two digits) does not fit the number",
}


class NumberKind(Enum):
    """Which of the two numbers a person is known by."""

    NIR = "nir"
    NIA = "nia"


@dataclass(frozen=True, slots=True, repr=False)
class RegisterNumber:
    """What a NIR and a NIA have in common: 13 characters, without the key.

    Whether the number was ever given to anyone is for the registry to say.
    """

    value: str

    kind: ClassVar[NumberKind]
    first_digits: ClassVar[frozenset[str]]
    """1, 2: men, women; 3, 4: foreigners being registered; 7, 8: waiting numbers."""
    other_kind: ClassVar[str]

    def __post_init__(self) -> None:
        value = self.value
        if len(value) != 13:
            raise _malformed("length", given=len(value))
        if _CHARACTERS.fullmatch(value) is None:
            raise _malformed("characters")
        if value[0] not in self.first_digits:
            raise _malformed(self.other_kind if value[0] in "123478" else "sex")
        if value[3:5] not in _MONTHS:
            raise _malformed("month")
        if value[5:7] == "00":
            raise _malformed("department")
        if value[10:] == "000":
            raise _malformed("order")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads the 13 characters that the feeds send. Raises NirMalformed naming the rule that is broken."""
        return cls(_compact(text))

    @classmethod
    def parse_with_key(cls, text: str) -> Self:
        """Reads the 15 characters of the carte Vitale. Raises NirMalformed as `parse`, or for the key."""
        compact = _compact(text)
        if len(compact) == 13:
            # Those 13 are read first: who left the key out may be told of something else that is wrong.
            cls(compact)
            raise _malformed("key_missing")
        if len(compact) != 15:
            raise _malformed("length_with_key", given=len(compact))
        nir = cls(compact[:13])
        if nir.key != compact[13:]:
            raise _malformed("key")
        return nir

    @property
    def key(self) -> str:
        """The two digits of control: 97 minus the number modulo 97, with 2A read as 19 and 2B as 18."""
        return str(number.calc_check_digits(self.value))

    @property
    def is_female(self) -> bool:
        """The sex: even first digits are women's."""
        return self.value[0] in "248"

    @property
    def year(self) -> int:
        """The last two digits of the year of birth."""
        return int(self.value[1:3])

    @property
    def month(self) -> int:
        """The month of birth, 0 when the number has a fictitious one."""
        month = int(self.value[3:5])
        return month if month <= 12 else 0

    @property
    def place(self) -> str:
        """The COG code of the commune of birth, or of the country for those born abroad (99xxx)."""
        return self.value[5:10]

    @property
    def hint(self) -> str:
        """What may be shown of it: the first character and the last two."""
        return f"{self.value[0]}{'•' * 10}{self.value[-2:]}"

    def __repr__(self) -> str:
        """Says nothing: a number must not reach a log by accident."""
        return f"{type(self).__name__}(…)"


class Nir(RegisterNumber):
    """A well-formed NIR."""

    __slots__ = ()
    kind = NumberKind.NIR
    first_digits = frozenset("1234")
    other_kind = "waiting_number"


class Nia(RegisterNumber):
    """A well-formed waiting number."""

    __slots__ = ()
    kind = NumberKind.NIA
    first_digits = frozenset("78")
    other_kind = "no_waiting_number"


def read_number(text: str) -> Nir | Nia:
    """Reads either of the two, as feeds and registers send it in one field. Raises NirMalformed as `Nir.parse`."""
    compact = _compact(text)
    return _kind_of(compact)(compact)


def read_number_with_key(text: str) -> Nir | Nia:
    """The same with the key."""
    return _kind_of(_compact(text)).parse_with_key(text)


def read_number_as_written(text: str) -> Nir | Nia:
    """Either of the two, with the key or without. Raises NirMalformed as those do."""
    return read_number_with_key(text) if len(_compact(text)) == 15 else read_number(text)


def _kind_of(compact: str) -> type[Nir] | type[Nia]:
    return Nia if compact[:1] in Nia.first_digits else Nir


def _compact(text: str) -> str:
    # As feeds send it there is nothing to leave out, and they send it by the million.
    return (text if text.isalnum() else _SEPARATORS.sub("", text)).upper()


def _malformed(rule: str, **values: int) -> NirMalformed:
    return NirMalformed(rule.removesuffix("_with_key"), _RULES[rule].format_map(values))
