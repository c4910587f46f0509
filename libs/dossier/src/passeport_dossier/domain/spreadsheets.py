"""Values of tables that somebody opens with a spreadsheet, and others wrote."""

from __future__ import annotations

__all__ = ["as_cell"]

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_cell(value: object) -> object:
    """A value that a spreadsheet shows: before what it would work out goes an apostrophe (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value
