"""The professionals of the bodies that read: who they are, their attempts to sign in, their sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.days import today_in_france
from passeport_chassis.ids import new_id
from passeport_identity.domain.consultation import Consultation, ConsultationDay
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import READING_ROLES
from passeport_identity.domain.professional import (
    HeldProfessionalSession,
    KnownProfessional,
    ProfessionalAttempt,
    ProfessionalSession,
    ProfessionalSignedIn,
)
from passeport_identity.storage.partners import CLIENT, read_client
from passeport_identity.storage.tables import (
    consultation,
    consultation_day,
    partner_client,
    professional,
    professional_attempt,
    professional_session,
)

__all__ = ["SqlProfessionals"]

_SESSION = (
    professional_session.c.session_id,
    professional_session.c.professional_id,
    professional_session.c.siret,
    professional_session.c.given_names,
    professional_session.c.usual_name,
    professional_session.c.acr,
    professional_session.c.id_token,
    professional_session.c.opened_at,
    professional_session.c.idle_expires_at,
    professional_session.c.expires_at,
)


class SqlProfessionals:
    """Implements `usecases.partner_ports.Professionals`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def body_of(self, siret: str) -> PartnerClient | None:
        """The registered body with that SIRET whose professionals may read, if there is one."""
        query = (
            sa.select(*CLIENT)
            .where(partner_client.c.siret == siret, partner_client.c.role.in_(sorted(READING_ROLES)))
            .order_by(partner_client.c.client_id)
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return read_client(row) if row is not None else None

    async def bodies(self, wanted: str, limit: int) -> Sequence[PartnerClient]:
        """Such bodies whose name holds a text, or whose SIRET begins with it, one of each SIRET, by name."""
        one_of_each = (
            sa.select(*CLIENT)
            .where(
                partner_client.c.role.in_(sorted(READING_ROLES)),
                sa.or_(
                    partner_client.c.organisation.icontains(wanted, autoescape=True),
                    partner_client.c.siret.startswith(wanted, autoescape=True),
                ),
            )
            .ext(distinct_on(partner_client.c.siret))
            .order_by(partner_client.c.siret, partner_client.c.client_id)
            .subquery()
        )
        query = sa.select(one_of_each).order_by(one_of_each.c.organisation, one_of_each.c.siret).limit(limit)
        return [read_client(row) for row in await self._connection.execute(query)]

    async def enter(self, signed_in: ProfessionalSignedIn, until: datetime) -> UUID:
        """Notes a professional, habilitated until then at least, and gives our identifier of him."""
        values = {"siret": signed_in.siret, "uid": signed_in.uid, "habilitated_until": until}
        statement = (
            insert(professional)
            .values(professional_id=new_id(), subject=signed_in.subject, **values)
            .on_conflict_do_update(index_elements=["subject"], set_=values)
            .returning(professional.c.professional_id)
        )
        found: UUID = (await self._connection.execute(statement)).scalar_one()
        return found

    async def add_attempt(self, attempt: ProfessionalAttempt) -> None:
        """Adds an attempt to sign in."""
        await self._connection.execute(
            sa.insert(professional_attempt).values(
                state_digest=attempt.state_digest,
                binding_digest=attempt.binding_digest,
                nonce=attempt.nonce,
                code_verifier=attempt.code_verifier,
                return_to=attempt.return_to,
                expires_at=attempt.expires_at,
            )
        )

    async def find_attempt(self, state_digest: bytes) -> ProfessionalAttempt | None:
        """An attempt, locked until the end of the transaction."""
        query = (
            sa.select(professional_attempt).where(professional_attempt.c.state_digest == state_digest).with_for_update()
        )
        row = (await self._connection.execute(query)).one_or_none()
        return ProfessionalAttempt(*row) if row is not None else None

    async def mark_attempt_used(self, state_digest: bytes, now: datetime) -> None:
        """Notes that an attempt has served."""
        await self._connection.execute(
            sa.update(professional_attempt)
            .where(professional_attempt.c.state_digest == state_digest)
            .values(used_at=now)
        )

    async def add_session(self, session: ProfessionalSession, token_digest: bytes) -> None:
        """Adds a session."""
        await self._connection.execute(
            sa.insert(professional_session).values(
                session_id=session.id,
                professional_id=session.professional_id,
                token_digest=token_digest,
                siret=session.siret,
                given_names=session.given_names,
                usual_name=session.usual_name,
                acr=session.acr,
                id_token=session.id_token,
                opened_at=session.opened_at,
                idle_expires_at=session.idle_expires_at,
                expires_at=session.expires_at,
            )
        )

    async def find_session(self, token_digest: bytes) -> HeldProfessionalSession | None:
        """A session, open or not, of a professional whose body may still read."""
        query = sa.select(*_SESSION).where(professional_session.c.token_digest == token_digest)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        body = await self.body_of(row.siret)
        return HeldProfessionalSession(_session(row), body) if body is not None else None

    async def renew_session(self, session: ProfessionalSession) -> None:
        """Writes the new end of the idle lifetime."""
        await self._connection.execute(
            sa.update(professional_session)
            .where(professional_session.c.session_id == session.id)
            .values(idle_expires_at=session.idle_expires_at)
        )

    async def end_session(self, session_id: UUID) -> None:
        """Forgets a session."""
        await self._connection.execute(
            sa.delete(professional_session).where(professional_session.c.session_id == session_id)
        )

    async def end_sessions_of(self, professional_id: UUID) -> int:
        """Forgets every session of a professional; how many there were."""
        ended = await self._connection.execute(
            sa.delete(professional_session).where(professional_session.c.professional_id == professional_id)
        )
        return ended.rowcount

    async def add_consultation(self, opened: Consultation) -> None:
        """Adds a consultation, or the attempt at one, and counts it among those of the day."""
        await self._connection.execute(
            sa.insert(consultation).values(
                consultation_id=opened.id,
                professional_id=opened.professional_id,
                person_id=opened.person_id,
                purpose=opened.purpose,
                opened_at=opened.opened_at,
                expires_at=opened.expires_at,
                siret=opened.siret,
            )
        )
        found = opened.person_id is not None
        counted = insert(consultation_day).values(
            professional_id=opened.professional_id,
            siret=opened.siret,
            day=today_in_france(opened.opened_at),
            opened=int(found),
            missed=int(not found),
        )
        more = {name: consultation_day.c[name] + counted.excluded[name] for name in ("opened", "missed")}
        await self._connection.execute(
            counted.on_conflict_do_update(index_elements=[*consultation_day.primary_key.columns], set_=more)
        )

    async def consultation(self, consultation_id: UUID) -> Consultation | None:
        """A consultation, lapsed or not."""
        query = sa.select(consultation).where(consultation.c.consultation_id == consultation_id)
        row = (await self._connection.execute(query)).one_or_none()
        return Consultation(*row) if row is not None else None

    async def consultations(self, professional_id: UUID, since: datetime) -> Sequence[Consultation]:
        """Those of a professional that were opened, or failed to, after a moment, the oldest first."""
        query = (
            sa.select(consultation)
            .where(consultation.c.professional_id == professional_id, consultation.c.opened_at > since)
            .order_by(consultation.c.opened_at)
        )
        return [Consultation(*row) for row in await self._connection.execute(query)]

    async def consultations_about(self, person_id: UUID) -> Sequence[Consultation]:
        """Those about a person that are kept, lapsed or not."""
        query = sa.select(consultation).where(consultation.c.person_id == person_id)
        return [Consultation(*row) for row in await self._connection.execute(query)]

    async def end_consultations_about(self, person_id: UUID, but: Collection[UUID]) -> None:
        """Lets the consultations about a person lapse, but those named; they go on counting."""
        about = sa.and_(consultation.c.person_id == person_id, consultation.c.consultation_id.not_in(but))
        # Back to when it was opened: over, whatever the clock says of who asks.
        await self._connection.execute(sa.update(consultation).where(about).values(expires_at=consultation.c.opened_at))

    async def known(self, professional_id: UUID) -> KnownProfessional | None:
        """What is kept of a professional, the newest day first; None of one who is not known, or forgotten."""
        kept = sa.select(professional.c.uid, professional.c.siret, professional.c.habilitated_until)
        query = kept.where(professional.c.professional_id == professional_id)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        day = consultation_day.c
        counted = (
            sa.select(day.day, day.siret, day.opened, day.missed)
            .where(day.professional_id == professional_id)
            .order_by(day.day.desc(), day.siret)
        )
        days = tuple([ConsultationDay(*each) for each in await self._connection.execute(counted)])
        return KnownProfessional(professional_id, row.uid, row.siret, row.habilitated_until, days)

    async def end_of(self, siret: str, now: datetime) -> None:
        """Ends the sessions of the professionals of an organisation, and their habilitation with them."""
        await self._connection.execute(sa.delete(professional_session).where(professional_session.c.siret == siret))
        await self._connection.execute(
            sa.update(professional)
            .where(professional.c.siret == siret, professional.c.habilitated_until > now)
            .values(habilitated_until=now)
        )


def _session(row: sa.Row[*tuple[Any, ...]]) -> ProfessionalSession:
    return ProfessionalSession(*row)
