"""What is hashed, byte by byte, as docs/trail.md states it: a verifier of one's own needs no more than this.

Pure. The database computes the same leaves when it seals (`leaf_sql`), so that each checks the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

__all__ = ["NOTHING", "TEXTS", "chain_start", "leaf", "leaf_sql", "link"]

# In the order in which they are hashed.
TEXTS = ("actor", "actor_id", "organisation", "action", "purpose", "resource_id", "trace_id")
# The leaf of an access that was gone when its turn came: no access hashes to it.
NOTHING = bytes(32)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def leaf(person_id: UUID, at: datetime, id_: UUID, texts: Sequence[str]) -> bytes:
    """The hash of one access: 0x00, its key, and each text behind its length."""
    moment = ((at - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)
    parts = [b"\x00", person_id.bytes, moment, id_.bytes]
    for text in texts:
        encoded = text.encode()
        parts += (len(encoded).to_bytes(4, "big"), encoded)
    return sha256(b"".join(parts)).digest()


def leaf_sql(alias: str) -> str:
    """The same, as an expression of PostgreSQL on a row of the table of accesses."""
    moment = f"int8send((extract(epoch FROM {alias}.at) * 1000000)::bigint)"
    texts = "".join(
        f" || int4send(octet_length({alias}.{name})) || convert_to({alias}.{name}, 'UTF8')" for name in TEXTS
    )
    key = f"'\\x00'::bytea || uuid_send({alias}.person_id) || {moment} || uuid_send({alias}.id)"
    return f"sha256({key}{texts})"


def chain_start(service: str, day: date) -> bytes:
    """The head of the chain of a day before its first access: no two days, nor two services, share it."""
    return sha256(f"passeport-trail/{service}/{day.isoformat()}".encode("ascii")).digest()


def link(head: bytes, leaves: Iterable[bytes]) -> bytes:
    """The head of a chain after these leaves: each time the hash of 0x01, the head so far and the leaf."""
    for each in leaves:
        head = sha256(b"\x01" + head + each).digest()
    return head
