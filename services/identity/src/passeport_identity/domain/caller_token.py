"""The caller token: what the services are told about who acts (JWT, RFC 7519), for one minute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from passeport_identity.domain.account import AccountState
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.authorization import PlatformToken
from passeport_identity.domain.partner import PartnerClient, PartnerProof
from passeport_identity.domain.professional import HeldProfessionalSession
from passeport_identity.domain.purpose import Purpose
from passeport_identity.domain.scopes import BODY_SCOPES, PROFESSIONAL_SCOPES, holder_scopes

__all__ = ["AUDIENCES", "LIFETIME", "CallerToken", "audiences_of"]

ISSUER = "passeport-identity"
LIFETIME = timedelta(seconds=60)
AUDIENCES = frozenset({"identity", "records", "publishing", "prevention"})


@dataclass(frozen=True, slots=True)
class CallerToken:
    """Who acts, at which level, with which scopes, towards whom, until when."""

    subject: str
    actor: str
    acr: str
    scopes: frozenset[str]
    audiences: tuple[str, ...]
    issued_at: datetime
    token_id: UUID
    siret: str = ""
    organisation: str = ""
    id_client: str = ""
    person: str = ""
    purpose: str = ""
    consent: str = ""

    @classmethod
    def for_holder(
        cls,
        person_id: UUID,
        assurance: Assurance,
        *,
        state: AccountState,
        audiences: tuple[str, ...],
        now: datetime,
        token_id: UUID,
    ) -> CallerToken:
        """The token of a holder with an open session."""
        scopes = holder_scopes(state)
        return cls(str(person_id), "holder", assurance.acr, scopes, audiences, now, token_id)

    @classmethod
    def for_partner(
        cls,
        client: PartnerClient,
        proof: PartnerProof,
        scopes: frozenset[str],
        *,
        audiences: tuple[str, ...],
        now: datetime,
        token_id: UUID,
    ) -> CallerToken:
        """The token of a partner with a valid access token."""
        return cls(
            client.client_id,
            "partner",
            proof.value,
            scopes,
            audiences,
            now,
            token_id,
            siret=client.siret,
            organisation=client.organisation,
            id_client=client.id_client,
        )

    @classmethod
    def for_professional(
        cls,
        held: HeldProfessionalSession,
        person_id: UUID,
        purpose: Purpose,
        *,
        audiences: tuple[str, ...],
        now: datetime,
        token_id: UUID,
    ) -> CallerToken:
        """The token of a professional about one person, for one purpose; it lets him read and nothing else."""
        return cls(
            str(held.session.professional_id),
            "professional",
            held.session.acr,
            PROFESSIONAL_SCOPES,
            audiences,
            now,
            token_id,
            siret=held.body.siret,
            organisation=held.body.organisation,
            person=str(person_id),
            purpose=purpose.in_words,
        )

    @classmethod
    def for_body(
        cls, held: HeldProfessionalSession, *, audiences: tuple[str, ...], now: datetime, token_id: UUID
    ) -> CallerToken:
        """The token of a professional for his body; it lets him read what holders showed it."""
        return cls(
            str(held.session.professional_id),
            "professional",
            held.session.acr,
            BODY_SCOPES,
            audiences,
            now,
            token_id,
            siret=held.body.siret,
            organisation=held.body.organisation,
        )

    @classmethod
    def for_platform(
        cls,
        held: PlatformToken,
        client: PartnerClient,
        *,
        audiences: tuple[str, ...],
        now: datetime,
        token_id: UUID,
    ) -> CallerToken:
        """The token of a platform about one consent of one holder; it lets it read what he consented to."""
        return cls(
            client.client_id,
            "platform",
            held.proof.value,
            # What was taken from the client since then is taken from its tokens too.
            held.scopes & client.scopes,
            audiences,
            now,
            token_id,
            siret=client.siret,
            organisation=client.organisation,
            person=str(held.person_id),
            purpose=client.purpose,
            consent=str(held.consent_id),
        )

    @property
    def expires_at(self) -> datetime:
        """When it stops being accepted."""
        return self.issued_at + LIFETIME

    def claims(self) -> dict[str, Any]:
        """The claims of the JWT."""
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": list(self.audiences),
            "sub": self.subject,
            "actor": self.actor,
            "acr": self.acr,
            "scope": " ".join(sorted(self.scopes)),
            "iat": int(self.issued_at.timestamp()),
            "exp": int(self.expires_at.timestamp()),
            "jti": str(self.token_id),
        }
        further = {
            "org_siret": self.siret,
            "org_name": self.organisation,
            "id_client": self.id_client,
            "person": self.person,
            "purpose": self.purpose,
            "consent": self.consent,
        }
        return claims | {name: value for name, value in further.items() if value}


def audiences_of(names: Iterable[str]) -> tuple[str, ...]:
    """Reads the services that a token is meant for. Raises ValueError on none, or on what is no service of ours."""
    wanted = frozenset(names)
    if not wanted or not wanted <= AUDIENCES:
        raise ValueError(f"must be one or more of {', '.join(sorted(AUDIENCES))}")
    return tuple(sorted(wanted))
