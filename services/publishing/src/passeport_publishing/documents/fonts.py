"""The fonts of a document: Source Sans 3, Amiri for Arabic, then the Noto fonts for other scripts and emoji. Never a
font of the machine.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_amiri  # type: ignore[import-untyped]
import fontpkg_source_sans_3  # type: ignore[import-untyped]
import manimgx_fonts  # type: ignore[import-untyped]
import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

MAIN_FAMILY = "Source Sans 3"
# A glyph for each letter. The Noto fonts compose Arabic letters of several, of which no reader makes the text again.
ARABIC_FAMILY = "Amiri"
# Shown for a character that no font has: PDF/A (ISO 19005-3, 6.2.11.8) allows no missing glyph.
MISSING = "□"
# Needs no glyph: line breaks, joiners, marks of direction and the choice between two looks of a sign.
_UNSEEN = frozenset("\n\u061c\u200b\u200c\u200d\u200e\u200f\ufe0e\ufe0f")
_FOLDERS = (
    Path(fontpkg_source_sans_3.__file__).parent / "files",
    Path(manimgx_fonts.__file__).parent,
    Path(fontpkg_amiri.__file__).parent / "files",
)


@cache
def load_fonts() -> typst.Fonts:
    """Loads the fonts once per process."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in _FOLDERS]
    )


@cache
def fallback_families() -> tuple[str, ...]:
    """Families asked, in a fixed order, for what the main one lacks."""
    # The one for Arabic has Latin letters, too, with serifs.
    others = (family for family in load_fonts().families() if family not in {MAIN_FAMILY, ARABIC_FAMILY})
    return (*sorted(others, key=lambda family: (family != "Noto Sans", family)), ARABIC_FAMILY)


@cache
def _covered(folders: tuple[Path, ...]) -> frozenset[int]:
    points: set[int] = set()
    for folder in folders:
        for path in sorted(folder.glob("*.ttf")):
            with TTFont(path, lazy=True) as font:
                points.update(font.getBestCmap())
    return frozenset(points)


def all_glyphs() -> frozenset[int]:
    """Code points that some font of ours has."""
    return _covered(_FOLDERS)


def main_glyphs() -> frozenset[int]:
    """Code points that the main font has: always enough for a document, whatever was typed."""
    return _covered(_FOLDERS[:1])


def printable(value: Any, glyphs: frozenset[int]) -> Any:
    """Returns a JSON value in which every character that has no glyph is shown as `MISSING`."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return "".join(
            character if ord(character) in glyphs or character in _UNSEEN else MISSING for character in value
        )
    if isinstance(value, Mapping):
        return {name: printable(member, glyphs) for name, member in value.items()}
    return [printable(member, glyphs) for member in value] if isinstance(value, list) else value
