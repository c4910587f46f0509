"""How a client of a partner says who it is; identity alone judges it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["ClientProof"]


@dataclass(frozen=True, slots=True)
class ClientProof:
    """Its id with a secret (RFC 6749 section 2.3.1), or an assertion that it signed (RFC 7523 section 2.2)."""

    client_id: str
    secret: str = field(default="", repr=False)
    assertion: str = field(default="", repr=False)
