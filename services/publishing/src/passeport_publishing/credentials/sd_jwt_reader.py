"""Reads SD-JWT VCs that anyone sent (RFC 9901, section 7): ES256 and our type only, every disclosure accounted for."""

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from passeport_publishing.credentials.sd_jwt import HASH_NAME, digest_of
from passeport_publishing.credentials.sd_jwt_vc import TYPE
from passeport_publishing.credentials.signed import UNREADABLE, Signed, open_signed, read_header
from passeport_publishing.domain.disclosure import Binding, Disclosed
from passeport_publishing.domain.verification import CredentialFindings, SignatureState

# Three hundred items and the claims of their holder; more than any credential of ours has.
_MOST_DISCLOSURES = 320
_DEEPEST = 8
_BINDING_TYPE = "kb+jwt"
_Json = dict[str, Any]


class _Forged(ValueError):
    """A disclosure that the issuer did not sign."""


def is_sd_jwt(token: str) -> bool:
    """Whether a token has the form of an SD-JWT, with disclosures or none."""
    return "~" in token


def read_sd_jwt_kid(token: str) -> str | None:
    """Returns the key that an SD-JWT says it was signed with; None when it is not one of our form."""
    if token.count("~") > _MOST_DISCLOSURES + 1:
        return None
    return read_header(token.partition("~")[0], TYPE)


def read_sd_jwt(token: str, jwk: Mapping[str, Any] | None, types: Collection[str]) -> CredentialFindings:
    """Verifies one of some types (`vct`) with the key that its kid names; None stands for a key that is not ours."""
    signed_part, *disclosures, binding = token.split("~")
    signed = open_signed(signed_part, jwk, TYPE)
    if not isinstance(signed, Signed):
        return signed
    try:
        shown = _reveal(signed.payload, disclosures)
        if shown.get("vct") not in types:
            raise ValueError("another type of credential")
        return CredentialFindings(
            SignatureState.VALID,
            publication_id=UUID(shown["publication"].removeprefix("urn:uuid:")),
            valid_from=datetime.fromtimestamp(shown["iat"], UTC),
            valid_until=datetime.fromtimestamp(shown["exp"], UTC) if "exp" in shown else None,
            binding=_binding(shown, token[: len(token) - len(binding)], binding),
            disclosed=Disclosed(
                frozenset(shown),
                frozenset(UUID(item["provenance"]["recordId"].removeprefix("urn:uuid:")) for item in shown["items"]),
            ),
        )
    except _Forged as problem:
        return CredentialFindings(SignatureState.INVALID, str(problem))
    except (*UNREADABLE, AttributeError, OverflowError, OSError) as problem:
        return CredentialFindings(
            SignatureState.UNREADABLE, f"not an SD-JWT of a publication: {type(problem).__name__}"
        )


def _reveal(payload: _Json, disclosures: list[str]) -> _Json:
    """The payload with what is shown in its place. Raises _Forged, ValueError."""
    if payload.get("_sd_alg", HASH_NAME) != HASH_NAME:
        raise ValueError("another hash")
    by_digest = {digest_of(part): part for part in disclosures}
    if len(by_digest) < len(disclosures):
        raise _Forged("the same disclosure is there twice")
    shown = _filled_in(payload, by_digest, 0)
    if by_digest:
        raise _Forged(f"{len(by_digest)} of its disclosures were not signed")
    found: _Json = shown
    return found


def _filled_in(value: Any, by_digest: dict[str, str], depth: int) -> Any:
    """A value with the disclosures that it names, each taken out of those that are left."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, list):
        return [
            _filled_in(element, by_digest, depth + 1)
            for given in value
            for element in ([given] if not _is_hidden(given) else _element(given["..."], by_digest))
        ]
    if not isinstance(value, dict):
        return value
    members = {name: member for name, member in value.items() if name not in {"_sd", "_sd_alg"}}
    for digest in value.get("_sd", ()):
        for name, member in _member(digest, by_digest):
            if name in members:
                raise _Forged("a disclosure is in the place of what is signed in clear")
            members[name] = member
    return {name: _filled_in(member, by_digest, depth + 1) for name, member in members.items()}


def _is_hidden(element: Any) -> bool:
    return isinstance(element, dict) and element.keys() == {"..."}


def _element(digest: str, by_digest: dict[str, str]) -> list[Any]:
    """What stands for a hidden element: itself, or nothing if it is kept back or a decoy."""
    part = by_digest.pop(digest, None)
    if part is None:
        return []
    _, value = _read(part, 2)
    return [value]


def _member(digest: str, by_digest: dict[str, str]) -> list[tuple[str, Any]]:
    part = by_digest.pop(digest, None)
    if part is None:
        return []
    _, name, value = _read(part, 3)
    if not isinstance(name, str) or name in {"_sd", "..."}:
        raise _Forged("a disclosure has a name that none may have")
    return [(name, value)]


def _read(part: str, length: int) -> list[Any]:
    value = json.loads(base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True))
    if not isinstance(value, list) or len(value) != length:
        raise _Forged("a disclosure has not the form of its place")
    return value


def _binding(shown: _Json, presented: str, binding: str) -> Binding:
    """Whether a KB-JWT proves the key over what is presented (section 7.3); for whom it was made, we cannot know."""
    confirmed = shown.get("cnf")
    if not binding:
        return Binding.NOT_SHOWN if confirmed else Binding.UNBOUND
    if not confirmed:
        return Binding.WRONG
    proof = open_signed(binding, confirmed["jwk"], _BINDING_TYPE, with_kid=False)
    if not isinstance(proof, Signed):
        return Binding.WRONG
    digest = base64.urlsafe_b64encode(hashlib.sha256(presented.encode("ascii")).digest()).rstrip(b"=").decode()
    told = all(name in proof.payload for name in ("iat", "aud", "nonce"))
    return Binding.PROVEN if told and proof.payload.get("sd_hash") == digest else Binding.WRONG
