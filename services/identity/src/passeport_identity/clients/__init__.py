"""Calls to other services: only records, and only one question."""
