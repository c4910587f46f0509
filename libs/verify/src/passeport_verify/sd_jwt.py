"""What an SD-JWT discloses (RFC 9901, section 7.1), and whether a KB-JWT proves its key (section 7.3)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from passeport_verify.signed import Altered, Stranger, Unreadable, open_jws

__all__ = ["BINDING_TYPE", "TYPE", "parts_of", "prove_binding", "reveal"]

TYPE, BINDING_TYPE = "dc+sd-jwt", "kb+jwt"
_MOST_DISCLOSURES = 1000
_DEEPEST = 8


def parts_of(token: str) -> tuple[str, list[str], str]:
    """The signed part, the disclosures, and the KB-JWT or nothing. Raises Unreadable."""
    signed, *disclosures = token.split("~")
    if len(disclosures) > _MOST_DISCLOSURES:
        raise Unreadable(f"more than {_MOST_DISCLOSURES} disclosures")
    binding = disclosures.pop()
    return signed, disclosures, binding


def reveal(payload: dict[str, Any], disclosures: list[str]) -> dict[str, Any]:
    """The payload with what is disclosed in its place. Raises Altered for what was not signed, Unreadable."""
    if payload.get("_sd_alg", "sha-256") != "sha-256":
        raise Unreadable("hashed with something else than SHA-256")
    left = {_digest(part): _read(part) for part in disclosures}
    if len(left) < len(disclosures):
        raise Altered("a disclosure is there twice")
    found = _fill_in(payload, left, 0)
    if left:
        raise Altered(f"{len(left)} disclosures were not signed")
    shown: dict[str, Any] = found
    return shown


def _fill_in(value: Any, left: dict[str, list[Any]], depth: int) -> Any:
    if depth > _DEEPEST:
        raise Unreadable("nested too deeply")
    if isinstance(value, list):
        elements = []
        for element in value:
            if isinstance(element, dict) and element.keys() == {"..."}:
                elements += [shown for (shown,) in _taken(element["..."], left, 1)]
            else:
                elements.append(element)
        return [_fill_in(element, left, depth + 1) for element in elements]
    if not isinstance(value, dict):
        return value
    members = {name: member for name, member in value.items() if name not in {"_sd", "_sd_alg"}}
    hidden = value.get("_sd", [])
    for digest in hidden if isinstance(hidden, list) else []:
        for name, member in _taken(digest, left, 2):
            if not isinstance(name, str) or name in {*members, "_sd", "..."}:
                raise Altered("a disclosure has a name that it may not have")
            members[name] = member
    return {name: _fill_in(member, left, depth + 1) for name, member in members.items()}


def _taken(digest: Any, left: dict[str, list[Any]], length: int) -> list[list[Any]]:
    """What a digest stands for, once; nothing for what is kept back and for a decoy."""
    value = left.pop(digest, None) if isinstance(digest, str) else None
    if value is None:
        return []
    if len(value) != length:
        raise Altered("a disclosure has not the form of its place")
    return [value]


def _read(part: str) -> list[Any]:
    """A disclosure without its salt; an empty one where it is no disclosure, which nothing signed can name."""
    try:
        value = json.loads(base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        return []
    return value[1:] if isinstance(value, list) else []


def _digest(part: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(part.encode()).digest()).rstrip(b"=").decode()


def prove_binding(shown: dict[str, Any], presented: str, binding: str) -> str:
    """For whom and when the holder of the key showed it. Raises Altered when what is there is no proof."""
    confirmed = shown.get("cnf")
    key = confirmed.get("jwk") if isinstance(confirmed, dict) else None
    if not isinstance(key, dict):
        raise Altered("a KB-JWT beside a credential that is bound to no key")
    try:
        proof = open_jws(binding, BINDING_TYPE, None, key=key)
    except (Unreadable, Altered, Stranger) as problem:
        raise Altered(f"the KB-JWT: {problem}") from None
    if proof.get("sd_hash") != _digest(presented) or not {"iat", "aud", "nonce"} <= proof.keys():
        raise Altered("the KB-JWT is over something else")
    return f"for {proof['aud']}, nonce {proof['nonce']}, at {proof['iat']}: compare them with what you asked for"
