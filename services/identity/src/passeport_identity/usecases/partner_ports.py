"""What the use cases need of the database about partners and professionals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_identity.domain.consultation import Consultation
from passeport_identity.domain.operator_act import OperatorAct
from passeport_identity.domain.partner import PartnerClient, PartnerToken
from passeport_identity.domain.professional import (
    HeldProfessionalSession,
    KnownProfessional,
    ProfessionalAttempt,
    ProfessionalSession,
    ProfessionalSignedIn,
)

__all__ = ["OperatorActs", "Partners", "Professionals"]


class Partners(Protocol):
    """The clients of partners, and their access tokens."""

    async def get(self, client_id: str) -> PartnerClient | None:
        """A client."""
        ...

    async def save(self, client: PartnerClient) -> None:
        """Adds a client or writes it anew; another secret, or other keys, end the tokens of the former."""
        ...

    async def remove(self, client_id: str) -> None:
        """Forgets a client with its tokens."""
        ...

    async def add_token(self, token: PartnerToken) -> None:
        """Adds an access token."""
        ...

    async def end_token(self, digest: bytes, client_id: str) -> None:
        """Forgets an access token, if it is that client's."""
        ...

    async def use_assertion(self, client_id: str, id_digest: bytes, expires_at: datetime) -> bool:
        """Notes that an assertion has served; False when it had before."""
        ...

    async def find_token(self, digest: bytes) -> tuple[PartnerToken, PartnerClient] | None:
        """An access token, valid or not, and its client."""
        ...


class Professionals(Protocol):
    """The professionals of the bodies that read, their attempts to sign in and their sessions."""

    async def body_of(self, siret: str) -> PartnerClient | None:
        """The registered body with that SIRET whose professionals may read, if there is one."""
        ...

    async def bodies(self, wanted: str, limit: int) -> Sequence[PartnerClient]:
        """Such bodies whose name holds a text, or whose SIRET begins with it, one of each SIRET, by name."""
        ...

    async def enter(self, signed_in: ProfessionalSignedIn, until: datetime) -> UUID:
        """Notes a professional, habilitated until then at least, and gives our identifier of him."""
        ...

    async def add_attempt(self, attempt: ProfessionalAttempt) -> None:
        """Adds an attempt to sign in."""
        ...

    async def find_attempt(self, state_digest: bytes) -> ProfessionalAttempt | None:
        """An attempt, locked until the end of the transaction."""
        ...

    async def mark_attempt_used(self, state_digest: bytes, now: datetime) -> None:
        """Notes that an attempt has served."""
        ...

    async def add_session(self, session: ProfessionalSession, token_digest: bytes) -> None:
        """Adds a session."""
        ...

    async def find_session(self, token_digest: bytes) -> HeldProfessionalSession | None:
        """A session, open or not, of a professional whose body may still read."""
        ...

    async def renew_session(self, session: ProfessionalSession) -> None:
        """Writes the new end of the idle lifetime."""
        ...

    async def end_session(self, session_id: UUID) -> None:
        """Forgets a session."""
        ...

    async def end_sessions_of(self, professional_id: UUID) -> int:
        """Forgets every session of a professional; how many there were."""
        ...

    async def add_consultation(self, consultation: Consultation) -> None:
        """Adds a consultation, or the attempt at one, and counts it among those of the day."""
        ...

    async def consultation(self, consultation_id: UUID) -> Consultation | None:
        """A consultation, lapsed or not."""
        ...

    async def consultations(self, professional_id: UUID, since: datetime) -> Sequence[Consultation]:
        """Those of a professional that were opened, or failed to, after a moment, the oldest first."""
        ...

    async def consultations_about(self, person_id: UUID) -> Sequence[Consultation]:
        """Those about a person that are kept, lapsed or not."""
        ...

    async def end_consultations_about(self, person_id: UUID, but: Collection[UUID]) -> None:
        """Lets the consultations about a person lapse, but those named; they go on counting."""
        ...

    async def end_of(self, siret: str, now: datetime) -> None:
        """Ends the sessions of the professionals of an organisation, and their habilitation with them."""
        ...

    async def known(self, professional_id: UUID) -> KnownProfessional | None:
        """What is kept of a professional, the newest day first; None of one who is not known, or forgotten."""
        ...


class OperatorActs(Protocol):
    """What operators did by command: added to and read, never changed."""

    async def add(self, act: OperatorAct) -> None:
        """Adds an act."""
        ...

    async def page(
        self, limit: int, after: OperatorAct | None = None, *, about: str | None = None, since: datetime | None = None
    ) -> Sequence[OperatorAct]:
        """Some acts, those that follow one: all, or about a client or a professional, or since; the oldest first."""
        ...
