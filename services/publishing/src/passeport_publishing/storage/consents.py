"""The consents in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_publishing.domain.consent import (
    Consent,
    ConsentPage,
    ConsentPosition,
    DataScope,
    Pull,
    PullForm,
    PullPage,
    RecentPull,
)
from passeport_publishing.domain.publication import State
from passeport_publishing.storage.tables import consent, consent_pull, publication

__all__ = ["SqlConsents"]

_CHANGING = ("platform", "purpose", "granted_at", "expires_at", "withdrawn_at", "pull_count", "last_pulled_at")
_KEPT = ("id", "person_id", "publication_id", "client_id", *_CHANGING)
_OF = sa.and_(publication.c.person_id == consent.c.person_id, publication.c.id == consent.c.publication_id)
# Of what is revoked the state is withdrawn, too.
_GONE = (publication.c.state == State.WITHDRAWN.value).label("gone")
_CONSENTS = sa.select(*(consent.c[name] for name in _KEPT), consent.c.scopes, publication.c.title, _GONE).join_from(
    consent, publication, _OF
)
# Made once: every pull asks it. The publication is only looked at: a withdrawal need not wait for who pulls.
_OF_PLATFORM = _CONSENTS.where(
    consent.c.id == sa.bindparam("wanted", type_=sa.Uuid), consent.c.client_id == sa.bindparam("client")
).with_for_update(of=consent)
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended('consents of ' || :person_id, 0))")


class SqlConsents:
    """Implements `passeport_publishing.usecases.consent_ports.Consents`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take_turn(self, person_id: UUID) -> None:
        """Makes those who consent for a person take turns, to the end of the transaction."""
        await self._connection.execute(_LOCK, {"person_id": str(person_id)})

    async def not_withdrawn(self, publication_id: UUID, client_id: str) -> Consent | None:
        """The consent by which a platform may pull a publication, or might until its time was over; locked."""
        query = _CONSENTS.where(
            consent.c.publication_id == publication_id,
            consent.c.client_id == client_id,
            consent.c.withdrawn_at.is_(None),
        )
        return await self._one(query.with_for_update(of=consent), {})

    async def add(self, new: Consent) -> None:
        """Adds a consent."""
        values = {name: getattr(new, name) for name in _KEPT}
        await self._connection.execute(sa.insert(consent).values(**values, scopes=_written(new.scopes)))

    async def save(self, changed: Consent) -> None:
        """Writes what can change of a consent."""
        values = {name: getattr(changed, name) for name in _CHANGING}
        which = (consent.c.person_id == changed.person_id, consent.c.id == changed.id)
        await self._connection.execute(
            sa.update(consent).where(*which).values(**values, scopes=_written(changed.scopes))
        )

    async def get(self, person_id: UUID, consent_id: UUID, *, lock: bool = False) -> Consent | None:
        """Gets a consent of this holder, locked against other changes if asked."""
        ids = await ids_of(self._connection, person_id)
        query = _CONSENTS.where(consent.c.person_id.in_(ids), consent.c.id == consent_id)
        return await self._one(query.with_for_update(of=consent) if lock else query, {})

    async def of_platform(self, consent_id: UUID, client_id: str) -> Consent | None:
        """Finds a consent that was given to a platform, whoever's and in whatever state it is; locked."""
        return await self._one(_OF_PLATFORM, {"wanted": consent_id, "client": client_id})

    async def end_given_to(self, client_id: str, at: datetime) -> Sequence[Consent]:
        """Ends what was given to a platform until a moment and is not withdrawn; what was ended."""
        query = _CONSENTS.where(
            consent.c.client_id == client_id, consent.c.granted_at <= at, consent.c.withdrawn_at.is_(None)
        )
        found = await self._connection.execute(query.with_for_update(of=consent))
        ended = [_consent(row).withdraw(at) for row in found]
        for one in ended:
            await self.save(one)
        return ended

    async def page(self, person_id: UUID, limit: int, after: ConsentPosition | None) -> ConsentPage:
        """One page of a holder's consents, newest first."""
        query = _CONSENTS.where(consent.c.person_id.in_(await ids_of(self._connection, person_id)))
        if after is not None:
            query = query.where(sa.tuple_(consent.c.granted_at, consent.c.id) < _literals(after))
        query = query.order_by(consent.c.granted_at.desc(), consent.c.id.desc()).limit(limit + 1)
        found = tuple(_consent(row) for row in await self._connection.execute(query))
        if len(found) <= limit:
            return ConsentPage(found, None)
        last = found[limit - 1]
        return ConsentPage(found[:limit], ConsentPosition(last.granted_at, last.id))

    async def note(self, pull: Pull) -> None:
        """Adds a pull."""
        await self._connection.execute(
            sa.insert(consent_pull).values(
                person_id=pull.person_id,
                consent_id=pull.consent_id,
                at=pull.at,
                id=pull.id,
                form=pull.form.value,
                scopes=_written(pull.scopes),
            )
        )

    async def pulls(self, of: Consent, limit: int, after: ConsentPosition | None) -> PullPage:
        """One page of what was pulled under a consent, newest first."""
        query = sa.select(consent_pull).where(
            consent_pull.c.person_id == of.person_id, consent_pull.c.consent_id == of.id
        )
        if after is not None:
            query = query.where(sa.tuple_(consent_pull.c.at, consent_pull.c.id) < _literals(after))
        query = query.order_by(consent_pull.c.at.desc(), consent_pull.c.id.desc()).limit(limit + 1)
        found = tuple(_pull(row) for row in await self._connection.execute(query))
        if len(found) <= limit:
            return PullPage(found, None)
        last = found[limit - 1]
        return PullPage(found[:limit], ConsentPosition(last.at, last.id))

    async def recent(self, person_id: UUID, since: datetime, limit: int) -> Sequence[RecentPull]:
        """What was pulled under all consents of a holder from a moment on, oldest first."""
        ids = await ids_of(self._connection, person_id)
        of = sa.and_(consent.c.person_id == consent_pull.c.person_id, consent.c.id == consent_pull.c.consent_id)
        query = (
            sa.select(consent_pull, consent.c.platform)
            .join(consent, of)
            .where(consent_pull.c.person_id.in_(ids), consent_pull.c.at >= since)
            .order_by(consent_pull.c.at, consent_pull.c.id)
            .limit(limit)
        )
        return [RecentPull(_pull(row), row.platform) for row in await self._connection.execute(query)]

    async def _one(self, query: sa.Select[Any], values: dict[str, Any]) -> Consent | None:
        row = (await self._connection.execute(query, values)).one_or_none()
        return None if row is None else _consent(row)


def _literals(position: ConsentPosition) -> sa.ColumnElement[Any]:
    return sa.tuple_(sa.literal(position.at), sa.literal(position.id))


def _written(scopes: frozenset[DataScope]) -> list[str]:
    return sorted(scope.value for scope in scopes)


def _read(kept: list[str]) -> frozenset[DataScope]:
    """Those that this version knows; another one, of a later version, opens nothing here."""
    known = set(DataScope)
    return frozenset(DataScope(scope) for scope in kept if scope in known)


def _consent(row: Any) -> Consent:
    return Consent(
        scopes=_read(row.scopes), title=row.title, gone=row.gone, **{name: getattr(row, name) for name in _KEPT}
    )


def _pull(row: Any) -> Pull:
    return Pull(row.id, row.person_id, row.consent_id, row.at, PullForm(row.form), _read(row.scopes))
