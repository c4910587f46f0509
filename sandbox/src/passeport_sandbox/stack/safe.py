"""What the stack keeps secret: made on the first run, kept in files that only their owner may read."""

import base64
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from passeport_testing.certificates import (
    CertificateAuthority,
    LeafFiles,
    private_key_pem,
    write_private,
)

# Of the 90 days that a certificate of the tests holds.
_RENEWED_AFTER = 60 * 86400


@dataclass(frozen=True)
class Safe:
    """A folder of secrets."""

    folder: Path

    def password(self, name: str) -> str:
        """Give a password, the same on every run."""
        return self.password_file(name).read_text()

    def password_file(self, name: str) -> Path:
        """Give the file of a password."""
        path = self.folder / f"{name}.password"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(24).encode())
        return path

    def text_file(self, name: str, content: str) -> Path:
        """Keep a text that holds a secret, such as an address with a password; written anew each run."""
        path = self.folder / name
        write_private(path, content.encode())
        return path

    def versioned_keys(self, name: str) -> Path:
        """Give a file of symmetric keys: one key now, room for the next."""
        path = self.folder / f"{name}.json"
        if not path.exists():
            key = base64.b64encode(secrets.token_bytes(32)).decode()
            write_private(path, json.dumps({"current": "1", "keys": {"1": key}}, indent=2).encode())
        return path

    def signing_key(self, name: str) -> Path:
        """Give a P-256 private key."""
        path = self.folder / f"{name}.key"
        if not path.exists():
            write_private(path, private_key_pem(ec.generate_private_key(ec.SECP256R1())))
        return path

    def rsa_key(self, name: str) -> Path:
        """Give an RSA private key."""
        path = self.folder / f"{name}.key"
        if not path.exists():
            write_private(path, private_key_pem(rsa.generate_private_key(65537, 2048)))
        return path

    def note_key(self, name: str) -> Path:
        """Give an Ed25519 private key, with which a transparency log signs."""
        path = self.folder / f"{name}.key"
        if not path.exists():
            write_private(path, private_key_pem(ed25519.Ed25519PrivateKey.generate()))
        return path

    def two_d_doc(self) -> LeafFiles:
        """Give a key of 2D-Docs with its certificate, of the authority whose name is for tests; renewed in time."""
        folder = self.folder / "2d-doc"
        files = LeafFiles(folder / "PAS0.crt", folder / "PAS0.key", folder / "authority.crt")
        if not files.authority.exists() or time.time() - files.authority.stat().st_mtime > _RENEWED_AFTER:
            return CertificateAuthority.create("FR00").write_leaf(folder, "PAS0")
        return files

    def folder_of(self, name: str) -> Path:
        """Give a folder of its own to who keeps files."""
        path = self.folder / name
        path.mkdir(exist_ok=True, mode=0o700)
        return path

    @property
    def seal(self) -> Path:
        """The folder of the test authority and its seal; publishing's own command makes it."""
        return self.folder / "seal"

    @contextmanager
    def unfinished_seal(self) -> Iterator[Path | None]:
        """Give a folder to make them in, which becomes that folder at the end; None when they are there already."""
        if self.seal.exists():
            yield None
            return
        unfinished = self.seal.with_name(f"seal-{secrets.token_hex(4)}")
        yield unfinished
        unfinished.rename(self.seal)

    def mutual_tls(self, services: tuple[str, ...]) -> dict[str, LeafFiles]:
        """Issue each service its certificate, by an authority that only this run knows."""
        authority = CertificateAuthority.create("passeport local stack")
        return {name: authority.write_leaf(self.folder / "tls" / name, name) for name in services}
