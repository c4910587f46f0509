"""A certificate authority for tests and the local stack, with the profile of a seal (ETSI EN 319 412-3).

It proves the mechanism and nothing else: production takes a certificate from a qualified trust service provider.
"""

import datetime as dt
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = dt.timedelta(days=1)
_ORGANISATION = "AUTORITE DE TEST - AUCUNE VALEUR"
# Of no company: SIREN 000000000.
_IDENTIFIER = "NTRFR-000000000"
# QCStatements (RFC 3739) with QcType eSeal (ETSI EN 319 412-5, 4.2.3), and deliberately without QcCompliance.
_QC_STATEMENTS = x509.UnrecognizedExtension(
    x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"),
    bytes.fromhex("3015301306060400 8e46010630090607 04008e46010602".replace(" ", "")),
)


def make_test_authority(folder: Path, *, now: dt.datetime | None = None, lifetime: dt.timedelta = 365 * _DAY) -> None:
    """Writes `root.pem`, `chain.pem`, `seal.pem`, `seal.key` and `credential.key`. Refuses to overwrite any."""
    begin = (now or dt.datetime.now(dt.UTC)) - dt.timedelta(hours=1)
    names = ("root.pem", "chain.pem", "seal.pem", "seal.key", "credential.key")
    taken = [name for name in names if (folder / name).exists()]
    if taken:
        raise FileExistsError(f"{folder} already holds {', '.join(taken)}; nothing was written")
    folder.mkdir(parents=True, exist_ok=True)
    root_key, issuing_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root_name, issuing_name = _name("Racine de test"), _name("Autorité émettrice de test")
    authority_usage = _usage(key_cert_sign=True, crl_sign=True)
    root = _sign(root_name, root_key.public_key(), root_name, root_key, begin, lifetime, 1, authority_usage)
    issuing = _sign(issuing_name, issuing_key.public_key(), root_name, root_key, begin, lifetime, 0, authority_usage)
    seal = _sign(
        _name("CACHET DE TEST - Passeport de compétences"),
        seal_key.public_key(),
        issuing_name,
        issuing_key,
        begin,
        lifetime,
        None,
        _usage(content_commitment=True),
    )
    contents = (
        _pem(root),
        _pem(issuing) + _pem(root),
        _pem(seal),
        _key_pem(seal_key),
        _key_pem(ec.generate_private_key(ec.SECP256R1())),
    )
    for name, content in zip(names, contents, strict=True):
        path = folder / name
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(content)


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, _IDENTIFIER),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _sign(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    begin: dt.datetime,
    lifetime: dt.timedelta,
    path_length: int | None,
    usage: x509.KeyUsage,
) -> x509.Certificate:
    is_authority = path_length is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + lifetime)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=path_length), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not is_authority:
        builder = builder.add_extension(_QC_STATEMENTS, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, key_cert_sign: bool = False, crl_sign: bool = False, content_commitment: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=content_commitment,
        digital_signature=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
