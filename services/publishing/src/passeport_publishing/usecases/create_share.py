"""Shares a publication: makes the share, and unless it is addressed to a body the one link of it that is ever told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.links import digest_of, new_secret
from passeport_publishing.domain.share import MOST_LIVE, Share
from passeport_publishing.domain.share_request import ShareRequest
from passeport_publishing.errors import (
    PublicationNotFound,
    PublicationWithdrawn,
    RequestIdReused,
    ShareEnded,
    TooManyShares,
)
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork
from passeport_publishing.usecases.share_ports import NewShare, Pins

__all__ = ["CreateShare", "MadeShare"]


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A share, and the secret of a link to it; empty where it is addressed to a body, whose professionals sign in."""

    share: Share
    token: str


@dataclass(frozen=True, slots=True)
class CreateShare:
    """The use case with its ports."""

    open_work: OpenWork
    pins: Pins
    clock: Clock

    async def __call__(self, person_id: UUID, request: ShareRequest) -> MadeShare:
        """Makes a share; the same request sent again gives the share that it made a further link, as long as it opens.

        Raises PublicationNotFound, PublicationWithdrawn, TooManyShares, RequestIdReused, ShareEnded.
        """
        # No transaction is open while a PIN is hashed.
        pin_hash = await self.pins.hash(request.pin) if request.pin else ""
        token, now = new_secret(), self.clock()
        async with self.open_work() as work:
            await work.shares.take_turn(person_id)
            earlier = await work.shares.of_request(person_id, request.request_id)
            if earlier is None:
                share = await _new_share(work, person_id, request, pin_hash, now)
                token_hash = None if share.addressee_siret else digest_of(token)
                await work.shares.add(NewShare(share, request.request_id, request.fingerprint, token_hash))
                await _note(work, person_id, share, now)
                await work.commit()
                return MadeShare(share, "" if share.addressee_siret else token)
        share, fingerprint = earlier
        if fingerprint != request.fingerprint or (
            request.pin and not await self.pins.fits(request.pin, share.pin_hash)
        ):
            raise RequestIdReused
        if share.addressee_siret:
            return MadeShare(share, "")
        return MadeShare(await self._linked_again(person_id, share, token), token)

    async def _linked_again(self, person_id: UUID, earlier: Share, token: str) -> Share:
        now = self.clock()
        async with self.open_work() as work:
            share = await work.shares.get(person_id, earlier.id, lock=True)
            if share is None or not share.opens(now):
                raise ShareEnded(metadata={"id": str(earlier.id)})
            await work.shares.add_link(share, digest_of(token))
            await _note(work, person_id, share, now)
            await work.commit()
        return share


async def _new_share(work: UnitOfWork, person_id: UUID, request: ShareRequest, pin_hash: str, now: datetime) -> Share:
    publication = await work.publications.get(person_id, request.publication_id)
    if publication is None:
        raise PublicationNotFound(metadata={"id": str(request.publication_id)})
    if publication.is_over:
        raise PublicationWithdrawn(metadata={"id": str(publication.id)})
    if await work.shares.count_live(person_id, now) >= MOST_LIVE:
        raise TooManyShares(metadata={"most": str(MOST_LIVE)})
    return Share(
        id=new_id(),
        # That of the publication, which goes with it should two persons be separated again.
        person_id=publication.person_id,
        publication_id=publication.id,
        recipient=request.recipient,
        purpose=request.purpose,
        parts=request.parts,
        single_use=request.single_use,
        created_at=now,
        expires_at=request.expires_at,
        pin_hash=pin_hash,
        addressee_siret=request.addressee_siret,
    )


async def _note(work: UnitOfWork, person_id: UUID, share: Share, now: datetime) -> None:
    purpose = "Partage de votre publication"
    if share.addressee_siret:
        purpose = f"Partage de votre publication avec un organisme : {share.recipient}"
    await work.accesses.record(by_holder(person_id, now, "publishing.share.create", purpose, str(share.id)))
