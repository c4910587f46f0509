"""How a holder wants to be reached: an e-mail address that is his to give, and a language.

The address identifies nobody: it is no part of any matching, nothing indexes it, and no sign-in touches it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from email_validator import EmailNotValidError, validate_email

__all__ = ["Language", "NotAsciiError", "SealedAddress", "email_address"]


class Language(Enum):
    """A language in which the holder is spoken to."""

    FRENCH = "fr"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class SealedAddress:
    """An address that only the vault opens, and the version of the key that sealed it."""

    ciphertext: bytes = field(repr=False)
    key_version: str


class NotAsciiError(ValueError):
    """What is before the @ of an address is not ASCII."""


def email_address(text: str) -> str:
    """Reads an address, without asking the network. Raises ValueError, which repeats nothing of it.

    A domain may be written in any script, and is kept in its Unicode form (IDNA 2008). What is before the @ is ASCII:
    mail for another (SMTPUTF8, RFC 6531) is refused by too many servers to be worth promising.
    """
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True).normalized
    except EmailNotValidError:
        before, at, _ = text.rpartition("@")
        if at and not before.isascii():
            raise NotAsciiError from None
        raise ValueError from None
