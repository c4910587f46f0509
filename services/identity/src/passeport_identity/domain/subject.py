"""Who FranceConnect says that somebody is: a `sub`, which means something only together with the platform that gave it.

FranceConnect and FranceConnect+ each have a `sub` of their own for one person (OpenID Connect Core 8.1, pairwise).
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["FIRST_PLATFORM", "Subject"]

# The platform of the settings PASSEPORT_FRANCECONNECT_…, once the only one: what was kept of it never named an issuer.
FIRST_PLATFORM = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A `sub` and its platform: the issuer, or FIRST_PLATFORM."""

    value: str = field(repr=False)
    issuer: str = FIRST_PLATFORM

    @property
    def key(self) -> str:
        """One text for both, for turns to be taken by."""
        return f"{self.value} {self.issuer}".rstrip()
