"""Lets in whoever was given a link: says what it takes, and opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import new_id
from passeport_publishing.domain.access import by_recipient
from passeport_publishing.domain.events import ShareOpened
from passeport_publishing.domain.links import digest_of, new_secret
from passeport_publishing.domain.share import OPENING_LASTS, Opening, Share, ShareAccess, ShareAct
from passeport_publishing.errors import FieldInvalid, LinkNotFound, PinWrong
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork
from passeport_publishing.usecases.share_ports import Pins

__all__ = ["DescribeLink", "OpenLink", "Opened", "Visitor", "found_behind"]

# Whose pages are asked about where a link leads to nobody's: it takes as long.
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is told the holder of whoever opens a link: browser and system, and the body of a professional."""

    client: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The secret of an opening, and until when it serves."""

    secret: str
    expires_at: datetime


async def found_behind(work: UnitOfWork, token: str, *, lock: bool = False) -> Share:
    """The share behind a link, in whatever state it is. Raises LinkNotFound, also while its holder's pages are shut.

    The same is asked of the database whatever the text is, so that the time says nothing.
    """
    share = await work.shares.behind(digest_of(token), lock=lock)
    is_shut = await work.persons.is_shut(_NOBODY if share is None else share.person_id)
    if share is None or is_shut:
        raise LinkNotFound
    return share


async def _opening_link(work: UnitOfWork, token: str, now: datetime, *, lock: bool = False) -> Share:
    share = await found_behind(work, token, lock=lock)
    if not share.opens(now):
        raise LinkNotFound
    return share


@dataclass(frozen=True, slots=True)
class DescribeLink:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, token: str) -> Share:
        """The share behind a link that opens, for what it takes to open it. Raises LinkNotFound."""
        async with self.open_work() as work:
            return await _opening_link(work, token, self.clock())


@dataclass(frozen=True, slots=True)
class OpenLink:
    """The use case with its ports."""

    open_work: OpenWork
    pins: Pins
    clock: Clock

    async def __call__(self, token: str, pin: str, visitor: Visitor) -> Opened:
        """Opens a link. Raises LinkNotFound, PinWrong, and FieldInvalid where the PIN is missing, which is no try."""
        async with self.open_work() as work:
            share = await _opening_link(work, token, self.clock(), lock=True)
            if not share.has_pin:
                return await self._open(work, share, visitor)
            if not pin:
                raise FieldInvalid("a PIN is asked for", violations=[FieldViolation("pin", "is required", "REQUIRED")])
            # Committed before the PIN is looked at: however many come at once, no more than five are looked at.
            await work.shares.save(share.charge_try())
            await work.commit()
        is_right = await self.pins.fits(pin, share.pin_hash)
        async with self.open_work() as work:
            share = await found_behind(work, token, lock=True)
            if not is_right:
                await self._refuse(work, share, visitor)
                raise PinWrong(metadata={"left": str(share.pin_tries_left)})
            share = share.return_try()
            if not share.opens(self.clock()):
                raise LinkNotFound
            return await self._open(work, share, visitor)

    async def _open(self, work: UnitOfWork, share: Share, visitor: Visitor) -> Opened:
        now, secret = self.clock(), new_secret()
        access = _access(share, now, ShareAct.OPENED, visitor)
        opening = Opening(
            share.person_id, share.id, digest_of(secret), now + OPENING_LASTS, visitor.client, visitor.organisation
        )
        await work.shares.save(share.opened(now))
        await work.shares.note(access)
        await work.shares.keep_opening(opening)
        purpose = "Ouverture de votre partage par qui en a le lien"
        seen = by_recipient(share.person_id, now, "publishing.share.open", purpose, share.id, visitor.organisation)
        await work.accesses.record(seen)
        work.emit(ShareOpened(share.id, share.publication_id, share.person_id, access.id, now))
        await work.commit()
        return Opened(secret, opening.expires_at)

    async def _refuse(self, work: UnitOfWork, share: Share, visitor: Visitor) -> None:
        now = self.clock()
        await work.shares.note(_access(share, now, ShareAct.PIN_REFUSED, visitor))
        purpose = "Code PIN erroné à l’ouverture de votre partage"
        seen = by_recipient(share.person_id, now, "publishing.share.pin_refused", purpose, share.id)
        await work.accesses.record(seen)
        await work.commit()


def _access(share: Share, at: datetime, act: ShareAct, visitor: Visitor) -> ShareAccess:
    return ShareAccess(new_id(), share.person_id, share.id, at, act, visitor.client, visitor.organisation)
