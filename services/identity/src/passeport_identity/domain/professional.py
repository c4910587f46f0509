"""Professionals of the bodies that the law lets read without the holder's consent (Code du travail R6323-35 III).

Their sessions are of a kind of their own: another table, another cookie, other lifetimes. A secret of the one kind
opens nothing of the other. Of the professional himself is kept by what his body and ProConnect know him, and no name:
that is in the session, for its time only.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number

from passeport_identity.domain.consultation import ConsultationDay
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.session import SessionLifetimes

__all__ = [
    "HeldProfessionalSession",
    "KnownProfessional",
    "ProfessionalAttempt",
    "ProfessionalSession",
    "ProfessionalSignedIn",
    "is_siret",
]


def is_siret(text: str) -> bool:
    """Whether a claim is a SIRET, key included, with nothing between the digits."""
    try:
        return bool(siret_number.validate(text) == text)
    except ValidationError:
        return False


@dataclass(frozen=True, slots=True)
class ProfessionalAttempt:
    """One attempt to sign in; serves once. Secrets are here as digests, but for what is shown to the provider later."""

    state_digest: bytes
    binding_digest: bytes
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    return_to: str
    expires_at: datetime
    used_at: datetime | None = None

    def belongs_to(self, binding_digest: bytes) -> bool:
        """Whether it was begun in the browser that now comes back."""
        return hmac.compare_digest(self.binding_digest, binding_digest)


@dataclass(frozen=True, slots=True)
class ProfessionalSignedIn:
    """What a sign-in at the provider proved. `siret` is that of the organisation, empty when it named none."""

    subject: str = field(repr=False)
    uid: str = field(repr=False)
    siret: str
    given_names: str = field(repr=False)
    usual_name: str = field(repr=False)
    acr: str
    id_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProfessionalSession:
    """A session of a professional. Its secret is not here: it is found by the secret's digest."""

    id: UUID
    professional_id: UUID
    siret: str
    given_names: str = field(repr=False)
    usual_name: str = field(repr=False)
    acr: str
    id_token: str = field(repr=False)
    opened_at: datetime
    idle_expires_at: datetime
    expires_at: datetime

    @classmethod
    def open(
        cls,
        session_id: UUID,
        professional_id: UUID,
        signed_in: ProfessionalSignedIn,
        now: datetime,
        lifetimes: SessionLifetimes,
    ) -> ProfessionalSession:
        """Opens a session now."""
        end = now + lifetimes.absolute
        return cls(
            session_id,
            professional_id,
            signed_in.siret,
            signed_in.given_names,
            signed_in.usual_name,
            signed_in.acr,
            signed_in.id_token,
            now,
            min(now + lifetimes.idle, end),
            end,
        )

    def is_open(self, now: datetime) -> bool:
        """Whether it may be used."""
        return now < self.idle_expires_at and now < self.expires_at

    def renewed(self, now: datetime, lifetimes: SessionLifetimes) -> ProfessionalSession:
        """The session after a use: the idle lifetime begins again, the absolute one does not move."""
        idle_end = lifetimes.idle_end(now, self.idle_expires_at, self.expires_at)
        return self if idle_end == self.idle_expires_at else replace(self, idle_expires_at=idle_end)


@dataclass(frozen=True, slots=True)
class HeldProfessionalSession:
    """A session, and the body of its professional: what it may do ends when the body is taken away."""

    session: ProfessionalSession
    body: PartnerClient


@dataclass(frozen=True, slots=True)
class KnownProfessional:
    """What is kept of a professional: by what his body knows him, and for which bodies he asked how much on which day.

    `siret` is that of his last sign-in.
    """

    id: UUID
    uid: str = field(repr=False)
    siret: str
    habilitated_until: datetime
    days: tuple[ConsultationDay, ...] = ()
