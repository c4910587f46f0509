"""Whom an operator looks for by name, as a letter or a form has it: less than the civil register knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.names import clean_name, name_key, names_key

__all__ = ["MOST_FOUND", "WantedPerson"]

T = TypeVar("T")

MOST_FOUND = 20
"""Persons that a search shows at once: who fits more widely is not looked for, but looked through."""


@dataclass(frozen=True, slots=True)
class WantedPerson:
    """Birth name, given names from the first on, and date of birth, with 0 for a part that is not known."""

    birth_name: str
    given_names: tuple[str, ...]
    birth_date: BirthDate

    @classmethod
    def parse(cls, text: str) -> WantedPerson:
        """Reads three lines: birth name, given names with / between them, AAAA-MM-JJ. Raises ValueError, naming one."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) != 3:
            raise ValueError("needs three lines: birth name, given names separated by /, date of birth AAAA-MM-JJ")
        birth_name = _line("birth name", clean_name, lines[0])
        given_names = tuple(_line("given names", clean_name, name) for name in lines[1].split("/"))
        return cls(birth_name, given_names, _line("date of birth", BirthDate.parse, lines[2]))

    @property
    def birth_name_key(self) -> str:
        """The birth name as it is compared."""
        return name_key(self.birth_name)

    @property
    def first_given_name_key(self) -> str:
        """The first given name as it is compared."""
        return name_key(self.given_names[0])

    @property
    def given_names_key(self) -> str:
        """The given names as they are compared, as a whole: a beginning of the register's, or the other way round."""
        return names_key(self.given_names)

    def __repr__(self) -> str:
        """Says nothing: a civil identity must not reach a log by accident."""
        return "WantedPerson(…)"


def _line(what: str, read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError as error:
        raise ValueError(f"{what}: {error}") from None
