"""Invented professionals, and the bodies that they work for. SIREN that begin with 00 are given to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

_TWO_FACTORS = "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"


@dataclass(frozen=True, slots=True)
class Body:
    """A body whose professionals read passports, as it is registered with identity."""

    client_id: str
    name: str
    siret: str
    role: str


@dataclass(frozen=True, slots=True)
class Professional:
    """Somebody with an account at ProConnect; `siret` is that of his organisation, empty when it named none."""

    login: str
    given_name: str
    usual_name: str
    siret: str
    story: str
    acr: str = _TWO_FACTORS


BODIES: tuple[Body, ...] = (
    Body("france-travail-brest", "France Travail Brest (bac à sable)", "00100201300017", "france-travail"),
    Body("mission-locale-brest", "Mission locale du Ponant (bac à sable)", "00100202100010", "mission-locale"),
    Body("cep-bretagne", "Conseil en évolution du Ponant (bac à sable)", "00100203900012", "cep-body"),
    Body("france-competences", "France compétences (bac à sable)", "00100204700015", "france-competences"),
)

PROFESSIONALS: Mapping[str, Professional] = {
    one.login: one
    for one in (
        Professional("solene", "Solène", "TANGUY", BODIES[0].siret, "conseillère de France Travail"),
        Professional("idriss", "Idriss", "BENALI", BODIES[1].siret, "conseiller d’une mission locale"),
        Professional("maud", "Maud", "KERVELLA", BODIES[2].siret, "conseillère en évolution professionnelle"),
        Professional("octave", "Octave", "DE LA HAYE", BODIES[3].siret, "agent de France compétences"),
        Professional("lise", "Lise", "MOREAU", "00100205400011", "d’une mairie : aucun droit de lire"),
        Professional("paul", "Paul", "SANS-SIRET", "", "dont l’organisation n’a pas donné de SIRET"),
        Professional("yann", "Yann", "FAUX-SIRET", "00100202100011", "dont l’organisation a donné un SIRET faux"),
        Professional("nour", "Nour", "HADDAD", BODIES[1].siret, "connectée avec un seul facteur", "eidas1"),
    )
}
