"""Signed notes as c2sp.org/signed-note has them, with Ed25519 signatures (type 0x01)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from passeport_tlog.encoding import read_base64, write_base64

__all__ = ["NoteKey", "NoteSigner", "open_note", "sign_note"]

_ED25519 = b"\x01"
_KEY_BYTES = 32
_MOST_BYTES = 1_000_000
_MOST_SIGNATURES = 100


def _check_name(name: str) -> str:
    if not name or "+" in name or any(one.isspace() or ord(one) < 0x20 for one in name):
        raise ValueError(f"the name of a key is not empty and has no space and no plus: {name!r}")
    return name


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class NoteKey:
    """Who verifies: the name of a key and its 32 bytes."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Raises ValueError for a name that the format does not allow, or a key of another size."""
        _check_name(self.name)
        if len(self.public) != _KEY_BYTES:
            raise ValueError(f"an Ed25519 key has {_KEY_BYTES} bytes, not {len(self.public)}")

    @property
    def id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        return _key_id(self.name, self.public)

    def __str__(self) -> str:
        """The verifier key (vkey), as verifiers are told of it."""
        return f"{self.name}+{self.id.hex()}+{write_base64(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a verifier key. Raises ValueError saying what is wrong with it."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise ValueError("a verifier key is <name>+<8 hex digits>+<base64>")
        name, key_id, encoded = parts
        material = read_base64(encoded, "the last part of a verifier key")
        if material[:1] != _ED25519:
            raise ValueError("only verifier keys of Ed25519 notes (type 0x01) are known here")
        key = cls(name, material[1:])
        if key.id.hex() != key_id:
            raise ValueError(f"the identifier of this verifier key should be {key.id.hex()}, not {key_id}")
        return key

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether the 64 bytes are a signature of a text by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class NoteSigner:
    """Who signs: the name of a key, and the key."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        """Raises ValueError for a name that the format does not allow."""
        self._private = private
        self.key = NoteKey(name, private.public_key().public_bytes_raw())

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """A signer with the private key of 32 bytes (RFC 8032, section 5.1.5). Raises ValueError for another size."""
        if len(seed) != _KEY_BYTES:
            raise ValueError(f"a private key of Ed25519 has {_KEY_BYTES} bytes, not {len(seed)}")
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    def line(self, text: str) -> str:
        """The line that signs a text."""
        signature = self.key.id + self._private.sign(text.encode())
        return f"\u2014 {self.key.name} {write_base64(signature)}\n"


def sign_note(text: str, signers: Sequence[NoteSigner]) -> str:
    """A note signed by each of the signers, in their order. Raises ValueError when the text cannot be a note's."""
    if not signers:
        raise ValueError("a note has one signature at least")
    if not text.endswith("\n") or _has_controls(text):
        raise ValueError("the text of a note ends with a newline and has no other control character")
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def open_note(note: str, keys: Collection[NoteKey]) -> tuple[str, tuple[NoteKey, ...]]:
    """The text of a note and which of the keys signed it; signatures of other keys are passed over.

    Raises ValueError when it is no note, when a signature of a known key is not right, or when none is of a known key.
    """
    if len(note.encode()) > _MOST_BYTES or _has_controls(note):
        raise ValueError("not a signed note: it is too long, or has control characters")
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise ValueError("not a signed note: there is no empty line followed by signatures")
    text += "\n"
    known = {(key.name, key.id): key for key in keys}
    signed: dict[NoteKey, None] = {}
    signatures = lines.removesuffix("\n").split("\n")
    if len(signatures) > _MOST_SIGNATURES:
        raise ValueError(f"a note with more than {_MOST_SIGNATURES} signatures is not read")
    for line in signatures:
        name, signature = _signature(line)
        key = known.get((name, signature[:4]))
        if key is None:
            continue
        if not key.verifies(text, signature[4:]):
            raise ValueError(f"the signature of {name} is not right: the note was changed")
        signed[key] = None
    if not signed:
        raise ValueError("the note is signed by none of the known keys")
    return text, tuple(signed)


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "\u2014":
        raise ValueError("not a signed note: a line of a signature begins with an em dash and a space")
    signature = read_base64(encoded, "a signature")
    if len(signature) < 5:
        raise ValueError("not a signed note: a signature is too short")
    return _check_name(name), signature


def _has_controls(text: str) -> bool:
    return any(ord(one) < 0x20 and one != "\n" for one in text)
