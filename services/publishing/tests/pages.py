"""Where the text of a page stands, as a reader of PDF finds it: in the order of the file, in points from below left."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader

POINTS = 72 / 25.4
LEFT, RIGHT = 18 * POINTS, 192 * POINTS
# The foot of a page stands below this, all else above it.
BODY_ENDS = 19 * POINTS


class Piece(NamedTuple):
    """A piece of text that stands together."""

    x: float
    y: float
    text: str


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def pieces(page: PageObject) -> list[Piece]:
    """The text of the body of a page, piece by piece."""
    found: list[Piece] = []

    def visit(text: str, at: Any, matrix: Any, _font: object, _size: object) -> None:
        if text.strip():
            found.append(Piece(matrix[4] * at[0] + at[4], matrix[5] * at[3] + at[5], text.strip()))

    page.extract_text(visitor_text=visit)
    return [piece for piece in found if piece.y > BODY_ENDS]


def plain(text: str) -> str:
    """Text without what lays it out."""
    return " ".join(text.replace("\u200b", "").split())
