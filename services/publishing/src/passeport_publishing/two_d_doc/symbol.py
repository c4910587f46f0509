"""Draws the symbol: a square DataMatrix (ISO/IEC 16022, ECC 200) as SVG, with its quiet zone."""

import zxingcpp

__all__ = ["symbol_svg"]


def symbol_svg(text: str) -> str:
    """The symbol of an ASCII text, one unit a module."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    drawn = str(barcode.to_svg())
    # Without the declaration before it, so that a page can hold it as it is.
    return drawn[drawn.index("<svg") :]
