"""The JSON-LD terms of our credentials, carried inside each one: nothing has to be fetched to understand it.

What schema.org has is named by it; the rest lives under the issuer's own address, where the gateway explains it.
"""

from typing import Any

from passeport_publishing.domain.snapshot import PublicationKind

BASE_CONTEXT = "https://www.w3.org/ns/credentials/v2"
CREDENTIAL_TYPES = {
    PublicationKind.CV: "PasseportCvCredential",
    PublicationKind.ATTESTATION: "PasseportAttestationCredential",
}
_SCHEMA = "https://schema.org/"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_DATE = "http://www.w3.org/2001/XMLSchema#date"

_SCHEMA_TERMS = {
    "givenName": "givenName",
    "familyName": "familyName",
    "usageName": "alternateName",
    "birthDate": "birthDate",
    "title": "headline",
    "summary": "abstract",
    "inLanguage": "inLanguage",
    "startDate": "startDate",
    "endDate": "endDate",
    "locality": "addressLocality",
}
_OWN_TERMS = (
    "PassportHolder",
    "PassportItem",
    "kind",
    "nature",
    "organisation",
    "organisationName",
    "siret",
    "text",
    "label",
    "provenance",
    "source",
    "recordId",
    "revision",
    "legalBasis",
    *CREDENTIAL_TYPES.values(),
)


def own_context(issuer: str) -> dict[str, Any]:
    """Returns the context object that follows the base context."""
    vocabulary = f"{issuer}/vocabulary/v1#"
    return {
        **{term: f"{_SCHEMA}{name}" for term, name in _SCHEMA_TERMS.items()},
        **{term: f"{vocabulary}{term}" for term in _OWN_TERMS},
        "items": {"@id": f"{vocabulary}items", "@container": "@list"},
        "details": {"@id": f"{vocabulary}details", "@container": "@list"},
        "key": f"{vocabulary}key",
        "value": f"{vocabulary}value",
        "registeredAt": {"@id": f"{vocabulary}registeredAt", "@type": _DATE_TIME},
        "knownUntil": {"@id": f"{vocabulary}knownUntil", "@type": _DATE},
    }
