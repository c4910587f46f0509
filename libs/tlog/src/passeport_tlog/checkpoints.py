"""Checkpoints as c2sp.org/tlog-checkpoint has them: what a log says of itself, to be signed as a note."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from passeport_tlog.encoding import read_base64, read_decimal, write_base64
from passeport_tlog.hashing import EMPTY_ROOT, HASH_BYTES
from passeport_tlog.notes import NoteKey, NoteSigner, open_note, sign_note

__all__ = ["Checkpoint"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The size of a log and the root of its tree, under the name of the log (`origin`)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError when it cannot be written as a checkpoint."""
        lines = (self.origin, *self.extensions)
        if any(not line or "\n" in line for line in lines):
            raise ValueError("the origin and the extension lines of a checkpoint are lines that are not empty")
        if self.size < 0 or len(self.root) != HASH_BYTES:
            raise ValueError(f"a checkpoint has a size from 0 on, and a root of {HASH_BYTES} bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise ValueError("the root of an empty log is the hash of nothing")

    @property
    def text(self) -> str:
        """The text of the note."""
        lines = (self.origin, str(self.size), write_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    def sign(self, signers: Sequence[NoteSigner]) -> str:
        """The signed checkpoint. While a key is replaced, both sign."""
        return sign_note(self.text, signers)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads the text of a note, which must be believed already. Raises ValueError saying what is wrong."""
        if not text.endswith("\n"):
            raise ValueError("the text of a checkpoint ends with a newline")
        lines = text[:-1].split("\n")
        if len(lines) < 3:
            raise ValueError("a checkpoint has three lines at least: origin, size, root")
        origin, size, root, *extensions = lines
        leaves = read_decimal(size, "the size of a checkpoint")
        return cls(origin, leaves, read_base64(root, "the root of a checkpoint"), tuple(extensions))

    @classmethod
    def open(cls, note: str, origin: str, keys: Collection[NoteKey]) -> Self:
        """A signed checkpoint of the log `origin`, if one of the keys signed it.

        Raises ValueError when none did, when a signature of theirs is not right, or when it is of another log.
        """
        text, _ = open_note(note, keys)
        checkpoint = cls.parse(text)
        if checkpoint.origin != origin:
            raise ValueError(f"the checkpoint is of the log {checkpoint.origin}, not of {origin}")
        return checkpoint
