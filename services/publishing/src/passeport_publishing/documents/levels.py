"""Levels of a seal (PAdES baseline, ETSI EN 319 142-1), and what a seal of each takes.

The permission of the certification follows from the level. "No changes" (DocMDP P=1) is right as long as nothing is
added after the seal. From B-LT on validation data and a document time-stamp are added: ISO 32000-2 allows that under
P=1, and Acrobat calls such a document modified all the same; so these levels certify with P=2 (filling in forms, of
which there are none), under which every reader accepts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pyhanko.sign.fields import MDPPerm

__all__ = ["SealLevel", "SealPolicy"]


class SealLevel(StrEnum):
    """Who sealed; and since when; and with all that verifying takes; and for as long as time-stamps are renewed."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    @property
    def is_stamped(self) -> bool:
        """Whether a time-stamp authority takes part."""
        return self is not SealLevel.B_B

    @property
    def has_validation_data(self) -> bool:
        """Whether certificates, revocation lists and OCSP answers are in the document."""
        return self in {SealLevel.B_LT, SealLevel.B_LTA}

    @property
    def permission(self) -> MDPPerm:
        """What the certification lets change."""
        return MDPPerm.FILL_FORMS if self.has_validation_data else MDPPerm.NO_CHANGES


@dataclass(frozen=True, slots=True)
class SealPolicy:
    """The level to seal at, and who stamps the time: address of an RFC 3161 authority, seconds to wait for it, and the
    PEM roots of its certificates. These vouch for the time, and for no seal.
    """

    level: SealLevel = SealLevel.B_B
    timestamp_url: str = ""
    timeout: float = 3.0
    timestamp_trust: Path | None = None
