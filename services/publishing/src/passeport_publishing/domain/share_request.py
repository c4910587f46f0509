"""What a holder asks to share, and until when, checked field by field."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import shows_nothing
from passeport_publishing.domain.model import refused_characters
from passeport_publishing.domain.request import faults_of_request_id
from passeport_publishing.domain.share import DEFAULT_MONTHS, MOST_MONTHS, Part, months_after
from passeport_publishing.domain.text import clean_line
from passeport_publishing.errors import FieldInvalid

__all__ = ["ShareRequest", "check_end", "read_share_request"]

RECIPIENT_LIMIT = 120
PURPOSE_LIMIT = 200
_PIN_LENGTHS = range(4, 13)
_SIRET_LENGTH = 14
_DIGITS = frozenset("0123456789")
_USUAL_PARTS = (Part.PAGE, Part.DOCUMENT)


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """A share to make. `asked_end` is what was asked, None for the usual time; `expires_at` what comes of it."""

    request_id: str
    publication_id: UUID
    recipient: str
    purpose: str
    parts: tuple[Part, ...]
    single_use: bool
    asked_end: datetime | None
    expires_at: datetime
    pin: str = field(repr=False)
    addressee_siret: str = ""

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of what is asked, the key of the request and the PIN apart: its hash must be slow to make."""
        end = self.asked_end.isoformat() if self.asked_end else ""
        said = [
            str(self.publication_id),
            self.recipient,
            self.purpose,
            *self.parts,
            end,
            self.single_use,
            bool(self.pin),
            # Of what was asked by links before, the fingerprint is what it was.
            *([self.addressee_siret] if self.addressee_siret else []),
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def read_share_request(
    *,
    request_id: str,
    publication_id: UUID,
    recipient: str,
    purpose: str,
    parts: Sequence[Part],
    single_use: bool,
    expires_at: datetime | None,
    pin: str,
    now: datetime,
    addressee_siret: str = "",
) -> ShareRequest:
    """Reads a request. Raises FieldInvalid naming every field that breaks a rule."""
    unseen = [*refused_characters("recipient", recipient), *refused_characters("purpose", purpose)]
    recipient, purpose = clean_line(recipient), clean_line(purpose)
    violations = [
        *unseen,
        *faults_of_request_id(request_id),
        *_lengths(recipient, purpose),
        *_pin(pin),
        *_addressee(addressee_siret, pin, single_use=single_use),
        *(_end(expires_at, now) if expires_at else ()),
    ]
    if violations:
        raise FieldInvalid("the share cannot be made as asked", violations=violations)
    return ShareRequest(
        request_id,
        publication_id,
        recipient,
        purpose,
        tuple(part for part in Part if part in (parts or _USUAL_PARTS)),
        single_use,
        expires_at,
        expires_at or months_after(now, DEFAULT_MONTHS),
        pin,
        addressee_siret,
    )


def check_end(expires_at: datetime, now: datetime) -> None:
    """Raises FieldInvalid for a moment at which no share ends."""
    violations = list(_end(expires_at, now))
    if violations:
        raise FieldInvalid("the share cannot end then", violations=violations)


def _lengths(recipient: str, purpose: str) -> Iterator[FieldViolation]:
    if shows_nothing(recipient) or len(recipient) > RECIPIENT_LIMIT:
        yield FieldViolation("recipient", f"must have 1 to {RECIPIENT_LIMIT} visible characters", "LENGTH")
    if len(purpose) > PURPOSE_LIMIT:
        yield FieldViolation("purpose", f"must have at most {PURPOSE_LIMIT} characters", "LENGTH")


def _end(expires_at: datetime, now: datetime) -> Iterator[FieldViolation]:
    if not now < expires_at <= months_after(now, MOST_MONTHS):
        yield FieldViolation("expire_time", "must lie after now and within a year", "SHARE_END")


def _addressee(siret: str, pin: str, *, single_use: bool) -> Iterator[FieldViolation]:
    if not siret:
        return
    if len(siret) != _SIRET_LENGTH or not set(siret) <= _DIGITS:
        yield FieldViolation("addressee_siret", "must be the 14 digits of a SIRET", "SIRET")
    for name, given in (("pin", bool(pin)), ("single_use", single_use)):
        if given:
            yield FieldViolation(name, "is for shares by a link: professionals of a body sign in", "NOT_ADDRESSED")


def _pin(pin: str) -> Iterator[FieldViolation]:
    if not pin:
        return
    if len(pin) not in _PIN_LENGTHS or not set(pin) <= _DIGITS:
        yield FieldViolation("pin", "must have 4 to 12 digits", "PIN")
        return
    # What is tried first: 0000, 1234, 9876.
    steps = {int(later) - int(earlier) for earlier, later in itertools.pairwise(pin)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        yield FieldViolation(
            "pin", "is guessed at once: its digits are all the same, or follow one another", "PIN_WEAK"
        )
