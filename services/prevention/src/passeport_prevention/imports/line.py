"""A line of an import: one training of one trainee, or the rules that it breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from passeport_dossier.domain.text import is_one_line
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.request import fingerprints
from passeport_prevention.domain.training import Content, Declarant
from passeport_prevention.domain.worker import Worker

__all__ = ["Fault", "ImportLine", "TrainingSaid", "key_used", "mask", "said_of", "shown"]

_SHOWN = 60
_LIKE_A_NIR = re.compile(r"(?<![0-9])[1-478](?:[ .\-]*[0-9AB]){12,14}(?![0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule that a line breaks. `value` is already fit to be shown; an empty `column`: the line as a whole.

    `declaration`: the ID_DECLARATION of the line, where it could be read; `line` 1 is the header.
    """

    line: int
    column: str
    rule: str
    message: str
    value: str = ""
    fix: str = ""
    declaration: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainingSaid:
    """What a line says but for whose training it is.

    Lines that say the same share one where they can, and whoever makes something of it makes it once: so two are the
    same when they are one object.
    """

    declaration: str
    reference: str
    content: Content
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What a line says, which breaks no rule by itself."""

    line: int
    key: str
    worker: Worker
    training: TrainingSaid


def said_of(declarant: Declarant, training: TrainingSaid) -> Callable[[UUID], bytes]:
    """What gives the fingerprint of a line for its worker: lines of one key and one fingerprint say the same."""
    further = training.particulars.told() | {"declaration": training.declaration, "reference": training.reference}
    return fingerprints(declarant, training.content, further)


def key_used(line: ImportLine, where: str = "") -> Fault:
    """That the key of a line is that of another declaration; `where` follows that."""
    return Fault(
        line=line.line,
        column="ID_UNIQUE_PARTENAIRE",
        rule="duplicate_key",
        message=f"ID_UNIQUE_PARTENAIRE a déjà servi à une autre déclaration{where}",
        value=shown(line.key),
        fix="Il est unique pour toujours : une valeur par stagiaire et par formation",
        declaration=shown(line.training.declaration),
    )


def mask(value: str) -> str:
    """A personal value shown by its length alone."""
    return f"({len(value)} caractères masqués)" if value else ""


def shown(value: str) -> str:
    """A value, cut and without characters that would disturb a terminal or a page; masked if it may hold a NIR."""
    if _LIKE_A_NIR.search(value):
        return mask(value)
    visible = "".join(character if is_one_line(character) else "·" for character in value[: _SHOWN + 1])
    return visible if len(visible) <= _SHOWN else f"{visible[:_SHOWN]}…"
