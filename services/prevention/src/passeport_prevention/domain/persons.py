"""What a person reads in the trail of this service of a merge and of its end."""

from __future__ import annotations

from passeport_dossier.domain.persons import Wording

__all__ = ["WORDING"]

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
