"""Formats of ours: CSV or JSON Lines, one line an item, described by a JSON Schema that the reader goes by."""
