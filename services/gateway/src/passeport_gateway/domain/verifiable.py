"""Addresses of ours that stand for something to verify: read and never fetched, so that nobody can send us anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from passeport_gateway.errors import FieldInvalid, FieldViolation

__all__ = ["CodeAt", "PlaceAt", "read_address"]

# The page behind a QR code, as printed for good, and the same for programs.
_CODE = re.compile(r"/(?:verify|api/v1/verifications)/(?P<code>[0-9A-Za-z-]{1,64})")
# As `credentialStatus.id` has it; the index of a Status List Token is put behind its `uri` in the same way.
_PLACE = re.compile(r"/status-lists/(?P<list_id>[a-z]{1,16}-[0-9]{1,9}(?:-[0-9]{1,3})?)(?:#(?P<index>[0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class CodeAt:
    """The page of a code."""

    code: str


@dataclass(frozen=True, slots=True)
class PlaceAt:
    """A place of a status list."""

    list_id: str
    index: int


def read_address(base_url: str, text: str) -> CodeAt | PlaceAt:
    """What an address stands for. Raises FieldInvalid of `url`: an address of another issuer, or of something else."""
    base = base_url.rstrip("/")
    if not text.startswith(f"{base}/"):
        raise _refused("URL_ELSEWHERE")
    path = text.removeprefix(base)
    if found := _CODE.fullmatch(path):
        return CodeAt(found["code"])
    if found := _PLACE.fullmatch(path):
        if found["index"] is None:
            raise _refused("URL_WITHOUT_INDEX")
        return PlaceAt(found["list_id"], int(found["index"]))
    raise _refused("URL_UNKNOWN")


def _refused(rule: str) -> FieldInvalid:
    return FieldInvalid(violations=[FieldViolation("url", "", rule)])
