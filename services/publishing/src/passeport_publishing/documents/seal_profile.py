"""The profile of the certificate of an eIDAS seal (ETSI EN 319 412-3, with 412-1 for the identifier)."""

from __future__ import annotations

import re

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

__all__ = ["faults_of_seal"]

# ETSI EN 319 412-1, 5.1.4: national trade register, France, SIREN.
_IDENTIFIER = re.compile(r"NTRFR-\d{9}")
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


def faults_of_seal(certificate: x509.Certificate) -> list[str]:
    """What a certificate lacks to be that of a seal of a French legal person; its dates are another matter."""
    faults = []
    named = [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)]
    if len(named) != 1 or not _IDENTIFIER.fullmatch(named[0]):
        faults.append(f"organizationIdentifier must be NTRFR- and a SIREN, not {', '.join(named) or 'missing'}")
    if not certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME):
        faults.append("organizationName is missing")
    usages = [one.value for one in certificate.extensions if isinstance(one.value, x509.KeyUsage)]
    if not any(usage.content_commitment for usage in usages):
        faults.append("lacks the key usage contentCommitment")
    constraints = [one.value for one in certificate.extensions if isinstance(one.value, x509.BasicConstraints)]
    if any(one.ca for one in constraints):
        faults.append("is that of an authority")
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, _CURVES):
        faults.append("its key must be P-256, P-384 or P-521")
    return faults
