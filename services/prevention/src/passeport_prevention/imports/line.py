"""A line of an import: one training of one trainee, or the rules that it breaks."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_dossier.domain.text import is_one_line
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.training import Content
from passeport_prevention.domain.worker import Worker

__all__ = ["Fault", "ImportLine", "mask", "shown"]

_SHOWN = 60


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """What a line says, which breaks no rule by itself.

    `shared` are the cells that all lines of its declaration have alike, as they were written.
    """

    line: int
    declaration: str
    reference: str
    key: str
    worker: Worker
    content: Content
    particulars: Particulars
    shared: tuple[str, ...]


def mask(value: str) -> str:
    """A personal value shown by its length alone."""
    return f"({len(value)} caractères masqués)" if value else ""


def shown(value: str) -> str:
    """A value that is not personal, cut and without characters that would disturb a terminal or a page."""
    visible = "".join(character if is_one_line(character) else "·" for character in value[: _SHOWN + 1])
    return visible if len(visible) <= _SHOWN else f"{visible[:_SHOWN]}…"
