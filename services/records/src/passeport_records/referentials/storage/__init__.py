"""Referentials in PostgreSQL."""
