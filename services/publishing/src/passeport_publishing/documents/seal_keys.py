"""Where the key of the seal is: in a file, in a device behind PKCS#11, or with a service that signs a digest.

Only a file brings the key into our memory. The device and the service are opened at the first seal, so that verifying
goes on without them, and anew after they failed.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from asn1crypto import algos  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_private_key_from_pemder
from pyhanko.sign import signers
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko_certvalidator.registry import SimpleCertificateStore

__all__ = ["RemoteKey", "SealKey", "SealKeyUnavailableError", "TokenKey", "close_signer", "open_signer"]

_MOST_BYTES = 10_000


class SealKeyUnavailableError(Exception):
    """The device or the service that holds the key of the seal does not sign; the text says why."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key in a device: the PKCS#11 module, the label of the token, that of the key, and the PIN of the user."""

    module: Path
    token: str
    label: str
    pin: str

    def __repr__(self) -> str:
        """Without the PIN: tracebacks and logs show it."""
        return f"TokenKey({self.module}, {self.token}, {self.label})"


@dataclass(frozen=True, slots=True)
class RemoteKey:
    """A service that signs: its address, the bearer token that it asks for, and seconds to wait for it."""

    address: str
    bearer: str
    timeout: float

    def __repr__(self) -> str:
        """Without the token."""
        return f"RemoteKey({self.address})"


SealKey = Path | TokenKey | RemoteKey


def open_signer(
    key: SealKey, certificate: asn1_x509.Certificate, chain: Sequence[asn1_x509.Certificate]
) -> signers.Signer:
    """Who signs with a key. Raises ValueError for a file without one, SealKeyUnavailableError for a device."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(chain)
    if isinstance(key, RemoteKey):
        return _RemoteSigner(key, certificate, store)
    if isinstance(key, TokenKey):
        # Every device has plain ECDSA; some, SoftHSM too, have none that hashes.
        return PKCS11Signer(
            _open_session(key),
            signing_cert=certificate,
            ca_chain=set(chain),
            key_label=key.label,
            use_raw_mechanism=True,
        )
    return signers.SimpleSigner(certificate, load_private_key_from_pemder(str(key), passphrase=None), store)


def _open_session(key: TokenKey) -> pkcs11.Session:
    criteria = TokenCriteria(label=key.token)
    try:
        try:
            return open_pkcs11_session(str(key.module), token_criteria=criteria, user_pin=key.pin)
        except pkcs11.UserAlreadyLoggedIn:
            # By another session of this process, and then for all of them.
            return open_pkcs11_session(str(key.module), token_criteria=criteria)
    except (pkcs11.PKCS11Error, OSError, RuntimeError) as problem:
        raise SealKeyUnavailableError(f"{key}: {type(problem).__name__}: {problem}") from None


def close_signer(signer: signers.Signer | None) -> None:
    """Gives back what a device keeps for a signer."""
    if isinstance(signer, PKCS11Signer):
        with contextlib.suppress(pkcs11.PKCS11Error):
            signer.pkcs11_session.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nowhere: the token is for one address."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


class _RemoteSigner(signers.Signer):
    """Sends the digest of what is signed to a service, and believes the signature only if it verifies."""

    def __init__(self, key: RemoteKey, certificate: asn1_x509.Certificate, store: SimpleCertificateStore) -> None:
        super().__init__(
            signing_cert=certificate,
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        public = x509.load_der_x509_certificate(certificate.dump()).public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise ValueError("the key of the seal is not one of an elliptic curve")
        self._key, self._public = key, public

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature, DER. Raises SealKeyUnavailableError."""
        if dry_run:
            # The longest that there is for a curve: two integers, their heads, and theirs.
            return bytes(2 * (self._public.curve.key_size // 8 + 4) + 4)
        digest = hashlib.sha256(data).digest()
        signature = await asyncio.to_thread(self._ask, digest)
        try:
            self._public.verify(signature, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
        except InvalidSignature:
            raise SealKeyUnavailableError(f"{self._key}: its signature is not by the key of the certificate") from None
        return signature

    def _ask(self, digest: bytes) -> bytes:
        asked = {"algorithm": "ecdsa-sha256", "digest": base64.b64encode(digest).decode()}
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key.bearer:
            headers["Authorization"] = f"Bearer {self._key.bearer}"
        request = urllib.request.Request(  # noqa: S310 - settings allow https, and http to this host
            self._key.address, json.dumps(asked).encode(), headers, method="POST"
        )
        try:
            with _OPENER.open(request, timeout=self._key.timeout) as answer:
                said = json.loads(answer.read(_MOST_BYTES))
            return base64.b64decode(said["signature"], validate=True)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise SealKeyUnavailableError(f"{self._key}: {type(problem).__name__}: {problem}"[:300]) from None
