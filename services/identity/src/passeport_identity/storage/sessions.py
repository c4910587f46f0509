"""The sessions, and the attempts to sign in that they come of. Secrets are kept as digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.account import Account
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.contact import Language
from passeport_identity.domain.session import Session
from passeport_identity.domain.sign_in import SignInAttempt
from passeport_identity.domain.subject import Subject
from passeport_identity.storage.tables import account, session, sign_in_attempt
from passeport_identity.usecases.sign_in_ports import HeldSession

__all__ = ["SqlSessions", "SqlSignInAttempts"]

_COLUMNS = (
    session.c.session_id,
    session.c.person_id,
    session.c.subject,
    session.c.acr,
    session.c.given_names,
    session.c.birth_name,
    session.c.id_token,
    session.c.opened_at,
    session.c.idle_expires_at,
    session.c.expires_at,
    session.c.device,
    session.c.issuer,
)
# Made once: every request of a holder asks it.
_OF_SECRET = (
    sa.select(*_COLUMNS, account.c.activated_at, account.c.closed_at, account.c.language)
    .outerjoin(account, account.c.person_id == session.c.person_id)
    .where(session.c.token_digest == sa.bindparam("token_digest"))
)


def _level(acr: str) -> Assurance:
    level = Assurance.parse(acr)
    if level is None:
        raise ValueError("a level that no code of ours has written")
    return level


def _session(row: sa.Row[*tuple[Any, ...]]) -> Session:
    return Session(
        row.session_id,
        row.person_id,
        row.subject,
        _level(row.acr),
        row.given_names,
        row.birth_name,
        row.id_token,
        row.opened_at,
        row.idle_expires_at,
        row.expires_at,
        row.device,
        row.issuer,
    )


def _of(subjects: Sequence[Subject]) -> sa.ColumnElement[bool]:
    """The `sub` comes first, which has an index; that of one platform says nothing at another."""
    return sa.tuple_(session.c.subject, session.c.issuer).in_([(each.value, each.issuer) for each in subjects])


class SqlSessions:
    """Implements `usecases.sign_in_ports.Sessions`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, token_digest: bytes) -> HeldSession | None:
        """A session, open or not, with where its account stands: one look-up for each request of a holder."""
        row = (await self._connection.execute(_OF_SECRET, {"token_digest": token_digest})).one_or_none()
        if row is None:
            return None
        account = Account(
            row.person_id,
            row.activated_at,
            closed_at=row.closed_at,
            language=Language(row.language) if row.language is not None else None,
        )
        return HeldSession.of(_session(row), account)

    async def all_of(self, *subjects: Subject) -> Sequence[Session]:
        """Every session of these subjects, open or not, the newest first."""
        query = sa.select(*_COLUMNS).where(_of(subjects))
        query = query.order_by(session.c.opened_at.desc(), session.c.session_id)
        return [_session(row) for row in await self._connection.execute(query)]

    async def add(self, opened: Session, token_digest: bytes) -> None:
        """Adds a session."""
        await self._connection.execute(
            sa.insert(session).values(
                session_id=opened.id,
                person_id=opened.person_id,
                token_digest=token_digest,
                subject=opened.subject,
                acr=opened.assurance.acr,
                given_names=opened.given_names,
                birth_name=opened.birth_name,
                id_token=opened.id_token,
                opened_at=opened.opened_at,
                idle_expires_at=opened.idle_expires_at,
                expires_at=opened.expires_at,
                device=opened.device,
                issuer=opened.issuer,
            )
        )

    async def renew(self, renewed: Session) -> None:
        """Writes the new end of the idle lifetime."""
        await self._connection.execute(
            sa.update(session).where(session.c.session_id == renewed.id).values(idle_expires_at=renewed.idle_expires_at)
        )

    async def change_secret(self, session_id: UUID, token_digest: bytes) -> None:
        """Gives a session another secret."""
        await self._connection.execute(
            sa.update(session).where(session.c.session_id == session_id).values(token_digest=token_digest)
        )

    async def end(self, *session_ids: UUID) -> None:
        """Forgets sessions."""
        await self._connection.execute(sa.delete(session).where(session.c.session_id.in_(session_ids)))

    async def end_all_of(self, *subjects: Subject) -> None:
        """Forgets every session of these subjects."""
        await self._connection.execute(sa.delete(session).where(_of(subjects)))

    async def end_all_of_persons(self, person_ids: Sequence[UUID]) -> None:
        """Forgets every session of persons."""
        if person_ids:
            await self._connection.execute(sa.delete(session).where(session.c.person_id.in_(person_ids)))

    async def end_others_of(self, person_id: UUID, but: UUID | None) -> Sequence[Session]:
        """Forgets the sessions of a person but one; those that it forgot."""
        ended = sa.delete(session).where(session.c.person_id == person_id)
        if but is not None:
            ended = ended.where(session.c.session_id != but)
        return [_session(row) for row in await self._connection.execute(ended.returning(*_COLUMNS))]


class SqlSignInAttempts:
    """Implements `usecases.sign_in_ports.SignInAttempts`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, attempt: SignInAttempt) -> None:
        """Adds an attempt."""
        await self._connection.execute(
            sa.insert(sign_in_attempt).values(
                state_digest=attempt.state_digest,
                binding_digest=attempt.binding_digest,
                nonce=attempt.nonce,
                code_verifier=attempt.code_verifier,
                acr=attempt.assurance.acr,
                return_to=attempt.return_to,
                expires_at=attempt.expires_at,
                issuer=attempt.issuer,
                step_up_of=attempt.step_up_of,
            )
        )

    async def find_for_use(self, state_digest: bytes) -> SignInAttempt | None:
        """An attempt, locked until the end of the transaction."""
        query = sa.select(sign_in_attempt).where(sign_in_attempt.c.state_digest == state_digest).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return SignInAttempt(
            row.state_digest,
            row.binding_digest,
            row.nonce,
            row.code_verifier,
            _level(row.acr),
            row.return_to,
            row.expires_at,
            row.used_at,
            row.session_id,
            row.issuer,
            row.step_up_of,
        )

    async def mark_used(self, state_digest: bytes, now: datetime) -> None:
        """Notes that the attempt has served."""
        await self._note(state_digest, used_at=now)

    async def mark_completed(self, state_digest: bytes, session_id: UUID) -> None:
        """Notes the session that came of it."""
        await self._note(state_digest, session_id=session_id)

    async def mark_failed(self, state_digest: bytes, now: datetime) -> None:
        """Lets an attempt that no session can come of lapse."""
        await self._note(state_digest, expires_at=now)

    async def _note(self, state_digest: bytes, **values: datetime | UUID) -> None:
        await self._connection.execute(
            sa.update(sign_in_attempt).where(sign_in_attempt.c.state_digest == state_digest).values(**values)
        )
