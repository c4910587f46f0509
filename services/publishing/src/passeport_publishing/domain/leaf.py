"""What a leaf of the log of publications commits to, and whether a publication is proven to stand in it.

A leaf tells an outsider nothing: the salt is random, and who does not have it cannot try out what was published. With
the salt deleted nobody can tell any more what the leaf stands for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteKey
from passeport_tlog.proof_file import ProofFile

__all__ = ["Inclusion", "Leaf", "LogBook", "LoggedLeaf", "PublicationProof", "leaf_said", "new_salt"]

_SALT_BYTES = 32
_FORMAT = 1


def new_salt() -> bytes:
    """32 random bytes that hide a leaf."""
    return secrets.token_bytes(_SALT_BYTES)


def leaf_said(publication_id: UUID, document_sha256: str, credential: str) -> str:
    """What a publication's leaf says, as canonical JSON; who has the sealed PDF can write it himself."""
    said = {
        "format": _FORMAT,
        "publication": str(publication_id),
        "document": document_sha256,
        "credential": sha256(credential.encode()).hexdigest(),
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Leaf:
    """What opens one leaf."""

    salt: bytes
    said: str

    @property
    def commitment(self) -> bytes:
        """The log entry: 32 bytes, public."""
        return sha256(self.salt + self.said.encode()).digest()


@dataclass(frozen=True, slots=True)
class LoggedLeaf:
    """What the register holds of a leaf: its salt, and the proof once a checkpoint vouches for it."""

    salt: bytes
    proof: str | None


@dataclass(frozen=True, slots=True)
class PublicationProof:
    """What proves offline that a publication stands in the log; `proof` is a text of c2sp.org/tlog-proof."""

    publication_id: UUID
    said: str
    salt: bytes
    index: int
    proof: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Whether what was shown stands in the log; `holds` is None while that cannot be told, and `detail` says why."""

    holds: bool | None
    detail: str


@dataclass(frozen=True, slots=True)
class LogBook:
    """The log as verifiers know it: its name, and the keys that ever signed it."""

    origin: str
    keys: Sequence[NoteKey]

    def check(self, leaf: LoggedLeaf | None, said: str) -> Inclusion:
        """Whether a leaf that says this is in the log."""
        if leaf is None:
            return Inclusion(None, "published without a leaf")
        if leaf.proof is None:
            return Inclusion(None, "no checkpoint vouches for it yet")
        entry = Leaf(leaf.salt, said).commitment
        try:
            proof = ProofFile.parse(leaf.proof)
            checkpoint = proof.verify(leaf_hash(entry), self.origin, self.keys)
        except ValueError as problem:
            return Inclusion(False, str(problem))
        return Inclusion(True, f"entry {proof.index} of the {checkpoint.size} in {checkpoint.origin}")
