"""What the lines of one declaration owe to one another, and keys to all others: judged once the file was read whole.

It holds some 200 bytes a declaration and as much a line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from passeport_prevention.imports.columns import LAYOUTS
from passeport_prevention.imports.line import Fault, ImportLine, shown

__all__ = ["MOST_TRAINEES", "Declarations"]

MOST_TRAINEES = 500
_SHARED = {layout.proof: tuple(column.name for column in layout.columns if not column.of_trainee) for layout in LAYOUTS}


@dataclass(slots=True)
class _Declaration:
    shared: tuple[str, ...]
    line: int
    trainees: int = 0


class Declarations:
    """Takes the lines of a file as they are read, and tells for each what is wrong with it beside the others."""

    def __init__(self) -> None:
        self._declarations: dict[str, _Declaration] = {}
        self._keys: dict[bytes, int] = {}

    def take(self, line: ImportLine) -> Iterator[Fault]:
        """Every rule that the line breaks beside those before it.

        A declaration that has one line at fault is for the sender to look at: which of two lines is right nobody knows.
        """
        declaration = self._declarations.setdefault(line.declaration, _Declaration(line.shared, line.line))
        declaration.trainees += 1
        names = _SHARED[line.content.proof]
        for name, first, other in zip(names, declaration.shared, line.shared, strict=True):
            if first != other:
                yield Fault(
                    line=line.line,
                    column=name,
                    rule="declaration_differs",
                    message=f"{name} diffère de la ligne {declaration.line}, de la même déclaration",
                    value=shown(other),
                    fix=f"Là : {shown(first) or '(vide)'} ; une autre formation a un autre ID_DECLARATION",
                    declaration=shown(line.declaration),
                )
        if declaration.trainees > MOST_TRAINEES:
            yield Fault(
                line=line.line,
                column="ID_DECLARATION",
                rule="too_many_trainees",
                message=f"ID_DECLARATION est sur plus de {MOST_TRAINEES} lignes",
                value=shown(line.declaration),
                fix=f"Partagez la déclaration : {MOST_TRAINEES} stagiaires au plus",
                declaration=shown(line.declaration),
            )
        key = hashlib.blake2b(line.key.encode(), digest_size=16).digest()
        if (before := self._keys.setdefault(key, line.line)) != line.line:
            yield Fault(
                line=line.line,
                column="ID_UNIQUE_PARTENAIRE",
                rule="duplicate_key",
                message=f"ID_UNIQUE_PARTENAIRE est déjà celui de la ligne {before}",
                value=shown(line.key),
                fix="Il est unique pour toujours : une valeur par stagiaire et par formation",
                declaration=shown(line.declaration),
            )
