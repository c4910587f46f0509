"""Calls to other services: only identity."""
