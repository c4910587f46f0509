"""The photo of a holder: what may be sent, and what is kept of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from passeport_chassis.errors import FieldViolation
from passeport_publishing.errors import FieldInvalid

__all__ = [
    "LEAST_SIDE",
    "LONGEST_SIDE",
    "MOST_BYTES",
    "MOST_DOTS",
    "Developed",
    "Photo",
    "Unfit",
    "check_length",
    "kept",
]

MOST_BYTES = 5 * 1024 * 1024
MOST_DOTS = 40_000_000
"""Told by the header, before a dot is unpacked."""
LEAST_SIDE = 150
LONGEST_SIDE = 800
"""Of what is kept: 35 mm by 45 mm at 450 dots an inch."""


@dataclass(frozen=True, slots=True)
class Photo:
    """What is kept: a JPEG that was drawn anew, without whatever else the file held."""

    jpeg: bytes
    width: int
    height: int
    kept_at: datetime

    @property
    def sha256(self) -> str:
        """Its digest, hexadecimal."""
        return hashlib.sha256(self.jpeg).hexdigest()


@dataclass(frozen=True, slots=True)
class Developed:
    """An image drawn anew."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why an image cannot be a photo, by one of the rules; its width and height where they are what is wrong."""

    rule: str
    width: int = 0
    height: int = 0


def check_length(image: bytes) -> None:
    """Raises FieldInvalid for a file that nobody need look at."""
    if len(image) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise _refused(FieldViolation("image", f"is larger than {most} MiB: save it smaller", "PHOTO_SIZE"))


def kept(made: Developed | Unfit, at: datetime) -> Photo:
    """The photo to keep. Raises FieldInvalid saying what is wrong with the image, and what to do."""
    if isinstance(made, Developed):
        return Photo(made.jpeg, made.width, made.height, at)
    faults = {
        "type": FieldViolation("image", "is neither a JPEG nor a PNG: save it as one of these", "PHOTO_TYPE"),
        "damaged": FieldViolation("image", "cannot be read to its end: save it anew", "PHOTO_DAMAGED"),
        "large": FieldViolation(
            "image",
            f"has {made.width} by {made.height} dots, at most {MOST_DOTS} in all are allowed: save it smaller",
            "PHOTO_DOTS",
        ),
        "small": FieldViolation(
            "image",
            f"has {made.width} by {made.height} dots, at least {LEAST_SIDE} a side are needed: take a larger one",
            "PHOTO_SMALL",
        ),
    }
    raise _refused(faults[made.rule])


def _refused(fault: FieldViolation) -> FieldInvalid:
    return FieldInvalid("the photo cannot be kept", violations=[fault])
