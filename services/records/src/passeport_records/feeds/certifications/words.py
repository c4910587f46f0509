"""How many words a file makes libxml2 remember.

It keeps each of these once, in a dictionary that lives as long as its thread: names, prefixes and addresses of
namespaces, targets of instructions, short blanks between two tags. The XSD says which elements and attributes there
are; the rest is free, and in real files a few dozen. Of a declaration of a namespace some bytes are kept each time.
"""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["MAX_TOLD", "MAX_WORDS_BYTES", "Words"]

MAX_WORDS_BYTES = 64 * 1024
MAX_TOLD = 500_000
"""More than two declarations in each passage of the longest file."""

_BLANK = b" \t\r\n"
# A longer blank is kept with its text and goes with it; but libxml2 may cut it, and then keeps the end.
_LONGEST_KEPT = 60


class Words:
    """The different words of a file, by their bytes, and how often it names some."""

    def __init__(self) -> None:
        self._seen: set[str | bytes] = set()
        self._size = 0
        self._told = 0

    @property
    def too_many(self) -> bool:
        """Whether there are more than any real file has."""
        return self._size > MAX_WORDS_BYTES or self._told > MAX_TOLD

    def add(self, *names: str) -> None:
        """Notes the names of a namespace or of an instruction."""
        self._told += 1
        self._note(names)

    def add_blanks(self, piece: bytes) -> None:
        """Notes the blanks of some bytes of the file."""
        before_tags = piece.split(b"<")
        del before_tags[-1]
        # Most are closing tags and their indentation, the same ones passage after passage.
        blanks = {text[len(text.rstrip(_BLANK)) :] for text in set(before_tags)}
        self._note({blank[-_LONGEST_KEPT:] for blank in blanks})

    def _note(self, words: Collection[str | bytes]) -> None:
        for word in words:
            if word not in self._seen:
                self._seen.add(word)
                self._size += len(word)
