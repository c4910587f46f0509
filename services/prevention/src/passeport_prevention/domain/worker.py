"""How a partner names a worker: NIR and birth name. Passed on to identity to be resolved, never stored or shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import is_one_line

__all__ = ["Worker", "check_worker"]

# The shape of the official guide: 13 characters without the key, 2A and 2B for Corsica. Whether the number exists is
# for identity to say.
_NIR = re.compile(r"[0-9]{5}(?:[0-9]{2}|2A|2B)[0-9]{6}")
_NIR_LENGTH = 13
_NIR_LENGTH_WITH_KEY = 15
# What a person writes between the groups of the number, as the carte Vitale prints it.
_SEPARATORS = re.compile(r"[\s.\-]+")
# The longest of the feeds is the 80 of the DSN (S21.G00.30.002); what is longer is no name.
_BIRTH_NAME_LIMIT = 100


@dataclass(frozen=True, slots=True, repr=False)
class Worker:
    """A worker as a declaration names him; without a `repr`, so that no log or error can quote him."""

    nir: str
    birth_name: str

    @classmethod
    def named(cls, nir: str, birth_name: str) -> Worker:
        """The worker as a person may write him: the number with spaces, Corsica in small letters."""
        return cls(_SEPARATORS.sub("", nir).upper(), birth_name)


def check_worker(worker: Worker) -> Iterator[FieldViolation]:
    """Every rule that the naming of a worker breaks."""
    if not worker.nir:
        yield FieldViolation("nir", "is empty: give the 13 characters of the NIR, without the key", "REQUIRED")
    elif len(worker.nir) == _NIR_LENGTH_WITH_KEY:
        yield FieldViolation("nir", "has 15 characters: leave out the last 2, the key", "NIR_WITH_KEY")
    elif len(worker.nir) != _NIR_LENGTH:
        yield FieldViolation("nir", f"has {len(worker.nir)} characters instead of 13, without the key", "NIR_LENGTH")
    elif _NIR.fullmatch(worker.nir) is None:
        yield FieldViolation("nir", "must be digits, but for 2A and 2B in the département", "NIR_CHARACTERS")
    if not worker.birth_name.strip():
        yield FieldViolation("birth_name", "is empty: give the birth name (nom de naissance)", "REQUIRED")
    elif len(worker.birth_name) > _BIRTH_NAME_LIMIT or not is_one_line(worker.birth_name):
        yield FieldViolation("birth_name", f"must be one line of at most {_BIRTH_NAME_LIMIT} characters", "TOO_LONG")
