"""The code as text: header and fields, which are what is signed, then the signature."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

__all__ = ["Field", "fixed", "signed_part", "variable", "whole"]

_VERSION, _PERIMETER, _COUNTRY = "04", "01", "FR"
_GROUP_SEPARATOR, _RECORD_SEPARATOR, _UNIT_SEPARATOR = "\x1d", "\x1e", "\x1f"
_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Field:
    """One datum: its identifier, what it is called, its value as it stands in the code, and how it ends there."""

    identifier: str
    label: str
    value: str
    end: str = ""

    @property
    def written(self) -> str:
        """As it stands in the code."""
        return f"{self.identifier}{self.value}{self.end}"


def fixed(identifier: str, label: str, value: str) -> Field:
    """A field of one length, which needs no end."""
    return Field(identifier, label, value)


def variable(identifier: str, label: str, value: str, longest: int) -> Field:
    """A field of at most so many characters; one that is cut ends with a sign that says so."""
    if len(value) <= longest:
        return Field(identifier, label, value, _GROUP_SEPARATOR)
    return Field(identifier, label, value[:longest].rstrip(), _RECORD_SEPARATOR)


def signed_part(
    authority: str, certificate: str, issued: date, signed: date, document_type: str, fields: Iterable[Field]
) -> str:
    """Header (26 characters) and fields: ASCII, all of it under the signature.

    `authority` and `certificate` are the two names of 4 characters under which readers find the key.
    """
    header = f"DC{_VERSION}{authority}{certificate}{_days(issued)}{_days(signed)}{document_type}{_PERIMETER}{_COUNTRY}"
    return header + "".join(field.written for field in fields)


def whole(signed: str, signature: bytes) -> str:
    """The whole code: the signature is R and S one after the other, 64 bytes, in Base32 (RFC 4648) without padding."""
    return f"{signed}{_UNIT_SEPARATOR}{base64.b32encode(signature).decode().rstrip('=')}"


def _days(day: date) -> str:
    """A day as the number of days since 1 January 2000, 4 hexadecimal digits."""
    return f"{(day - _FIRST_DAY).days:04X}"
