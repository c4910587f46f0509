"""A proof that can be verified offline, as c2sp.org/tlog-proof has it: an inclusion proof and a signed checkpoint."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.encoding import read_base64, read_decimal, write_base64
from passeport_tlog.hashing import HASH_BYTES
from passeport_tlog.notes import NoteKey
from passeport_tlog.proofs import verify_inclusion

__all__ = ["ProofFile"]

_HEADER = "c2sp.org/tlog-proof@v1"
# A tree of 2^63 leaves is 63 high.
_MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class ProofFile:
    """Which leaf is proven (`index`, from 0), the hashes from beside it up to the root, and the checkpoint as signed.

    `extra` means something to the application alone, and is protected by nothing.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def write(self) -> str:
        """The text of the file."""
        lines = [_HEADER]
        if self.extra:
            lines.append(f"extra {write_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += (write_base64(one) for one in self.hashes)
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a file; nothing in it is believed yet. Raises ValueError saying what is wrong."""
        head, blank, checkpoint = text.partition("\n\n")
        first, *lines = head.split("\n")
        if first != _HEADER or not blank:
            raise ValueError(f"not a proof: it begins with {_HEADER}, and an empty line stands before its checkpoint")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = read_base64(lines.pop(0).removeprefix("extra "), "the line `extra`")
        if not lines or not lines[0].startswith("index "):
            raise ValueError("not a proof: the line `index` is missing")
        index = read_decimal(lines.pop(0).removeprefix("index "), "the index of a proof")
        hashes = tuple(read_base64(line, "a hash of the proof") for line in lines)
        if len(hashes) > _MOST_HASHES or any(len(one) != HASH_BYTES for one in hashes):
            raise ValueError(f"a proof has {_MOST_HASHES} hashes at most, of {HASH_BYTES} bytes each")
        return cls(index, hashes, checkpoint, extra)

    def verify(self, leaf: bytes, origin: str, keys: Collection[NoteKey]) -> Checkpoint:
        """The checkpoint, if the leaf with that hash stands in the log `origin` as one of the keys signed it.

        Raises ValueError saying what does not hold.
        """
        checkpoint = Checkpoint.open(self.checkpoint, origin, keys)
        if not verify_inclusion(leaf, self.index, checkpoint.size, checkpoint.root, self.hashes):
            raise ValueError(f"the proof does not lead from this entry to the root of the {checkpoint.size} entries")
        return checkpoint
