"""Who signs for a log, with which keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from passeport_tlog.notes import NoteKey, NoteSigner

__all__ = ["LogName", "load_signers"]

_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LogName:
    """The name of the log (its origin, and the name of its keys), and who signs for it.

    Several sign while a key is replaced, so that who knows only one of them can still verify.
    """

    origin: str
    signers: tuple[NoteSigner, ...]

    @property
    def keys(self) -> tuple[NoteKey, ...]:
        """Those by which its checkpoints are verified."""
        return tuple(signer.key for signer in self.signers)


def load_signers(path: Path, origin: str) -> LogName:
    """The Ed25519 keys of a PEM file (PKCS #8), all of which sign. Raises ValueError saying what is wrong with it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"the file {str(path)!r} cannot be read ({error.strerror})") from None
    found = [match.group() for match in _PEM.finditer(data)]
    if not found:
        raise ValueError(f"the file {str(path)!r} holds no private key in PEM (PKCS #8, not encrypted)")
    signers = []
    for pem in found:
        try:
            key = load_pem_private_key(pem, None)
        except (ValueError, TypeError):
            raise ValueError(f"the file {str(path)!r} holds a key that cannot be read") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(
                f"the file {str(path)!r} holds a key that is not Ed25519 (openssl genpkey -algorithm ed25519)"
            )
        signers.append(NoteSigner(origin, key))
    return LogName(origin, tuple(signers))
