"""What ends the consents of a worker for a time, and what he reads in the trail of a merge and of its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from passeport_dossier.domain.persons import Wording

__all__ = ["WORDING", "Fact", "HolderNews"]

WORDING = Wording(
    service="prevention",
    merged_into_you=(
        "Un autre dossier, reconnu comme le vôtre, a été réuni au vôtre : ses formations sont lues avec les vôtres"
    ),
    you_were_merged=(
        "Votre dossier a été réuni à un autre, reconnu comme le vôtre : vos formations sont lues avec les siennes"
    ),
    separated_from_you=(
        "Un dossier réuni au vôtre par erreur en a été séparé : ses formations ne sont plus lues avec les vôtres"
    ),
    you_were_separated=(
        "Votre dossier, réuni par erreur à celui d’une autre personne, en a été séparé : elle a pu lire vos formations"
    ),
)


class Fact(StrEnum):
    """While it holds, no employer reads by a consent: nobody is there who could take it back."""

    CLOSED = "closed"
    """He closed his account."""
    DEAD = "dead"
    """The civil register reports that he died."""


@dataclass(frozen=True, slots=True)
class HolderNews:
    """That a fact holds of a worker, or no longer does; the highest revision is what counts."""

    person_id: UUID
    fact: Fact
    holds: bool
    revision: int
