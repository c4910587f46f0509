"""Claims written out while they wait for their person, and read again, maybe by a later version of this service.

What is written names a person: it leaves this process sealed only (`FeedTools.sealed_claim`). A field that is added to
a claim has a default, so that what was written before it is still read; one that is dropped is passed over.
"""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from passeport_records.domain.claims import Claim

__all__ = ["read_claim", "write_claim"]

_CLAIMS: TypeAdapter[Claim] = TypeAdapter(Claim)


def write_claim(claim: Claim) -> bytes:
    """A claim as JSON."""
    return _CLAIMS.dump_json(claim)


def read_claim(data: bytes) -> Claim:
    """What `write_claim` wrote. Raises ValueError, which shows nothing of it."""
    try:
        return _CLAIMS.validate_json(data)
    except ValidationError as error:
        places = {".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False, include_url=False)}
        raise ValueError(f"not a claim that this version reads: {', '.join(sorted(places))}") from None
