"""Reads credentials that anyone sent: ES256 only, `vc+jwt` only, no payload before its signature holds."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from passeport_publishing.credentials.keys import ALGORITHM
from passeport_publishing.credentials.terms import CREDENTIAL_TYPE
from passeport_publishing.domain.verification import MAX_CREDENTIAL_SIZE, CredentialFindings, SignatureState

_MAX_HEADER_SIZE = 4096
# The library takes 128 kB of payload; a CV of three hundred entries with their texts has more.
_REGISTRY = JWSRegistry(algorithms=[ALGORITHM])
_REGISTRY.max_payload_length = MAX_CREDENTIAL_SIZE
_REGISTRY.max_header_length = _MAX_HEADER_SIZE
_UNREADABLE = (JoseError, ValueError, KeyError, TypeError, RecursionError)


def read_kid(token: str) -> str | None:
    """Returns the key that a credential says it was signed with; None when it is not a credential of our form."""
    header, _, rest = token.partition(".")
    if not rest or len(token) > MAX_CREDENTIAL_SIZE or len(header) > _MAX_HEADER_SIZE:
        return None
    try:
        protected = jws.extract_compact(token.encode("ascii"), registry=_REGISTRY).protected
    except _UNREADABLE:
        return None
    if (protected.get("alg"), protected.get("typ")) != (ALGORITHM, "vc+jwt"):
        return None
    kid = protected.get("kid")
    return kid if isinstance(kid, str) else None


def read_credential(token: str, jwk: Mapping[str, Any] | None) -> CredentialFindings:
    """Verifies a credential with the key that its kid names; None stands for a key that is not ours."""
    if read_kid(token) is None:
        return CredentialFindings(SignatureState.UNREADABLE, "not an ES256 vc+jwt with a kid")
    if jwk is None:
        return CredentialFindings(SignatureState.UNKNOWN_KEY, "signed with a key that is not ours")
    try:
        signed = jws.deserialize_compact(token, ECKey.import_key(dict(jwk)), registry=_REGISTRY)
    except BadSignatureError:
        return CredentialFindings(SignatureState.INVALID, "the signature does not fit the content")
    except _UNREADABLE as problem:
        return CredentialFindings(SignatureState.UNREADABLE, f"{type(problem).__name__}: {problem}")
    try:
        return _findings(json.loads(signed.payload))
    except _UNREADABLE as problem:
        return CredentialFindings(SignatureState.UNREADABLE, f"not a credential of a CV: {type(problem).__name__}")


def _findings(credential: Mapping[str, Any]) -> CredentialFindings:
    if CREDENTIAL_TYPE not in credential["type"]:
        raise ValueError(credential["type"])
    return CredentialFindings(
        SignatureState.VALID,
        publication_id=UUID(credential["id"].removeprefix("urn:uuid:")),
        valid_from=datetime.fromisoformat(credential["validFrom"]),
        valid_until=datetime.fromisoformat(credential["validUntil"]) if "validUntil" in credential else None,
    )
