"""What wallets send to take a credential (OpenID4VCI 1.0, section 8.2), and how each fault of it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.domain.wallets import CONFIGURATIONS, MOST_PROOFS
from passeport_gateway.errors import JsonInvalid, ServiceRefused
from passeport_gateway.http.bodies import read_body
from passeport_gateway.http.door import Door
from passeport_gateway.http.json_text import check_json, doubled_key

__all__ = ["CredentialWanted", "WalletRequestWrong", "bearer_of", "read_wanted", "wrong_by"]

_LONGEST_TOKEN = 200
_CHECKS = {
    "type": "The proof is no JWT of type openid4vci-proof+jwt.",
    "algorithm": "The proof must be signed with ES256.",
    "key": "The header must hold the public key as jwk, P-256, and neither kid nor x5c.",
    "signature": "The proof is not signed with the key of its header.",
    "audience": "The proof is for another issuer: aud is the credential_issuer of the metadata.",
    "issued_at": "The proof has no iat.",
    "nonce": "The proof has no nonce: get one from the nonce endpoint.",
    "same_key": "Two proofs are of the same key.",
    "count": f"There must be 1 to {MOST_PROOFS} proofs.",
}


@dataclass(slots=True)
class WalletRequestWrong(Exception):
    """What is wrong, by its name in the standard."""

    error: str
    description: str
    status: int = 400


@dataclass(frozen=True, slots=True)
class CredentialWanted:
    """Which form is wanted, and the proofs of the keys that it is to be bound to."""

    configuration: str
    proofs: list[str]


def bearer_of(request: Request) -> str:
    """The access token. Raises WalletRequestWrong."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN or "\0" in token:
        raise WalletRequestWrong("invalid_token", "The access token is missing, or none of ours.", 401)
    return token


async def read_wanted(door: Door, request: Request) -> CredentialWanted:
    """A credential request that is ours to answer. Raises WalletRequestWrong, and as `read_body`.

    What is not known here is ignored, as the standard wants it.
    """
    asked = await _read(door, request)
    if "credential_identifier" in asked:
        raise WalletRequestWrong("unknown_credential_identifier", "No credential identifiers are given here.")
    configuration = asked.get("credential_configuration_id")
    if not isinstance(configuration, str):
        raise WalletRequestWrong("invalid_credential_request", "credential_configuration_id is missing.")
    if configuration not in CONFIGURATIONS:
        raise WalletRequestWrong("unknown_credential_configuration", f"Issued here: {', '.join(CONFIGURATIONS)}.")
    if "credential_response_encryption" in asked:
        raise WalletRequestWrong("invalid_encryption_parameters", "Responses are not encrypted here.")
    proofs = asked.get("proofs")
    if not isinstance(proofs, dict) or proofs.keys() != {"jwt"}:
        raise WalletRequestWrong("invalid_proof", "proofs must hold jwt, and nothing else.")
    found = proofs["jwt"]
    if not isinstance(found, list) or not 0 < len(found) <= MOST_PROOFS:
        raise WalletRequestWrong("invalid_proof", _CHECKS["count"])
    if not all(isinstance(proof, str) and proof and "\0" not in proof for proof in found):
        raise WalletRequestWrong("invalid_proof", _CHECKS["type"])
    return CredentialWanted(configuration, found)


async def _read(door: Door, request: Request) -> dict[str, Any]:
    if media_type(request.headers.get("content-type", "")) != "application/json":
        raise WalletRequestWrong("invalid_credential_request", "The body must be application/json.")
    body = await read_body(door, request, door.options.json_max_bytes)
    try:
        check_json(body)
    except JsonInvalid:
        raise WalletRequestWrong("invalid_credential_request", "The body is no JSON.") from None
    if doubled_key(body) is not None:
        raise WalletRequestWrong("invalid_credential_request", "A parameter is there twice.")
    asked = orjson.loads(body)
    if not isinstance(asked, dict):
        raise WalletRequestWrong("invalid_credential_request", "The body must be a JSON object.")
    return asked


def wrong_by(refused: ServiceRefused) -> WalletRequestWrong | None:
    """What a refusal of publishing is called; None for what has nothing to do with the request."""
    match refused.reason:
        case "WALLET_TOKEN_INVALID":
            return WalletRequestWrong("invalid_token", "The access token is unknown, over, or for something else.", 401)
        case "WALLET_PROOF_INVALID":
            check = refused.metadata.get("check", "")
            return WalletRequestWrong("invalid_proof", _CHECKS.get(check, "A proof proves no key."))
        case "WALLET_NONCE_INVALID":
            return WalletRequestWrong("invalid_nonce", "The nonce is none of ours, or over: get another one.")
        case "PUBLICATION_WITHDRAWN":
            return WalletRequestWrong("credential_request_denied", "What was offered is no longer published.")
        case "OFFER_EXHAUSTED":
            return WalletRequestWrong("credential_request_denied", "As many were issued of this offer as may be.")
    return None
