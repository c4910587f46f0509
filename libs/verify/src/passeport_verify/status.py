"""What status lists say of a credential: Bitstring Status List v1.0, and IETF Token Status List."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from passeport_verify.signed import Unreadable, open_jws
from passeport_verify.verdict import Outcome

__all__ = ["StatusLists", "Unknown", "addresses", "of_sd_jwt", "of_vc"]

_MOST_BYTES = 16 * 1024 * 1024
_OF_TOKENS = {0x00: None, 0x01: Outcome.REVOKED, 0x03: Outcome.SUPERSEDED, 0x0C: Outcome.WITHDRAWN}


class Unknown(ValueError):
    """The lists that were given do not tell the status."""


@dataclass(frozen=True, slots=True)
class _List:
    """A list whose signature holds: its values, from when, until when, and how old it may be by its own word."""

    values: bytes
    bits: int
    high_first: bool
    purpose: str
    since: datetime
    until: datetime

    def at(self, index: int) -> int:
        """The value at an index. Raises Unknown beyond the list."""
        per_byte = 8 // self.bits
        if not 0 <= index < len(self.values) * per_byte:
            raise Unknown(f"the list has no place {index}")
        place = index % per_byte
        shift = (per_byte - 1 - place if self.high_first else place) * self.bits
        return self.values[index // per_byte] >> shift & (1 << self.bits) - 1


class StatusLists:
    """The lists that were given or fetched, by their address."""

    def __init__(self, tokens: Iterable[str], keys: Mapping[str, Mapping[str, Any]]) -> None:
        """Raises Unreadable, Altered, Stranger of a list that will not do."""
        self._keys = keys
        self._lists: dict[str, list[_List]] = {}
        for token in tokens:
            self.add(token)

    def add(self, token: str) -> None:
        """Adds one; several of one address may be there, of several days."""
        try:
            address, found = _read(token.strip(), self._keys)
        except (KeyError, TypeError, AttributeError, OverflowError, OSError) as problem:
            raise Unreadable(f"not a status list: {type(problem).__name__}") from None
        self._lists.setdefault(address, []).append(found)

    def __contains__(self, address: object) -> bool:
        """Whether there is any of this address."""
        return address in self._lists

    def find(self, address: str, at: datetime, max_age: timedelta | None) -> _List:
        """The newest list of an address that holds at a moment. Raises Unknown, saying what is wrong."""
        several = self._lists.get(address)
        if not several:
            raise Unknown(f"no list {address} was given")
        found = max((one for one in several if one.since <= at), key=lambda one: one.since, default=None)
        if found is None:
            raise Unknown(f"the list {address} is of later")
        if at >= found.until:
            raise Unknown(f"the list {address} is stale: it held until {found.until.isoformat()}")
        if max_age is not None and at - found.since > max_age:
            raise Unknown(f"the list {address} is of {found.since.isoformat()}, which is too old")
        return found


def of_vc(credential: dict[str, Any], lists: StatusLists, at: datetime, max_age: timedelta | None) -> Outcome | None:
    """The status of a `vc+jwt` by its two bits; None when it is in force. Raises Unknown."""
    told = {}
    for entry in _entries(credential):
        found = lists.find(entry["statusListCredential"], at, max_age)
        if found.purpose != entry["statusPurpose"]:
            raise Unknown("a list of another purpose")
        told[found.purpose] = bool(found.at(int(entry["statusListIndex"])))
    if "revocation" not in told:
        raise Unknown("the credential names no list of revocations")
    # The bit says that it is over; who ended it, only the other kind of list tells.
    if told["revocation"]:
        return Outcome.WITHDRAWN
    return Outcome.SUPERSEDED if told.get("refresh") else None


def of_sd_jwt(claims: dict[str, Any], lists: StatusLists, at: datetime, max_age: timedelta | None) -> Outcome | None:
    """The status of an SD-JWT VC by its value; None when it is in force. Raises Unknown."""
    try:
        place = claims["status"]["status_list"]
        found = lists.find(place["uri"], at, max_age)
        value = found.at(place["idx"])
    except (KeyError, TypeError):
        raise Unknown("the credential names no status list") from None
    if value not in _OF_TOKENS:
        raise Unknown(f"status {value} is not known here")
    return _OF_TOKENS[value]


def addresses(credential: dict[str, Any]) -> list[str]:
    """The lists that a credential of either form names."""
    try:
        if "credentialStatus" in credential:
            return [str(entry["statusListCredential"]) for entry in _entries(credential)]
        return [str(credential["status"]["status_list"]["uri"])]
    except (KeyError, TypeError, Unknown):
        return []


def _entries(credential: dict[str, Any]) -> list[dict[str, Any]]:
    entries = credential.get("credentialStatus")
    # One of them need not be in an array, and of a badge there is one.
    entries = [entries] if isinstance(entries, dict) else entries
    named = {"statusListCredential", "statusPurpose", "statusListIndex"}
    if not isinstance(entries, list) or not all(isinstance(one, dict) and named <= one.keys() for one in entries):
        raise Unknown("the credential names no status list")
    return entries


def _read(token: str, keys: Mapping[str, Mapping[str, Any]]) -> tuple[str, _List]:
    try:
        payload = open_jws(token, "statuslist+jwt", keys)
    except Unreadable:
        return _read_bits(open_jws(token, "vc+jwt", keys, alg=None))
    listed = payload["status_list"]
    if listed["bits"] not in {1, 2, 4, 8}:
        raise Unreadable("a token list has 1, 2, 4 or 8 bits")
    since = datetime.fromtimestamp(payload["iat"], UTC)
    until = datetime.fromtimestamp(payload["exp"], UTC) if "exp" in payload else datetime.max.replace(tzinfo=UTC)
    return payload["sub"], _List(_unpack(listed["lst"], zlib.MAX_WBITS), listed["bits"], False, "", since, until)


def _read_bits(payload: dict[str, Any]) -> tuple[str, _List]:
    if "BitstringStatusListCredential" not in payload["type"]:
        raise Unreadable("a credential, and no status list")
    subject = payload["credentialSubject"]
    encoded = subject["encodedList"]
    if not encoded.startswith("u"):
        raise Unreadable("a list that is not in multibase base64url")
    since, until = (datetime.fromisoformat(payload[name]) for name in ("validFrom", "validUntil"))
    values = _unpack(encoded[1:], zlib.MAX_WBITS | 16)
    return payload["id"], _List(values, 1, True, subject["statusPurpose"], since, until)


def _unpack(encoded: str, bits: int) -> bytes:
    unpacking = zlib.decompressobj(bits)
    try:
        values = unpacking.decompress(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)), _MOST_BYTES)
    except (zlib.error, ValueError):
        raise Unreadable("a list that cannot be unpacked") from None
    if not unpacking.eof:
        raise Unreadable("a list that is cut short, or longer than any of ours")
    return values
