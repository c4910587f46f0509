"""The FranceConnect platforms of the service, and which of them reaches a level."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.subject import FIRST_PLATFORM
from passeport_identity.errors import LoginLevelNotOffered
from passeport_identity.usecases.outside import IdentityProvider

__all__ = ["Platform", "Platforms"]


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform: the level that is asked of it at least, and the highest that it serves."""

    provider: IdentityProvider
    lowest: Assurance
    issuer: str = FIRST_PLATFORM

    @property
    def highest(self) -> Assurance:
        """FranceConnect serves eidas1 only; FranceConnect+ serves both others."""
        return Assurance.EIDAS1 if self.lowest is Assurance.EIDAS1 else Assurance.EIDAS3


@dataclass(frozen=True, slots=True)
class Platforms:
    """The first one takes every sign-in that asks for no level; those beside it serve higher levels."""

    first: Platform
    further: tuple[Platform, ...] = ()

    def for_level(self, wanted: Assurance | None) -> tuple[Platform, Assurance]:
        """The platform that serves a level, and the level to ask of it. Raises LoginLevelNotOffered."""
        if wanted is None:
            return self.first, self.first.lowest
        every = (self.first, *self.further)
        for platform in every:
            if wanted <= platform.highest:
                return platform, max(wanted, platform.lowest)
        raise LoginLevelNotOffered(wanted.acr, max(each.highest for each in every).acr)

    def of(self, issuer: str) -> Platform | None:
        """The platform of an issuer; None when it is no longer configured."""
        return next((each for each in (self.first, *self.further) if each.issuer == issuer), None)
