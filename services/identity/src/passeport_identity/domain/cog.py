"""Codes of the INSEE's Code officiel géographique (COG): communes and countries, at the date of birth.

Only the form is checked here: a code that has gone out of use stays right for those born while it was in use, which
`commune_history` tells where INSEE's file is given.
"""

from __future__ import annotations

import re

__all__ = ["FRANCE", "commune_code", "country_code", "department_of", "is_commune_code"]

FRANCE = "99100"

_COMMUNE = re.compile(r"(2[AB]|[0-9]{2})[0-9]{3}")
_COUNTRY = re.compile(r"99[0-9]{3}")
_SHORT_COUNTRY = re.compile(r"[0-9]{3}")


def is_commune_code(text: str) -> bool:
    """Whether a text has the form of a commune's code (and is not a country's)."""
    return _COMMUNE.fullmatch(text) is not None and not text.startswith("99")


def commune_code(text: str) -> str:
    """Reads the code of a commune. Raises ValueError saying the form."""
    if not is_commune_code(text):
        raise ValueError("must be the COG code of a commune: five characters, 2A or 2B for Corsica")
    return text


def country_code(text: str) -> str:
    """Reads the code of a country, in five characters (99352) or, as feeds write it, three (352)."""
    code = f"99{text}" if _SHORT_COUNTRY.fullmatch(text) else text
    if _COUNTRY.fullmatch(code) is None:
        raise ValueError("must be the COG code of a country: 99 and three digits, or the three digits")
    return code


def department_of(code: str) -> str:
    """The département or overseas territory of a commune's code: 44 of 44109, 2A of 2A004, 974 of 97411."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]
