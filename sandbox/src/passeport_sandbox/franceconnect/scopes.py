"""Scopes and the claims they release, as listed by the discovery document of FranceConnect v2."""

from collections.abc import Iterable

AMR = "amr"
OPENID = "openid"

CLAIMS_BY_SCOPE: dict[str, tuple[str, ...]] = {
    "openid": ("sub",),
    "profile": (
        "given_name",
        "given_name_array",
        "family_name",
        "birthdate",
        "gender",
        "preferred_username",
    ),
    "birth": ("birthplace", "birthcountry"),
    "identite_pivot": (
        "given_name",
        "given_name_array",
        "family_name",
        "birthdate",
        "gender",
        "birthplace",
        "birthcountry",
    ),
    "gender": ("gender",),
    "birthdate": ("birthdate",),
    "birthcountry": ("birthcountry",),
    "birthplace": ("birthplace",),
    "given_name": ("given_name", "given_name_array"),
    "family_name": ("family_name",),
    "email": ("email",),
    "preferred_username": ("preferred_username",),
    "idp_birthdate": ("idp_birthdate",),
    "amr": ("amr",),
    "idp_id": ("idp_id",),
}

# Known to FranceConnect, but of other data providers: a service without an agreement gets invalid_scope.
DATA_PROVIDER_SCOPES = (
    "dgfip_rfr",
    "dgfip_nbpart",
    "droits_assurance_maladie",
    "cnam_medecin_traitant",
    "cnous_statut_boursier",
    "cnous_echelon_bourse",
    "mesri_identite",
    "mesri_admissions",
    "mi_siv_carte_grise",
    "allocation_adulte_handicape",
    "prime_activite",
    "cnaf_quotient_familial",
    "revenu_solidarite_active",
    "complementaire_sante_solidaire",
)

KNOWN_SCOPES = frozenset(CLAIMS_BY_SCOPE) | frozenset(DATA_PROVIDER_SCOPES)


def known(requested: Iterable[str]) -> tuple[str, ...]:
    """Drop the scopes that nobody knows (they are ignored, RFC 6749, 3.3) and the repetitions."""
    return tuple(dict.fromkeys(scope for scope in requested if scope in KNOWN_SCOPES))


def claims_of(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the claims that these scopes release, each once, in a stable order."""
    return tuple(dict.fromkeys(claim for scope in scopes for claim in CLAIMS_BY_SCOPE.get(scope, ())))
