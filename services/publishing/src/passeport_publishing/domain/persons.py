"""What shuts the pages of a holder, and what a person reads in the trail of this service of a merge and of its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from passeport_dossier.domain.persons import Wording

__all__ = ["WORDING", "Fact", "HolderNews"]

WORDING = Wording(
    service="publishing",
    merged_into_you=(
        "Un autre dossier, reconnu comme le vôtre, a été réuni au vôtre : ses publications sont lues avec les vôtres"
    ),
    you_were_merged=(
        "Votre dossier a été réuni à un autre, reconnu comme le vôtre : vos publications sont lues avec les siennes"
    ),
    separated_from_you=(
        "Un dossier réuni au vôtre par erreur en a été séparé : ses publications ne sont plus lues avec les vôtres"
    ),
    you_were_separated=(
        "Votre dossier, réuni par erreur à celui d’un autre, en a été séparé : celui-ci a pu lire vos publications"
    ),
)


class Fact(StrEnum):
    """What shuts the pages of a holder."""

    CLOSED = "closed"
    """He closed his account."""
    DEAD = "dead"
    """The civil register reports that he died."""


@dataclass(frozen=True, slots=True)
class HolderNews:
    """That something shuts the pages of a holder, or no longer does; the highest revision is what holds."""

    person_id: UUID
    fact: Fact
    holds: bool
    revision: int
