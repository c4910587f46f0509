"""The canary: a number and names that nobody else has, and every form in which they might slip out."""

import base64
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from passeport_sandbox.personas import Persona

# Shorter parts of a name, such as `van`, are in anybody's words.
_SHORTEST = 6
_CASES = (str.upper, str.lower, str.capitalize)


@dataclass(frozen=True)
class Canary:
    """One persona, searched for in bytes of any origin."""

    persona: Persona

    def number(self, content: bytes | str) -> list[str]:
        """Tell in which forms the NIR is in there."""
        return _found(content, dict(self._numbers()))

    def names(self, content: bytes | str) -> list[str]:
        """Tell which of the names are in there, with or without accents, in any case and in usual encodings."""
        return _found(content, dict(self._names()))

    def _numbers(self) -> Iterator[tuple[str, bytes]]:
        short, long = self.persona.nir, self.persona.nir_with_key
        spaced = f"{short[0]} {short[1:3]} {short[3:5]} {short[5:7]} {short[7:10]} {short[10:13]}"
        yield from _encodings("NIR", short)
        yield from _encodings("NIR, spaced", spaced)
        # A digest without a secret key is as good as the number: there are few enough to try them all.
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            for text in (short, long):
                digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
                yield f"{name} of {len(text)} characters", digest.hex().encode()
                yield f"{name} of {len(text)} characters, raw", digest

    def _names(self) -> Iterator[tuple[str, bytes]]:
        for name in (self.persona.family_name, *self.persona.given_names):
            for part in name.replace("-", " ").split():
                if len(part) > _SHORTEST:
                    for written in {form(bare) for bare in (part, _unaccented(part)) for form in _CASES}:
                        yield from _encodings(written, written)


def _unaccented(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _encodings(label: str, text: str) -> Iterator[tuple[str, bytes]]:
    for charset in ("utf-8", "iso-8859-1", "utf-16-le"):
        raw = text.encode(charset)
        yield f"{label} ({charset})", raw
        yield f"{label} ({charset}, hexadecimal)", raw.hex().encode()
    # Base64 of a text depends on where it begins: three ways, without the characters that neighbours change.
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + text.encode()).decode()
        yield f"{label} (base64, {shift})", coded[(0, 2, 3)[shift] : -4].encode()


def _found(content: bytes | str, needles: dict[str, bytes]) -> list[str]:
    raw = content.encode() if isinstance(content, str) else content
    folded = raw.lower()
    return [label for label, needle in needles.items() if (needle in raw or needle.lower() in folded)]
