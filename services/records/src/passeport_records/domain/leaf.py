"""What the ledger holds of each version of a guaranteed entry: a commitment that tells nothing without its opening.

A version is written out as canonical text (`said`). Its salt is derived from the text with a key of its person, so that
the same feeds give the same leaves; who deletes that key makes all of a person's leaves unreadable.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.batch import Batch
from passeport_records.domain.entry import Entry
from passeport_records.domain.provenance import Step

__all__ = [
    "COMMITMENT_BYTES",
    "EntryProof",
    "commitment_of",
    "entry_said",
    "origin_said",
    "person_key",
    "salt_of",
    "version_said",
    "write_said",
]

COMMITMENT_BYTES = 32
"""Size of a log entry, in bytes."""

_FORMAT = 1
_PERSON = b"passeport.records.ledger.person/1\x00"
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class EntryProof:
    """All that it takes to verify offline that one version of an entry is in the ledger.

    The log entry is SHA-256 of `salt` and `said` in UTF-8. `proof` is a text as c2sp.org/tlog-proof has it.
    """

    entry_id: UUID
    revision: int
    said: str
    salt: bytes
    index: int
    proof: str


def person_key(master: bytes, person_id: UUID) -> bytes:
    """The key of a person: made once, from the master key of that time, and then kept (32 bytes)."""
    return hmac.digest(master, _PERSON + person_id.bytes, "sha256")


def salt_of(key: bytes, said: str) -> bytes:
    """The salt of a version (32 bytes). One salt tells nothing of the key, nor of another one."""
    return hmac.digest(key, said.encode(), "sha256")


def commitment_of(salt: bytes, said: str) -> bytes:
    """The log entry of a version: SHA-256 of its salt and its text."""
    return sha256(salt + said.encode()).digest()


def write_said(said: Mapping[str, Any]) -> str:
    """Canonical JSON: sorted names, no blanks (RFC 8785, of which texts, whole numbers and booleans need no more)."""
    return _canonical(said)


def version_said(batch: Batch, entry: Entry, step: Step, previous: bytes | None) -> dict[str, Any]:
    """What a version of an entry says and where it comes from; `previous` is the commitment of the version before.

    Only what feeds say is in it: no identifier of ours but that of the person, and no moment of receipt. So the same
    files, received again in the same order, lead to the same text.
    """
    return {
        "format": _FORMAT,
        "person": str(entry.person_id),
        "entry": entry_said(entry),
        "origin": origin_said(batch, step),
        "revision": step.revision,
        "previous": "" if previous is None else previous.hex(),
    }


def entry_said(entry: Entry) -> dict[str, Any]:
    """What an entry says. Empty parts are left out, so that a part that is new one day changes no old text."""
    content, organisation = entry.content, entry.content.organisation
    said = {
        "kind": entry.kind.value,
        "title": content.title,
        "organisation": organisation.name,
        "siret": organisation.siret,
        "locality": organisation.locality,
        "start": None if content.start is None else str(content.start),
        "end": None if content.end is None else str(content.end),
        "description": content.description,
        "details": _details_said(content.details),
        "source": entry.source_label,
        "state": entry.state.value,
    }
    return {name: value for name, value in said.items() if value}


def origin_said(batch: Batch, step: Step) -> dict[str, Any]:
    """Who said it, in which line of which file, and what changed."""
    sender = batch.sender
    said = {
        "feed": batch.feed.value,
        "sender": sender.organisation.name,
        "siret": sender.organisation.siret,
        "certifier": sender.id_client,
        "file": batch.file_name,
        "sha256": batch.sha256,
        "line": step.line,
        "key": step.sender_key,
        "norm": step.format_version,
        "change": step.change.value,
        "cause": step.cause,
    }
    return {name: value for name, value in said.items() if value}


def _details_said(details: Any) -> dict[str, Any]:
    kind: Any = type(details)
    return {name: _plain(value) for name in _names(kind) if (value := getattr(details, name))}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: object) -> object:
    match value:
        case str() | int():
            # Texts of an enumeration are written as texts. First, since almost all are one of these.
            return value
        case date():
            return value.isoformat()
        case PartialDate():
            return str(value)
        case tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            return _details_said(value)
        case _:
            return value
