"""Reads credentials that anyone sent as `vc+jwt`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from passeport_publishing.credentials.signed import UNREADABLE, Signed, open_signed, read_header
from passeport_publishing.credentials.terms import CREDENTIAL_TYPES
from passeport_publishing.domain.verification import CredentialFindings, SignatureState

_TYPE = "vc+jwt"


def read_kid(token: str) -> str | None:
    """Returns the key that a credential says it was signed with; None when it is not a credential of our form."""
    return read_header(token, _TYPE)


def read_credential(token: str, jwk: Mapping[str, Any] | None) -> CredentialFindings:
    """Verifies a credential with the key that its kid names; None stands for a key that is not ours."""
    signed = open_signed(token, jwk, _TYPE)
    if not isinstance(signed, Signed):
        return signed
    try:
        return _findings(signed.payload)
    except UNREADABLE as problem:
        return CredentialFindings(
            SignatureState.UNREADABLE, f"not a credential of a publication: {type(problem).__name__}"
        )


def _findings(credential: Mapping[str, Any]) -> CredentialFindings:
    if not {*CREDENTIAL_TYPES.values()} & {*credential["type"]}:
        raise ValueError(credential["type"])
    return CredentialFindings(
        SignatureState.VALID,
        publication_id=UUID(credential["id"].removeprefix("urn:uuid:")),
        valid_from=datetime.fromisoformat(credential["validFrom"]),
        valid_until=datetime.fromisoformat(credential["validUntil"]) if "validUntil" in credential else None,
    )
