"""The age at which an account opens (Code du travail L5151-2): 16, or 15 with an apprenticeship contract (L6222-1)."""

from __future__ import annotations

from datetime import date

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.errors import TooYoung

__all__ = ["APPRENTICE_AGE", "FULL_AGE", "check_age", "needs_apprenticeship"]

FULL_AGE = 16
APPRENTICE_AGE = 15


def needs_apprenticeship(born: BirthDate, today: date) -> bool:
    """Whether only an apprenticeship contract can open the account. Raises TooYoung when nothing can."""
    age = born.age_on(today)
    if age < APPRENTICE_AGE:
        raise TooYoung(FULL_AGE)
    return age < FULL_AGE


def check_age(born: BirthDate, today: date, *, has_apprenticeship_contract: bool) -> None:
    """Raises TooYoung when the account may not open."""
    if needs_apprenticeship(born, today) and not has_apprenticeship_contract:
        raise TooYoung(FULL_AGE)
