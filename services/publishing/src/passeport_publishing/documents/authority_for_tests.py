"""A certificate authority for tests and the local stack, with the profile of a seal (ETSI EN 319 412-3).

It proves the mechanism and nothing else: production takes a certificate from a qualified trust service provider.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

_DAY = dt.timedelta(days=1)
_ORGANISATION = "AUTORITE DE TEST - AUCUNE VALEUR"
# Of no company: SIREN 000000000.
_IDENTIFIER = "NTRFR-000000000"
# QCStatements (RFC 3739) with QcType eSeal (ETSI EN 319 412-5, 4.2.3), and deliberately without QcCompliance.
_QC_STATEMENTS = x509.UnrecognizedExtension(
    x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"),
    bytes.fromhex("3015301306060400 8e46010630090607 04008e46010602".replace(" ", "")),
)


NAMES = ("root.pem", "chain.pem", "seal.pem", "seal.key", "credential.key")
NAMES_OF_SERVER = ("issuing.key", "tsa.pem", "tsa.key", "root.crl")


def make_test_authority(
    folder: Path,
    *,
    now: dt.datetime | None = None,
    lifetime: dt.timedelta = 365 * _DAY,
    address: str = "",
    tsa_lifetime: dt.timedelta | None = None,
) -> None:
    """Writes `root.pem`, `chain.pem`, `seal.pem`, `seal.key` and `credential.key`. Refuses to overwrite any.

    With `address`, that of a server of this authority (`authority_server_for_tests`), certificates say where to ask
    whether they are revoked, and what the server needs is written too.
    """
    begin = (now or dt.datetime.now(dt.UTC)) - dt.timedelta(hours=1)
    names = (*NAMES, *(NAMES_OF_SERVER if address else ()))
    taken = [name for name in names if (folder / name).exists()]
    if taken:
        raise FileExistsError(f"{folder} already holds {', '.join(taken)}; nothing was written")
    folder.mkdir(parents=True, exist_ok=True)
    root_key, issuing_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root_name, issuing_name = _name("Racine de test"), _name("Autorité émettrice de test")
    authority_usage = _usage(key_cert_sign=True, crl_sign=True)
    longest = max(lifetime, tsa_lifetime or lifetime)
    root = _sign(root_name, root_key.public_key(), root_name, root_key, begin, longest, 1, authority_usage)
    issuing = _sign(
        *(issuing_name, issuing_key.public_key(), root_name, root_key, begin, longest, 0, authority_usage),
        extensions=[_crl_at(f"{address}/root.crl")] if address else [],
    )
    seal = _sign(
        _name("CACHET DE TEST - Passeport de compétences"),
        seal_key.public_key(),
        issuing_name,
        issuing_key,
        begin,
        lifetime,
        None,
        _usage(content_commitment=True),
        extensions=[
            _QC_STATEMENTS,
            *([_crl_at(f"{address}/issuing.crl"), _ocsp_at(f"{address}/ocsp")] if address else []),
        ],
    )
    contents = {
        "root.pem": _pem(root),
        "chain.pem": _pem(issuing) + _pem(root),
        "seal.pem": _pem(seal),
        "seal.key": _key_pem(seal_key),
        "credential.key": _key_pem(ec.generate_private_key(ec.SECP256R1())),
    }
    if address:
        # pyHanko's authority for tests signs with RSA alone.
        tsa_key = rsa.generate_private_key(65537, 2048)
        tsa = _sign(
            *(_name("Horodatage de test"), tsa_key.public_key(), issuing_name, issuing_key, begin),
            *(tsa_lifetime or lifetime, None, _usage(digital_signature=True)),
            extensions=[x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), _crl_at(f"{address}/issuing.crl")],
        )
        contents |= {
            "issuing.key": _key_pem(issuing_key),
            "tsa.pem": _pem(tsa),
            "tsa.key": _key_pem(tsa_key),
            "root.crl": empty_crl(root_name, root_key, begin, longest),
        }
    for name, content in contents.items():
        path = folder / name
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(content)


def empty_crl(issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begin: dt.datetime, lifetime: dt.timedelta) -> bytes:
    """A revocation list that revokes nobody, DER."""
    listed = x509.CertificateRevocationListBuilder().issuer_name(issuer).last_update(begin)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    listed = listed.next_update(begin + lifetime).add_extension(x509.CRLNumber(1), critical=False)
    signed = listed.add_extension(authority, critical=False).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def _crl_at(address: str) -> x509.CRLDistributionPoints:
    name = x509.UniformResourceIdentifier(address)
    return x509.CRLDistributionPoints([x509.DistributionPoint([name], None, None, None)])


def _ocsp_at(address: str) -> x509.AuthorityInformationAccess:
    name = x509.UniformResourceIdentifier(address)
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, name)])


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
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    begin: dt.datetime,
    lifetime: dt.timedelta,
    path_length: int | None,
    usage: x509.KeyUsage,
    extensions: Sequence[x509.ExtensionType] = (),
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
    for extension in extensions:
        # RFC 3161, 2.3: this one is critical, and the only purpose of a time-stamp authority.
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.ExtendedKeyUsage))
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(
    *,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
    content_commitment: bool = False,
    digital_signature: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=content_commitment,
        digital_signature=digital_signature,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
