"""The two encodings of status lists.

Bitstring Status List v1.0: the bitstring, compressed and multibase-encoded (sections 4.2 and 4.3). Token Status List
(draft-ietf-oauth-status-list, section 4): values of 1, 2, 4 or 8 bits, the first in the lowest bits of a byte.
"""

import base64
import gzip
import io
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from passeport_publishing.credentials.items import write_moment
from passeport_publishing.credentials.terms import BASE_CONTEXT
from passeport_publishing.domain.status import LIST_LENGTH

LIST_LIFE = timedelta(days=7)
"""For how long a signed list may be shown."""
_MULTIBASE_BASE64URL = "u"


def encode_list(indices: Iterable[int]) -> str:
    """Encodes a list in which the bits at `indices` are set; index 0 is the leftmost bit. Same bits, same text."""
    bits = bytearray(LIST_LENGTH // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return _MULTIBASE_BASE64URL + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def status_list_credential(
    issuer: str, list_id: str, purpose: str, indices: Iterable[int], now: datetime
) -> dict[str, Any]:
    """A list as a BitstringStatusListCredential (section 2.2), to be signed."""
    address = f"{issuer}/status-lists/{list_id}"
    return {
        "@context": [BASE_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": write_moment(now),
        "validUntil": write_moment(now + LIST_LIFE),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_list(indices),
        },
    }


def decode_list(encoded: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
    """Decodes a list to its bytes. Raises ValueError when it is not one or would grow beyond `limit` bytes."""
    if not encoded.startswith(_MULTIBASE_BASE64URL):
        raise ValueError("not multibase base64url")
    packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as unpacked:
        try:
            bits = unpacked.read(limit + 1)
        except (OSError, EOFError) as problem:
            raise ValueError("not a GZIP stream") from problem
    if len(bits) > limit or len(bits) * 8 < LIST_LENGTH:
        raise ValueError(f"{len(bits)} bytes are no status list")
    return bits


def bit_at(bits: bytes, index: int) -> bool:
    """Tells whether the bit at an index is set."""
    return bool(bits[index // 8] & 0x80 >> index % 8)


def encode_token_list(statuses: Mapping[int, int], *, bits: int, length: int = LIST_LENGTH) -> str:
    """Encodes a token list: the value of each index named, 0 of all others. Same values, same text."""
    packed = bytearray(length * bits // 8)
    for index, status in statuses.items():
        place = index * bits
        packed[place // 8] |= status << place % 8
    return base64.urlsafe_b64encode(zlib.compress(bytes(packed), level=9)).rstrip(b"=").decode()


def decode_token_list(encoded: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
    """Decodes a token list to its bytes. Raises ValueError when it is not one or would grow beyond `limit` bytes."""
    packed = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    unpacking = zlib.decompressobj()
    try:
        values = unpacking.decompress(packed, limit)
    except zlib.error as problem:
        raise ValueError("not a ZLIB stream") from problem
    if not unpacking.eof:
        raise ValueError("cut short, or too long for a status list")
    return values


def status_at(values: bytes, index: int, *, bits: int) -> int:
    """The value at an index. Raises IndexError beyond the list."""
    place = index * bits
    return values[place // 8] >> place % 8 & (1 << bits) - 1
