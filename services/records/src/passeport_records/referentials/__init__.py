"""Referentials: official lists of codes, imported version after version. What knows nothing of persons."""
