"""Draws QR codes (ISO/IEC 18004, error correction M) as SVG."""

from __future__ import annotations

import io

import segno

__all__ = ["qr_svg", "qr_svg_of_screen"]

_INK = "#1c2430"
_QUIET_ZONE = 4


def qr_svg(text: str) -> str:
    """For a document, which has a place for it: with no quiet zone of its own."""
    return _drawn(text, border=0)


def qr_svg_of_screen(text: str) -> str:
    """For a page: with its quiet zone on white, as large as the page wants it."""
    return _drawn(text, border=_QUIET_ZONE, omitsize=True, light="#fff")


def _drawn(text: str, **how: object) -> str:
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="svg", xmldecl=False, nl=False, dark=_INK, **how)
    return buffer.getvalue().decode()
