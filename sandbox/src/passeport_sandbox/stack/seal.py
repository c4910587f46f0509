"""The test authority that seals documents on this machine: a root, an issuing authority, one seal certificate.

It has the shape of a real electronic seal (ETSI EN 319 412-3, a legal person) and the trust of none.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from passeport_chassis.testing.certificates import private_key_pem, write_private

_ORGANISATION = "Passeport de compétences (bac à sable)"
# organizationIdentifier: VAT-like scheme of EN 319 412-1; the SIREN is invented.
_ORGANISATION_ID = "NTRFR-000000000"
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_YEARS = {"root": 20, "issuing": 10, "seal": 5}


@dataclass(frozen=True)
class SealFiles:
    """The files that publishing is given."""

    key: Path
    certificate: Path
    chain: Path
    trust: Path


@dataclass(frozen=True)
class _Issuer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


def make_seal(folder: Path) -> SealFiles:
    """Make the authority and the seal once; on later runs give the same files."""
    files = SealFiles(folder / "seal.key", folder / "seal.crt", folder / "chain.crt", folder / "root.crt")
    if files.trust.exists():
        return files
    root = _Issuer(_name("Autorité racine d'essai"), _new_key())
    root_certificate = _certificate(root.name, root.key, root, "root", path_length=1)
    issuing = _Issuer(_name("Autorité d'essai des cachets"), _new_key())
    issuing_certificate = _certificate(issuing.name, issuing.key, root, "issuing", path_length=0)
    key = _new_key()
    certificate = _certificate(_name("Cachet d'essai du passeport"), key, issuing, "seal", path_length=None)
    write_private(files.key, private_key_pem(key))
    write_private(files.certificate, _pem(certificate))
    write_private(files.chain, _pem(issuing_certificate))
    write_private(files.trust, _pem(root_certificate))  # last: its presence says that all the others are there
    return files


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, _ORGANISATION_ID),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, issuer: _Issuer, role: str, *, path_length: int | None
) -> x509.Certificate:
    is_authority = path_length is not None
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=365 * _YEARS[role]))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=path_length), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority,
                content_commitment=not is_authority,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if not is_authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())
