"""Reads the files of keys and of the seal for the settings, which say what is wrong with one by its name."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from passeport_publishing.documents.seal_keys import SealKey
from passeport_publishing.documents.seal_profile import faults_of_seal

__all__ = ["check_seal", "load_key", "load_private_key"]


def check_seal(key: SealKey, file: Path, name: str) -> None:
    """Raises ValueError unless a certificate is that of an eIDAS seal, and of the key where that can be told."""
    setting = name.format("CERT_FILE")
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as problem:
        raise ValueError(f"{setting}: holds no PEM certificate: {problem}") from problem
    if isinstance(key, Path) and certificate.public_key() != load_key(key).public_key():
        raise ValueError(f"{setting}: is not the certificate of {name.format('KEY_FILE')}")
    if faults := faults_of_seal(certificate):
        raise ValueError(f"{setting}: is no certificate of an eIDAS seal: {'; '.join(faults)}")


def load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key of a PEM file. Raises ValueError for one that is not of an elliptic curve of NIST."""
    key = load_private_key(path)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{str(path)!r} holds no P-256 key")
    return key


def load_private_key(path: Path) -> PrivateKeyTypes:
    """The key of a PEM file. Raises ValueError."""
    try:
        return load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as problem:
        raise ValueError(f"{str(path)!r} holds no PEM private key: {problem}") from problem
