"""Credentials: W3C Verifiable Credentials 2.0 as `vc+jwt`, SD-JWT VCs, Open Badges; their keys and status lists."""

from passeport_publishing.credentials.badge_key import BadgeKey
from passeport_publishing.credentials.book import JoseCredentialBook
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.credentials.open_badge import OpenBadges
from passeport_publishing.credentials.wallet_proofs import JwtProofs

__all__ = ["BadgeKey", "JoseCredentialBook", "JwtProofs", "OpenBadges", "SigningKey"]
