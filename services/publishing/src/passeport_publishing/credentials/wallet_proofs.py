"""Reads the proofs of wallets (OpenID4VCI 1.0, appendix F.1): a JWT signed with the very key that its header shows."""

from __future__ import annotations

import json
from typing import Any

from passeport_publishing.credentials.signed import Signed, open_signed, protected_of
from passeport_publishing.domain.holder_key import read_holder_key
from passeport_publishing.errors import FieldInvalid, WalletProofInvalid
from passeport_publishing.usecases.wallet_ports import ProvenKey

__all__ = ["PROOF_TYPE", "JwtProofs"]

PROOF_TYPE = "openid4vci-proof+jwt"
_LONGEST = 16 * 1024
_LONGEST_NONCE = 200


class JwtProofs:
    """Implements `passeport_publishing.usecases.wallet_ports.WalletProofs`."""

    def __init__(self, issuer: str) -> None:
        """`issuer` is the Credential Issuer Identifier, for which proofs are made."""
        self._issuer = issuer

    def read(self, proof: str) -> ProvenKey:
        """The key that a proof proves. Raises WalletProofInvalid, naming the check."""
        header = protected_of(proof) if len(proof) <= _LONGEST else None
        if header is None or header.get("typ") != PROOF_TYPE:
            raise _invalid("type")
        if header.get("alg") != "ES256":
            raise _invalid("algorithm")
        if not isinstance(header.get("jwk"), dict) or header.keys() & {"kid", "x5c"}:
            raise _invalid("key")
        try:
            key = read_holder_key(json.dumps(header["jwk"]))
        except FieldInvalid:
            raise _invalid("key") from None
        if key is None:
            raise _invalid("key")
        opened = open_signed(proof, key.jwk, PROOF_TYPE, with_kid=False)
        if not isinstance(opened, Signed):
            raise _invalid("signature")
        return ProvenKey(key, self._nonce_of(opened.payload))

    def _nonce_of(self, claims: dict[str, Any]) -> str:
        if claims.get("aud") != self._issuer:
            raise _invalid("audience")
        issued_at = claims.get("iat")
        # Only that it is there: clocks of phones are what they are, and the nonce tells how fresh the proof is.
        if not isinstance(issued_at, int | float) or isinstance(issued_at, bool):
            raise _invalid("issued_at")
        nonce = claims.get("nonce")
        if not isinstance(nonce, str) or not 0 < len(nonce) <= _LONGEST_NONCE:
            raise _invalid("nonce")
        return nonce


def _invalid(check: str) -> WalletProofInvalid:
    return WalletProofInvalid(metadata={"check": check})
