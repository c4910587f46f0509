"""Sizes in words, from the figures of the settings: the same in descriptions, on pages and in refusals."""

from __future__ import annotations

from passeport_gateway.domain.language import Language, Words

__all__ = ["size_in_words"]

_MIB = 1024 * 1024


def size_in_words(size: int, language: Language) -> str:
    """A number of bytes, in MiB where it is a whole number of them."""
    if size % _MIB == 0:
        return f"{size // _MIB} {Words('Mio', 'MiB').in_language(language)}"
    return f"{size} {Words('octets', 'bytes').in_language(language)}"
