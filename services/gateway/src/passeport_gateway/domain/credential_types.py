"""What the types of our SD-JWT VCs hold (draft-ietf-oauth-sd-jwt-vc, type metadata), in both languages.

What is at the address of a type stays for good: another shape of credential is another type.
"""

from __future__ import annotations

from typing import Any

from passeport_gateway.domain.language import Words

__all__ = ["CV_PATH", "ISSUER_METADATA_PATH", "cv_type_metadata", "issuer_metadata"]

CV_PATH = "/credential-types/cv/v1"
ISSUER_METADATA_PATH = "/.well-known/jwt-vc-issuer"

_NAME = Words("CV du Passeport de compétences", "CV of the skills passport")
_WHAT = Words(
    "Ce que son titulaire a publié de son passeport, avec la source de chaque information.",
    "What its holder published from his passport, with the source of each item.",
)
# Claim: its words, and whether every credential has it. Those that can be kept back come first.
_DISCLOSABLE = {
    ("given_name",): (Words("Prénoms", "Given names"), False),
    ("family_name",): (Words("Nom de naissance", "Family name at birth"), False),
    ("usage_name",): (Words("Nom d’usage", "Name in use"), False),
    ("birthdate",): (Words("Date de naissance", "Date of birth"), False),
    ("title",): (Words("Intitulé du CV", "Heading of the CV"), True),
    ("summary",): (Words("Présentation", "Summary"), False),
    ("items", None): (Words("Ligne du CV, avec sa source", "Line of the CV, with its source"), True),
}
_ALWAYS_SHOWN = {
    ("publication",): (Words("Identifiant de la publication", "Identifier of the publication"), True),
    ("published_at",): (Words("Date de publication", "Time of publication"), True),
    ("language",): (Words("Langue du CV", "Language of the CV"), True),
}


def cv_type_metadata(base_url: str) -> dict[str, Any]:
    """The type metadata of a CV, whose `vct` is its own address."""
    return {
        "vct": f"{base_url}{CV_PATH}",
        "name": _NAME.en,
        "description": _WHAT.en,
        "display": [
            {"locale": locale, "name": getattr(_NAME, locale), "description": getattr(_WHAT, locale)}
            for locale in ("fr", "en")
        ],
        "claims": [
            {
                "path": list(path),
                "display": [{"locale": "fr", "label": words.fr}, {"locale": "en", "label": words.en}],
                "mandatory": mandatory,
                "sd": disclosed,
            }
            for claims, disclosed in ((_DISCLOSABLE, "always"), (_ALWAYS_SHOWN, "never"))
            for path, (words, mandatory) in claims.items()
        ],
    }


def issuer_metadata(base_url: str) -> dict[str, Any]:
    """Where the keys of the issuer are (JWT VC issuer metadata)."""
    return {"issuer": base_url, "jwks_uri": f"{base_url}/.well-known/jwks.json"}
