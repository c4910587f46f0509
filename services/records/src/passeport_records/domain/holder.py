"""How a feed names a person. These values live for the time of one question to identity and are never stored.

They show nothing of themselves: a NIR or a name that slips into a log or a traceback stays unreadable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from uuid import UUID

__all__ = [
    "CivilIdentity",
    "HolderIdentity",
    "KnownHolder",
    "NirIdentity",
    "Sex",
    "StudentNumber",
    "TemporaryNumber",
    "TrainingFile",
    "is_name",
    "is_nir",
    "is_ntt",
]

_NIR = re.compile(r"[1-478][0-9]{2}([0-9]{2})(?:2[AB]|[0-9]{2})[0-9]{3}([0-9]{3})")
_NTT = re.compile(r"[12]([0-9]{9})[!-~]{1,30}")
_FILE_NAME, _FILE_GIVEN_NAME = 30, 20
_REAL_MONTHS = frozenset(range(1, 13))
_FICTITIOUS_MONTHS = frozenset({20, *range(30, 43), *range(50, 100)})


def is_nir(text: str) -> bool:
    """Whether `text` is a NIR of 13 characters without its key: possible sex, month (fictitious ones too) and order.

    A month such as 45 does not exist: it is how made-up numbers («1234567890123») give themselves away.
    """
    match = _NIR.fullmatch(text)
    if match is None:
        return False
    return int(match[1]) in _REAL_MONTHS | _FICTITIOUS_MONTHS and match[2] != "000"


def is_ntt(text: str, siren: str) -> bool:
    """Whether `text` is a NTT of the employer with this SIREN, which the file says; identity keeps senders apart."""
    match = _NTT.fullmatch(text)
    return match is not None and match[1] == siren


def is_name(text: str) -> bool:
    """Whether `text` names anybody: it has a letter, in whatever script. Blanks of any kind and dashes do not."""
    return text[:1].isalpha() or any(character.isalpha() for character in text)


class Sex(StrEnum):
    """Sex in the civil register; unknown when the feed does not say."""

    UNKNOWN = ""
    FEMALE = "F"
    MALE = "M"


class _Hidden:
    """Keeps the value of every field out of `repr`, hence out of logs and tracebacks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f.name for f in fields(self))} hidden)"  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, repr=False)
class NirIdentity(_Hidden):
    """By number, with the birth name as a check (DSN S21.G00.30.001 and .002; XML identifiantNational)."""

    nir: str
    birth_name: str
    former: NirIdentity | None = None
    """What the person was known by before a change of identity (DSN S21.G00.31), asked when this one is not known."""
    ntt: str = ""
    """The employer's number for the person until then (DSN S21.G00.30.020), which leads to the NIR from now on."""

    @property
    def has_other_number(self) -> bool:
        """Whether the number is said to be another than before."""
        return self.former is not None and self.former.nir != self.nir


@dataclass(frozen=True, slots=True, repr=False)
class CivilIdentity(_Hidden):
    """By civil identity, for the three-step matching of the certifiers' feed (XML titulaire)."""

    birth_name: str
    given_names: tuple[str, ...]
    sex: Sex
    birth_year: int
    birth_month: int = 0
    birth_day: int = 0
    birth_place: str = ""
    birth_country: str = ""
    usage_name: str = ""
    ine: str = ""
    """The INE that the same line gives: once the line is resolved, it leads to the person, for the same sender."""


@dataclass(frozen=True, slots=True, repr=False)
class StudentNumber(_Hidden):
    """By the number of schools and universities (INE) alone, with the birth name as a check.

    It leads to whom an earlier line of the same sender gave it with a civil identity.
    """

    ine: str
    birth_name: str


@dataclass(frozen=True, slots=True, repr=False)
class TrainingFile(_Hidden):
    """By the number of a training file (XML dossierFormation), once a feed of trainings has told whose it is."""

    number: str
    name: str
    given_name: str

    @property
    def name_is_cut(self) -> bool:
        """Whether the birth name may go on: the format has room for 30 characters."""
        return len(self.name) >= _FILE_NAME

    @property
    def given_name_is_cut(self) -> bool:
        """Whether the given name may go on: the format has room for 20 characters."""
        return len(self.given_name) >= _FILE_GIVEN_NAME


@dataclass(frozen=True, slots=True, repr=False)
class KnownHolder(_Hidden):
    """By identifier, since an entry here says whose a training file is; identity compares the names."""

    person_id: UUID
    file: TrainingFile


@dataclass(frozen=True, slots=True, repr=False)
class TemporaryNumber(_Hidden):
    """By the employer's own number while the NIR is awaited (DSN S21.G00.30.020, NTT), with the birth name as a check.

    It opens no right until a declaration gives the NIR beside it.
    """

    number: str
    birth_name: str = ""


HolderIdentity = NirIdentity | CivilIdentity | TrainingFile | TemporaryNumber | StudentNumber | KnownHolder
"""How a feed names a person, and what is asked of identity: a `KnownHolder` in the stead of a training file."""
