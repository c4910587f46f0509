"""What a file of a referential holds: terms, parts of terms that come apart, and faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

__all__ = ["MAX_LABEL", "Item", "Part", "RowFault", "Scheme", "Term"]

MAX_LABEL = 1000
"""Characters of a label; the longest of France compétences' register has some 500."""


class Scheme(StrEnum):
    """A list of codes that is versioned by itself. One download may bring several."""

    RNCP = "rncp"
    """Répertoire national des certifications professionnelles (Code du travail L6113-1): levels 1 to 8."""
    RS = "rs"
    """Répertoire spécifique (L6113-6): no levels."""
    PREVENTION = "prevention"
    """Certifications in health and safety at work, by their numbers in the two registers: an award of one enters the
    passeport de prévention by itself (décret 2022-1712, article 8)."""
    BCN = "bcn"
    """Diplomas of the Base centrale des nomenclatures (ministry of education), by « code diplôme », with levels."""
    PCS = "pcs"
    """Professions et catégories socioprofessionnelles (PCS-ESE) of INSEE."""
    COG = "cog"
    """Communes of the Code officiel géographique of INSEE. Its rows have days of their own."""
    ROME = "rome"
    """Occupations of the Répertoire opérationnel des métiers et des emplois of France Travail."""
    ROME_APPELLATIONS = "rome-appellations"
    """Names of jobs, each of which belongs to an occupation of the ROME."""
    ROME_SKILLS = "rome-skills"
    """Skills of the ROME, by their OGR codes."""

    @property
    def is_history(self) -> bool:
        """Whether one download tells all of the past: the next one takes the place of all that is there."""
        return self is Scheme.COG


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One code of a scheme and what it stands for."""

    scheme: Scheme
    code: str
    label: str
    level: int = 0
    """Level 1 to 8 of the national framework (décret 2019-14); 0 where there is none."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What else is kept, as JSON; each reader says what that is."""
    since: date | None = None
    """The first day on which it says so; None: that of the version. Of histories only."""
    until: date | None = None
    """The day on which something else comes in its place; None while it goes on."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value more of the list `name` in the facts of a term, which comes in another place of the download."""

    scheme: Scheme
    code: str
    name: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """A row that cannot be taken, or a value of one. It is told; the rest of the file goes in, unless too many are."""

    place: str
    """The file inside the download."""
    line: int
    """Line of the file, counted from 1; 0 where the fault is of several."""
    field: str
    rule: str
    message: str
    value: str = ""
    lost: bool = True
    """Whether the row is lost, or only one value of it that it can do without."""

    def __str__(self) -> str:
        shown = f" ({self.value[:60]!r})" if self.value else ""
        where = f"{self.place}, line {self.line}" if self.line else self.place
        return f"{where}, {self.field}: {self.message}{shown} [{self.rule}]"


Item = Term | Part | RowFault
