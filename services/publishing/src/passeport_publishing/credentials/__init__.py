"""Credentials: W3C Verifiable Credentials 2.0 as `vc+jwt`, their keys and their status lists."""

from passeport_publishing.credentials.book import JoseCredentialBook
from passeport_publishing.credentials.keys import SigningKey

__all__ = ["JoseCredentialBook", "SigningKey"]
