"""What wallets read of us before they take a credential (OpenID4VCI 1.0, section 12.2), in both languages."""

from __future__ import annotations

from typing import Any

from passeport_gateway.domain.credential_types import TYPES, type_metadata
from passeport_gateway.domain.language import Words

__all__ = [
    "CONFIGURATIONS",
    "CREDENTIAL_PATH",
    "GRANT",
    "METADATA_PATH",
    "MOST_PROOFS",
    "NONCE_PATH",
    "SCOPES",
    "credential_issuer_metadata",
]

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
METADATA_PATH = "/.well-known/openid-credential-issuer"
NONCE_PATH, CREDENTIAL_PATH = "/wallet/nonce", "/wallet/credential"
CONFIGURATIONS = {f"passeport_{kind}_sd_jwt": kind for kind in TYPES}
"""The forms that wallets are given, each with its kind of publication; publishing names one in each offer."""
SCOPES = {f"wallet:{kind}": kind for kind in TYPES}
"""What a wallet that sends a holder here asks for, each with its kind of publication."""
MOST_PROOFS = 10
_ISSUER = Words("Passeport de compétences", "Skills passport")
_ALGORITHM = "ES256"


def credential_issuer_metadata(base_url: str) -> dict[str, Any]:
    """The metadata of the issuer, who is its own authorization server."""
    return {
        "credential_issuer": base_url,
        "credential_endpoint": f"{base_url}{CREDENTIAL_PATH}",
        "nonce_endpoint": f"{base_url}{NONCE_PATH}",
        "batch_credential_issuance": {"batch_size": MOST_PROOFS},
        "display": [{"name": getattr(_ISSUER, locale), "locale": locale} for locale in ("fr", "en")],
        "credential_configurations_supported": {
            name: _configuration(type_metadata(base_url, kind), kind) for name, kind in CONFIGURATIONS.items()
        },
    }


def _configuration(described: dict[str, Any], kind: str) -> dict[str, Any]:
    """One form of credential, by the metadata of its type, and the scope by which an authorization asks for it."""
    return {
        "format": "dc+sd-jwt",
        "scope": f"wallet:{kind}",
        "vct": described["vct"],
        "cryptographic_binding_methods_supported": ["jwk"],
        "credential_signing_alg_values_supported": [_ALGORITHM],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": [_ALGORITHM]}},
        "credential_metadata": {
            "display": described["display"],
            "claims": [_claim(claim) for claim in described["claims"]],
        },
    }


def _claim(described: dict[str, Any]) -> dict[str, Any]:
    """A claim as this standard describes it, made of what the type says."""
    return {
        "path": described["path"],
        "mandatory": described["mandatory"],
        "display": [{"name": one["label"], "locale": one["locale"]} for one in described["display"]],
    }
