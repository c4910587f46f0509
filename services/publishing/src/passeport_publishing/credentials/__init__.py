"""Credentials: W3C Verifiable Credentials 2.0 as `vc+jwt`, their keys and their status lists."""
