"""What the types of our SD-JWT VCs hold (draft-ietf-oauth-sd-jwt-vc, type metadata), in both languages.

What is at the address of a type stays for good: another shape of credential is another type.
"""

from __future__ import annotations

from typing import Any

from passeport_gateway.domain.language import Words

__all__ = ["ISSUER_METADATA_PATH", "TYPES", "issuer_metadata", "type_metadata", "type_path"]

TYPES = ("cv", "attestation")
"""The kinds of publications, each of which is a type of its own."""
ISSUER_METADATA_PATH = "/.well-known/jwt-vc-issuer"

_NAMES = {
    "cv": Words("CV du Passeport de compétences", "CV of the skills passport"),
    "attestation": Words("Attestation du Passeport de compétences", "Attestation of the skills passport"),
}
_WHAT = {
    "cv": Words(
        "Ce que son titulaire a publié de son passeport, avec la source de chaque information.",
        "What its holder published from his passport, with the source of each item.",
    ),
    "attestation": Words(
        "Données garanties de son passeport, chacune avec sa source, sa base légale et sa date.",
        "Guaranteed data of a passport, each with its source, the law under which it was sent, and its date.",
    ),
}
# Claim: its words, and whether every credential has it. Those that can be kept back come first.
_DISCLOSABLE = {
    ("given_name",): (Words("Prénoms", "Given names"), False),
    ("family_name",): (Words("Nom de naissance", "Family name at birth"), False),
    ("usage_name",): (Words("Nom d’usage", "Name in use"), False),
    ("birthdate",): (Words("Date de naissance", "Date of birth"), False),
    ("title",): (Words("Intitulé", "Heading"), True),
    ("summary",): (Words("Présentation", "Summary"), False),
    ("items", None): (Words("Ligne, avec sa source", "Line, with its source"), True),
}
_ALWAYS_SHOWN = {
    ("publication",): (Words("Identifiant de la publication", "Identifier of the publication"), True),
    ("published_at",): (Words("Date de publication", "Time of publication"), True),
    ("language",): (Words("Langue", "Language"), True),
}


def type_path(kind: str) -> str:
    """Where the metadata of a type are."""
    return f"/credential-types/{kind}/v1"


def type_metadata(base_url: str, kind: str) -> dict[str, Any]:
    """The metadata of the type of a kind of publication; its `vct` is its own address."""
    name, what = _NAMES[kind], _WHAT[kind]
    return {
        "vct": f"{base_url}{type_path(kind)}",
        "name": name.en,
        "description": what.en,
        "display": [
            {"locale": locale, "name": getattr(name, locale), "description": getattr(what, locale)}
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
    """Where the keys of the issuer are (JWT VC issuer metadata), and its lists (Token Status List, section 9)."""
    return {
        "issuer": base_url,
        "jwks_uri": f"{base_url}/.well-known/jwks.json",
        "status_list_aggregation_endpoint": f"{base_url}/status-lists",
    }
