"""INE: the number under which schools and universities know a pupil or a student (identifiant national).

Eleven digits and capitals: ten digits and a letter until 2018, nine and two since (répertoire national des identifiants
élèves, étudiants et apprentis, arrêté du 16 février 2012); numbers that universities gave mix them. No civil register
has it, so that nothing but a sender's own lines says whose it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from passeport_identity.domain.ntt import is_sender

__all__ = ["Ine"]

_FORM = re.compile(r"[0-9A-Z]{11}")


@dataclass(frozen=True, slots=True, repr=False)
class Ine:
    """A well-formed INE, as one sender means it; case and blanks around it do not count.

    `sender` is the SIREN under which he who sends is registered. Raises ValueError.
    """

    value: str
    sender: str = ""

    def __post_init__(self) -> None:
        value = self.value.strip()
        # Before its case is changed: `ß` is one letter, and two in capitals.
        if not value.isascii() or _FORM.fullmatch(value.upper()) is None:
            raise ValueError("must be 11 digits and letters, without a space")
        object.__setattr__(self, "value", value.upper())
        if self.sender and not is_sender(self.sender):
            raise ValueError("a sender is a SIREN: 9 digits")

    def __repr__(self) -> str:
        """Says nothing: it is the number of a person."""
        return "Ine(…)"
