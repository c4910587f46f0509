"""What identity answers about a person that a feed names, and how a partner is told when it is nobody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from passeport_records.domain.batch import Feed

__all__ = ["Resolution", "Unresolved", "already_there", "explain_unresolved"]


class Unresolved(StrEnum):
    """Why an item has no person."""

    NO_MATCH = "no_match"
    AMBIGUOUS = "ambiguous"
    NIR_INVALID = "nir_invalid"
    NAME_MISMATCH = "name_mismatch"
    TRAINING_FILE = "training_file"
    """Named by a training file, and no training of that number has come yet."""
    TRAINING_FILE_NAMES = "training_file_names"
    """Named by a training file that is somebody's of other names."""
    TEMPORARY_NUMBER = "temporary_number"
    """Named by a NTT that no NIR was declared with yet: it opens no right."""
    NTT_INVALID = "ntt_invalid"
    STUDENT_NUMBER = "student_number"
    """Named by an INE that its sender has given with no civil identity yet."""
    INE_INVALID = "ine_invalid"


@dataclass(frozen=True, slots=True)
class Resolution:
    """A person, or why there is none; `step` is the step of the matching by civil identity that decided, 1 to 3."""

    person_id: UUID | None = None
    why: Unresolved | None = None
    step: int = 0


_OFFICIAL = {
    1: "Aucun titulaire ne correspond aux critères obligatoires",
    2: "Aucun titulaire ne correspond aux critères obligatoires enrichis du jour et du mois de naissance",
    3: "Aucun titulaire ne correspond aux critères de réconciliation",
}
_AMBIGUOUS = "Plusieurs titulaires ont été identifiés"

_BY_TRAINING_FILE = {
    Unresolved.TRAINING_FILE: (
        "Ce dossier de formation (dossierFormation) n'est pas encore connu ici : le passage attend qu'il le soit. "
        "Ou désignez le titulaire par son état civil (titulaire), dans un nouveau fichier"
    ),
    Unresolved.TRAINING_FILE_NAMES: (
        "Ce dossier de formation est celui d'une personne d'un autre nom : vérifiez idDossier, nomTitulaire et "
        "prenom1Titulaire, puis renvoyez ce passage dans un nouveau fichier"
    ),
}

_OF_A_CONTRACT = {
    Unresolved.NO_MATCH: (
        "Aucune personne n'est connue sous ce numéro (NIR ou NIA)",
        "Vérifiez le numéro, ou déclarez un NTT (S21.G00.30.020) en attendant le NIR",
    ),
    Unresolved.NAME_MISMATCH: (
        "Le NIR, ou le NTT, et le nom de famille ne vont pas ensemble",
        "Vérifiez le nom de naissance ; annoncez un changement par S21.G00.31",
    ),
    Unresolved.NIR_INVALID: (
        "Le NIR, ou le NIA, n'est pas bien formé",
        "Vérifiez sexe, mois, département et numéro d'ordre",
    ),
    Unresolved.TEMPORARY_NUMBER: (
        "Personne connue par un NTT seulement : la ligne n'ouvre pas encore de droit, le contrat attend",
        "Déclarez le NIR dès que vous l'avez, avec le NTT à côté (S21.G00.30.001 et .020) : il est alors reconnu",
    ),
    Unresolved.NTT_INVALID: (
        "Le NTT n'est pas bien formé (S21.G00.30.020)",
        "Écrivez 1 ou 2, votre SIREN et votre numéro de la personne : 11 à 40 caractères, sans espace",
    ),
    Unresolved.AMBIGUOUS: (
        "Vous avez déclaré ce NTT avec les NIR de plusieurs personnes (S21.G00.30.020)",
        "Déclarez le NIR de la personne (S21.G00.30.001)",
    ),
}


_OF_A_STATEMENT = {
    Unresolved.NO_MATCH: (
        "Aucun titulaire ne correspond à cet état civil, ou à ce NIR",
        "Vérifiez le NIR, ou nomNaissance, prenom1, sexe et dateNaissance, tels qu'à l'état civil",
    ),
    Unresolved.AMBIGUOUS: (
        "Plusieurs titulaires correspondent",
        "Donnez la date de naissance entière et codeCommuneNaissance, puis renvoyez la ligne",
    ),
    Unresolved.STUDENT_NUMBER: (
        "Personne n'est connu sous cet INE : vous ne l'avez pas encore donné avec l'état civil",
        "Donnez l'état civil et l'INE sur la même ligne ; l'INE suffit ensuite",
    ),
    Unresolved.NAME_MISMATCH: (
        "Le numéro (INE, NIR) et le nom de naissance ne vont pas ensemble",
        "Vérifiez le numéro, ou désignez le titulaire par son état civil",
    ),
    Unresolved.NIR_INVALID: (
        "Le NIR n'est pas bien formé",
        "Écrivez les 13 caractères, sans la clé",
    ),
    Unresolved.INE_INVALID: (
        "L'INE n'est pas bien formé",
        "Écrivez 11 chiffres et lettres, sans espace",
    ),
}


def already_there(id_client: str, id_technique: str) -> str:
    """The official message for a passage that was sent before."""
    return (
        f"Le passage certification avec le bcr émetteur {id_client} "
        f"et l'id technique partenaire {id_technique} existe déjà en base"
    )


def explain_unresolved(feed: Feed, resolution: Resolution) -> tuple[str, str]:
    """What a partner reads about an item that has no person, and what to do; official messages for certifiers."""
    if feed is Feed.DSN:
        return _OF_A_CONTRACT.get(resolution.why or Unresolved.NO_MATCH, _OF_A_CONTRACT[Unresolved.NO_MATCH])
    if feed in {Feed.DIPLOMAS, Feed.TRAININGS}:
        return _OF_A_STATEMENT.get(resolution.why or Unresolved.NO_MATCH, _OF_A_STATEMENT[Unresolved.NO_MATCH])
    if resolution.why in _BY_TRAINING_FILE:
        return _OFFICIAL[1], _BY_TRAINING_FILE[resolution.why]
    # Steps are those of a civil identity: there are none for a NIR.
    by_nir = not resolution.step
    what = "le NIR et le nom de naissance" if by_nir else "l'état civil"
    fix = f"Vérifiez {what} du titulaire et renvoyez ce passage dans un nouveau fichier"
    if resolution.why is Unresolved.AMBIGUOUS:
        return _AMBIGUOUS, "Donnez le jour, le mois et la commune de naissance, puis renvoyez ce passage"
    return _OFFICIAL.get(resolution.step, _OFFICIAL[1]), fix
