"""The shares in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_publishing.domain.addressed_share import AddressedPage, AddressedShare
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.report import Report
from passeport_publishing.domain.share import (
    PIN_TRIES,
    Opening,
    Part,
    Share,
    ShareAccess,
    ShareAccessPage,
    ShareAct,
    SharePage,
    SharePosition,
)
from passeport_publishing.storage import share_reports
from passeport_publishing.storage.addressed_shares import live_rows
from passeport_publishing.storage.tables import publication, share, share_access, share_opening
from passeport_publishing.usecases.share_ports import NewShare

__all__ = ["SqlShares"]

# Links of one share that open; a request is not sent again more often by mistake.
_MOST_LINKS = 5
_CHANGING = (
    *("pin_failures", "expires_at", "revoked_at", "used_at", "deletion_asked_at", "open_count", "last_opened_at"),
    "revision",
)
_KEPT = (
    "id",
    "person_id",
    "publication_id",
    "recipient",
    "purpose",
    "single_use",
    "pin_hash",
    "created_at",
    "addressee_siret",
    *_CHANGING,
)
_WITHDRAWN = publication.c.state == State.WITHDRAWN.value
_OF = sa.and_(publication.c.person_id == share.c.person_id, publication.c.id == share.c.publication_id)
_SHARES = sa.select(*(share.c[name] for name in _KEPT), share.c.parts, _WITHDRAWN.label("withdrawn")).join_from(
    share, publication, _OF
)
# Made once: every link that is opened asks it.
_BEHIND = _SHARES.where(share.c.token_hashes.contains(sa.bindparam("wanted", type_=ARRAY(sa.LargeBinary))))
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended('shares of ' || :person_id, 0))")


class SqlShares:
    """Implements `passeport_publishing.usecases.share_ports.Shares`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take_turn(self, person_id: UUID) -> None:
        """Makes those who make shares of a person take turns, to the end of the transaction."""
        await self._connection.execute(_LOCK, {"person_id": str(person_id)})

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[Share, bytes] | None:
        """The share that a request made before, and what it asked for."""
        query = _SHARES.add_columns(share.c.fingerprint).where(
            share.c.person_id.in_(await ids_of(self._connection, person_id)), share.c.request_id == request_id
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else (_share(row), row.fingerprint)

    async def count_live(self, person_id: UUID, now: datetime) -> int:
        """How many links of a person's shares open."""
        query = (
            sa.select(sa.func.count())
            .select_from(sa.join(share, publication, _OF))
            .where(
                share.c.person_id.in_(await ids_of(self._connection, person_id)),
                *_live(now),
            )
        )
        return await self._connection.scalar(query) or 0

    async def add(self, new: NewShare) -> None:
        """Adds a share."""
        values = {name: getattr(new.share, name) for name in _KEPT}
        await self._connection.execute(
            sa.insert(share).values(
                **values,
                parts=[part.value for part in new.share.parts],
                request_id=new.request_id,
                fingerprint=new.fingerprint,
                token_hashes=[new.token_hash] if new.token_hash is not None else [],
            )
        )

    async def add_link(self, shared: Share, token_hash: bytes) -> None:
        """Gives a share a further link; of many, the oldest no longer opens."""
        # A slice of an array is counted from 1 and has both its ends.
        others = share.c.token_hashes[1 : _MOST_LINKS - 1]
        hashes = sa.func.array_prepend(sa.literal(token_hash, sa.LargeBinary), others, type_=ARRAY(sa.LargeBinary))
        await self._connection.execute(sa.update(share).where(*_is(shared)).values(token_hashes=hashes))

    async def get(self, person_id: UUID, share_id: UUID, *, lock: bool = False) -> Share | None:
        """Gets a share of this holder, locked against other changes if asked."""
        query = _SHARES.where(share.c.person_id.in_(await ids_of(self._connection, person_id)), share.c.id == share_id)
        return await self._one(query, {}, lock=lock)

    async def page(
        self, person_id: UUID, limit: int, after: SharePosition | None, publication_id: UUID | None
    ) -> SharePage:
        """One page of a holder's shares, of one publication if asked, newest first."""
        query = _SHARES.where(share.c.person_id.in_(await ids_of(self._connection, person_id)))
        if publication_id is not None:
            query = query.where(share.c.publication_id == publication_id)
        if after is not None:
            query = query.where(sa.tuple_(share.c.created_at, share.c.id) < sa.tuple_(*_literals(after)))
        query = query.order_by(share.c.created_at.desc(), share.c.id.desc()).limit(limit + 1)
        found = tuple(_share(row) for row in await self._connection.execute(query))
        if len(found) <= limit:
            return SharePage(found, None)
        last = found[limit - 1]
        return SharePage(found[:limit], SharePosition(last.created_at, last.id))

    async def save(self, changed: Share) -> None:
        """Writes what can change of a share."""
        values = {name: getattr(changed, name) for name in _CHANGING}
        await self._connection.execute(sa.update(share).where(*_is(changed)).values(**values))

    async def behind(self, token_hash: bytes, *, lock: bool = False) -> Share | None:
        """Finds a share by the hash of one of its links, whoever's and in whatever state it is."""
        return await self._one(_BEHIND, {"wanted": [token_hash]}, lock=lock)

    async def addressed_to(self, siret: str, now: datetime, limit: int, after: SharePosition | None) -> AddressedPage:
        """One page of the live shares addressed to a body, whoever's, newest first."""
        position = _literals(after) if after is not None else None
        rows = await live_rows(self._connection, _SHARES, _live(now), siret, limit + 1, position)
        found = tuple(AddressedShare(_share(row), holder, title, kind) for row, holder, title, kind in rows)
        if len(found) <= limit:
            return AddressedPage(found, None)
        last = found[limit - 1].share
        return AddressedPage(found[:limit], SharePosition(last.created_at, last.id))

    async def addressed(self, siret: str, share_id: UUID) -> Share | None:
        """Gets a share addressed to a body, in whatever state it is, locked against other changes."""
        query = _SHARES.where(share.c.addressee_siret == siret, share.c.addressee_siret != "", share.c.id == share_id)
        return await self._one(query, {}, lock=True)

    async def note(self, *accesses: ShareAccess) -> None:
        """Adds accesses by a link."""
        rows = [
            {
                "person_id": one.person_id,
                "share_id": one.share_id,
                "at": one.at,
                "id": one.id,
                "act": one.act.value,
                "client": one.client,
                "organisation": one.organisation,
            }
            for one in accesses
        ]
        await self._connection.execute(sa.insert(share_access), rows)

    async def accesses(self, shared: Share, limit: int, after: SharePosition | None) -> ShareAccessPage:
        """One page of the accesses by the links of a share, newest first."""
        query = sa.select(share_access).where(
            share_access.c.person_id == shared.person_id, share_access.c.share_id == shared.id
        )
        if after is not None:
            query = query.where(sa.tuple_(share_access.c.at, share_access.c.id) < sa.tuple_(*_literals(after)))
        query = query.order_by(share_access.c.at.desc(), share_access.c.id.desc()).limit(limit + 1)
        found = tuple(_access(row) for row in await self._connection.execute(query))
        if len(found) <= limit:
            return ShareAccessPage(found, None)
        last = found[limit - 1]
        return ShareAccessPage(found[:limit], SharePosition(last.at, last.id))

    async def recent(self, person_id: UUID, since: datetime, limit: int) -> Sequence[ShareAccess]:
        """Accesses by the links of all shares of a holder from a moment on, oldest first."""
        ids = await ids_of(self._connection, person_id)
        query = (
            sa.select(share_access)
            .where(share_access.c.person_id.in_(ids), share_access.c.at >= since)
            .order_by(share_access.c.at, share_access.c.id)
            .limit(limit)
        )
        return [_access(row) for row in await self._connection.execute(query)]

    async def keep_opening(self, opening: Opening) -> None:
        """Keeps an opening."""
        await self._connection.execute(
            sa.insert(share_opening).values(
                person_id=opening.person_id,
                share_id=opening.share_id,
                secret_hash=opening.secret_hash,
                expires_at=opening.expires_at,
                client=opening.client,
                organisation=opening.organisation,
            )
        )

    async def count_reports(self, shared: Share) -> int:
        """How many reports of a share are kept."""
        return await share_reports.count_reports(self._connection, shared)

    async def add_report(self, report: Report) -> None:
        """Adds a report."""
        await share_reports.add_report(self._connection, report)

    async def reports(self, since: datetime, limit: int) -> Sequence[Report]:
        """Reports of anybody's shares from a moment on, oldest first."""
        return await share_reports.reports(self._connection, since, limit)

    async def opening(self, shared: Share, secret_hash: bytes) -> Opening | None:
        """Finds an opening of a share by the hash of its secret."""
        query = sa.select(share_opening).where(
            share_opening.c.person_id == shared.person_id,
            share_opening.c.share_id == shared.id,
            share_opening.c.secret_hash == secret_hash,
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Opening(row.person_id, row.share_id, row.secret_hash, row.expires_at, row.client, row.organisation)

    async def _one(self, query: sa.Select[Any], values: dict[str, Any], *, lock: bool) -> Share | None:
        # The publication is only looked at: a withdrawal need not wait for whoever opens a share of it.
        row = (await self._connection.execute(query.with_for_update(of=share) if lock else query, values)).first()
        return None if row is None else _share(row)


def _live(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        share.c.expires_at > now,
        share.c.revoked_at.is_(None),
        share.c.used_at.is_(None),
        sa.or_(share.c.pin_hash == "", share.c.pin_failures < PIN_TRIES),
        sa.not_(_WITHDRAWN),
    )


def _is(one: Share) -> tuple[sa.ColumnElement[bool], ...]:
    return share.c.person_id == one.person_id, share.c.id == one.id


def _literals(position: SharePosition) -> tuple[sa.ColumnElement[Any], ...]:
    return sa.literal(position.at), sa.literal(position.id)


def _share(row: Any) -> Share:
    return Share(
        parts=tuple(Part(part) for part in row.parts),
        withdrawn=row.withdrawn,
        **{name: getattr(row, name) for name in _KEPT},
    )


def _access(row: Any) -> ShareAccess:
    return ShareAccess(row.id, row.person_id, row.share_id, row.at, ShareAct(row.act), row.client, row.organisation)
