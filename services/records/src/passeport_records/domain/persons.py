"""What a person reads in the trail of this service of a merge and of its end."""

from __future__ import annotations

from passeport_dossier.domain.persons import Wording

__all__ = ["WORDING"]

WORDING = Wording(
    service="records",
    merged_into_you=(
        "Un autre dossier, reconnu comme le vôtre, a été réuni au vôtre : ses éléments sont lus avec les vôtres"
    ),
    you_were_merged=(
        "Votre dossier a été réuni à un autre, reconnu comme le vôtre : vos éléments sont lus avec les siens"
    ),
    separated_from_you=(
        "Un dossier réuni au vôtre par erreur en a été séparé : ses éléments ne sont plus lus avec les vôtres"
    ),
    you_were_separated=(
        "Votre dossier, réuni par erreur à celui d’une autre personne, en a été séparé : elle a pu lire vos éléments"
    ),
)
