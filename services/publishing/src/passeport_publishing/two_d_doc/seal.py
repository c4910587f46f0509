"""The key that 2D-Docs are signed with, and the two names of its certificate by which readers find it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

__all__ = ["TwoDDocSeal"]

_NAME = re.compile("[A-Z0-9]{4}")
_P256_BYTES = 32


@dataclass(frozen=True, slots=True)
class TwoDDocSeal:
    """A P-256 key with its certificate. `authority` and `certificate` are the common names of its issuer and subject, 4
    characters each, the authority as France Titres lists it (`FR00` is for tests).
    """

    key: ec.EllipticCurvePrivateKey
    authority: str
    certificate: str
    begins: datetime
    ends: datetime

    @classmethod
    def load(cls, key: Path, certificate: Path) -> TwoDDocSeal:
        """Reads two PEM files. Raises ValueError, saying which of them is wrong and how."""
        try:
            private = serialization.load_pem_private_key(key.read_bytes(), None)
        except (OSError, ValueError, TypeError):
            raise ValueError(f"{str(key)!r} holds no PEM private key that can be read without a password") from None
        if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
            raise ValueError(f"{str(key)!r} holds no P-256 key")
        try:
            read = x509.load_pem_x509_certificate(certificate.read_bytes())
        except (OSError, ValueError):
            raise ValueError(f"{str(certificate)!r} holds no PEM certificate") from None
        if read.public_key() != private.public_key():
            raise ValueError(f"{str(certificate)!r} is of another key than {str(key)!r}")
        authority, own = _common_name(read.issuer), _common_name(read.subject)
        for whose, name in (("issuer", authority), ("subject", own)):
            if not _NAME.fullmatch(name):
                raise ValueError(
                    f"{str(certificate)!r}: the common name of its {whose} must be 4 capital letters or digits, "
                    f"such as FR03 or AB01, not {name!r}"
                )
        return cls(private, authority, own, read.not_valid_before_utc, read.not_valid_after_utc)

    def is_valid_at(self, at: datetime) -> bool:
        """Whether the certificate holds at a moment."""
        return self.begins <= at <= self.ends

    def sign(self, text: str) -> bytes:
        """Signs an ASCII text (ECDSA with SHA-256): R and S one after the other, 64 bytes."""
        pair = decode_dss_signature(self.key.sign(text.encode("ascii"), ec.ECDSA(hashes.SHA256())))
        return b"".join(number.to_bytes(_P256_BYTES) for number in pair)


def _common_name(name: x509.Name) -> str:
    return next((str(one.value) for one in name.get_attributes_for_oid(NameOID.COMMON_NAME)), "")
