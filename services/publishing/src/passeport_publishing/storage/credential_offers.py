"""The offers to wallets in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_publishing.domain.credential_offer import CredentialOffer
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.wallet_grant import WalletGrant
from passeport_publishing.storage.tables import credential_offer as table
from passeport_publishing.storage.tables import publication, wallet_grant

__all__ = ["SqlCredentialOffers"]

_CHANGING = (
    *("tx_code_failures", "redeemed_at", "token_hash", "token_expires_at", "issue_count", "issued_at", "ended_at"),
)
_FIXED = ("id", "person_id", "publication_id", "created_at", "expires_at", "code_hash", "tx_code_hash")
_OFFERS = sa.select(
    *(table.c[name] for name in (*_FIXED, *_CHANGING)),
    (publication.c.state == State.WITHDRAWN.value).label("withdrawn"),
).join_from(
    table,
    publication,
    sa.and_(publication.c.person_id == table.c.person_id, publication.c.id == table.c.publication_id),
)
# Made once: anyone may ask these. The publication is only looked at.
_BY_CODE = _OFFERS.where(table.c.code_hash == sa.bindparam("wanted")).with_for_update(of=table)
_BY_TOKEN = _OFFERS.where(table.c.token_hash == sa.bindparam("wanted")).with_for_update(of=table)
_GRANT = ("code_hash", "person_id", "offer_id", "client_id", "redirect_uri", "challenge", "wallet")
_GRANTED = sa.select(wallet_grant).where(wallet_grant.c.code_hash == sa.bindparam("wanted"))
_GRANT_OF = sa.select(wallet_grant).where(
    wallet_grant.c.person_id == sa.bindparam("person"), wallet_grant.c.offer_id == sa.bindparam("offer")
)
_BY_ID = _OFFERS.where(
    table.c.person_id == sa.bindparam("person"), table.c.id == sa.bindparam("offer")
).with_for_update(of=table)


class SqlCredentialOffers:
    """Implements `passeport_publishing.usecases.wallet_ports.CredentialOffers`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, offer: CredentialOffer) -> None:
        """Adds an offer, and ends those of the same publication whose code was not redeemed."""
        # Who offers the same at the same moment takes turns: each would not see the other's.
        its = sa.and_(publication.c.person_id == offer.person_id, publication.c.id == offer.publication_id)
        await self._connection.execute(sa.select(publication.c.id).where(its).with_for_update(key_share=True))
        await self._connection.execute(
            sa.update(table)
            .where(
                table.c.person_id == offer.person_id,
                table.c.publication_id == offer.publication_id,
                table.c.redeemed_at.is_(None),
                table.c.ended_at.is_(None),
                table.c.expires_at > offer.created_at,
            )
            .values(ended_at=offer.created_at)
        )
        values = {name: getattr(offer, name) for name in (*_FIXED, *_CHANGING)}
        await self._connection.execute(sa.insert(table).values(**values))

    async def newest(
        self, person_id: UUID, limit: int, publication_id: UUID | None = None
    ) -> Sequence[CredentialOffer]:
        """Offers of this holder, of one publication if asked, newest first."""
        ids = await ids_of(self._connection, person_id)
        query = _OFFERS.where(table.c.person_id.in_(ids))
        if publication_id is not None:
            query = query.where(table.c.publication_id == publication_id)
        query = query.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
        return [_offer(row) for row in await self._connection.execute(query)]

    async def get(self, person_id: UUID, publication_id: UUID, offer_id: UUID) -> CredentialOffer | None:
        """Gets an offer of a publication of this holder, locked against other changes."""
        ids = await ids_of(self._connection, person_id)
        query = _OFFERS.where(
            table.c.person_id.in_(ids), table.c.publication_id == publication_id, table.c.id == offer_id
        )
        row = (await self._connection.execute(query.with_for_update(of=table))).one_or_none()
        return None if row is None else _offer(row)

    async def by_code(self, code_hash: bytes) -> CredentialOffer | None:
        """Finds an offer by its code, whoever's and in whatever state it is; locked against other changes."""
        return await self._one(_BY_CODE, code_hash)

    async def by_token(self, token_hash: bytes) -> CredentialOffer | None:
        """Finds an offer by the token that was given for it, likewise."""
        return await self._one(_BY_TOKEN, token_hash)

    async def save(self, offer: CredentialOffer) -> None:
        """Writes what can change of an offer."""
        values = {name: getattr(offer, name) for name in _CHANGING}
        await self._connection.execute(
            sa.update(table).where(table.c.person_id == offer.person_id, table.c.id == offer.id).values(**values)
        )

    async def add_grant(self, grant: WalletGrant) -> None:
        """Adds what an offer is bound to that was made by an authorization."""
        values = {name: getattr(grant, name) for name in _GRANT}
        await self._connection.execute(sa.insert(wallet_grant).values(**values))

    async def granted(self, code_hash: bytes) -> tuple[WalletGrant, CredentialOffer] | None:
        """Finds a grant by its code, with its offer in whatever state it is, which is locked against other changes."""
        row = (await self._connection.execute(_GRANTED, {"wanted": code_hash})).one_or_none()
        if row is None:
            return None
        grant = _grant(row)
        wanted = {"person": grant.person_id, "offer": grant.offer_id}
        offer = (await self._connection.execute(_BY_ID, wanted)).one_or_none()
        return None if offer is None else (grant, _offer(offer))

    async def grant_of(self, offer: CredentialOffer) -> WalletGrant | None:
        """What an offer is bound to that was made by an authorization."""
        wanted = {"person": offer.person_id, "offer": offer.id}
        row = (await self._connection.execute(_GRANT_OF, wanted)).one_or_none()
        return None if row is None else _grant(row)

    async def _one(self, query: sa.Select[*tuple[Any, ...]], wanted: bytes) -> CredentialOffer | None:
        row = (await self._connection.execute(query, {"wanted": wanted})).one_or_none()
        return None if row is None else _offer(row)


def _grant(row: Any) -> WalletGrant:
    return WalletGrant(*(getattr(row, name) for name in _GRANT))


def _offer(row: Any) -> CredentialOffer:
    return CredentialOffer(**{name: getattr(row, name) for name in (*_FIXED, *_CHANGING)}, withdrawn=row.withdrawn)
