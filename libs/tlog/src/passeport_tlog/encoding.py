"""Bytes and numbers as the texts of C2SP write them, each in one way only."""

from __future__ import annotations

import base64
import binascii

__all__ = ["read_base64", "read_decimal", "write_base64"]


def write_base64(data: bytes) -> str:
    """Base 64 of RFC 4648, section 4."""
    return base64.b64encode(data).decode()


def read_base64(text: str, what: str) -> bytes:
    """The bytes that `write_base64` wrote. Raises ValueError naming what they should have been."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    # Bits that mean nothing must be zero: two texts for the same bytes would be two notes with one signature.
    if not data or write_base64(data) != text:
        raise ValueError(f"{what} is not base64: {text[:100]!r}")
    return data


def read_decimal(text: str, what: str) -> int:
    """A number from 0 on, without zeroes in front. Raises ValueError naming what it should have been."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0") or len(text) > 20:
        raise ValueError(f"{what} is a decimal number without zeroes in front, not {text[:100]!r}")
    return int(text)
