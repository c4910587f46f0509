"""Publishes what is in line, one at a time: takes it under a lease, makes the document of what was read when it was put
in line, and keeps it in the one transaction that ends its wait.

A process that is killed leaves a lease that lapses, and so does what nobody foresaw: the next one makes the document
anew, and nothing was published.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from passeport_chassis.clock import Clock
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_publishing.domain.queued import LONGEST_WAIT, MOST_ATTEMPTS, InTurn
from passeport_publishing.domain.request import Chosen
from passeport_publishing.errors import DocumentNotMade, EntriesChanged, HolderAway, PublishingError, WaitedTooLong
from passeport_publishing.usecases.make_publication import MakePublication
from passeport_publishing.usecases.ports import IndexTaken, OpenWork, RequestTaken, UnitOfWork
from passeport_publishing.usecases.queue_ports import Line

__all__ = ["PublishQueued"]

_log = structlog.get_logger(__name__)
_LEASE = timedelta(seconds=10)
_RENEWED_EVERY = 3.0
_DRAWS = 3


class _NoLongerMineError(Exception):
    """The lease lapsed, or the holder took it out of line."""


@dataclass(frozen=True, slots=True)
class PublishQueued:
    """The use case with its ports."""

    open_work: OpenWork
    making: MakePublication
    clock: Clock

    async def take(self) -> InTurn | None:
        """Takes the one whose turn it is; None: there is none for now."""
        async with self.open_work() as work:
            turn = await work.queue.take(new_id(), _LEASE)
            await work.commit()
        return turn

    async def __call__(self, turn: InTurn) -> str:
        """Publishes one that was taken, gives it back for a while, or notes why it failed: the reason, or nothing."""
        renewing = asyncio.create_task(self._renew(turn))
        try:
            return await self._carry_out(turn)
        except _NoLongerMineError:
            return ""
        finally:
            renewing.cancel()

    async def line(self) -> Line:
        """How long the line is."""
        async with self.open_work() as work:
            return await work.queue.line()

    async def _carry_out(self, turn: InTurn) -> str:
        try:
            if turn.chosen is None:
                return await self._leave_to_others(turn)
            if turn.waited > LONGEST_WAIT:
                raise WaitedTooLong
            if turn.attempts > MOST_ATTEMPTS:
                # Whoever had it was killed each time, by it perhaps.
                raise DocumentNotMade
            await self._publish(turn, turn.chosen)
        except PublishingError as refusal:
            if _may_pass(refusal, turn):
                await self._put_off(turn, in_vain=refusal.kind is Kind.EXHAUSTED)
                return ""
            return await self._fail(turn, refusal.reason)
        return ""

    async def _leave_to_others(self, turn: InTurn) -> str:
        if not turn.may_wait:
            raise DocumentNotMade
        await self._put_off(turn)
        return ""

    async def _publish(self, turn: InTurn, chosen: Chosen) -> None:
        for _ in range(_DRAWS):
            try:
                async with self.open_work() as work:
                    status = await work.status_lists.free_entries()
                made = await self.making.make(turn.id, chosen, status, patient=True)
                if await self.making.keep(made, frozenset(), lambda work: self._published(work, turn)):
                    # Nobody is there in whose name it could be read again.
                    raise EntriesChanged
            except IndexTaken:
                continue
            except RequestTaken:
                # By code of before there was a queue, which does not look into it.
                await self._was_published(turn, chosen.request.request_id)
            return
        await self._put_off(turn)

    @asynccontextmanager
    async def _published(self, work: UnitOfWork, turn: InTurn) -> AsyncIterator[None]:
        # His pages were shut while it was in line: nothing is published in the name of who is away.
        if await work.persons.is_shut(turn.person_id):
            raise HolderAway
        async with self._ended(work, turn, turn.id):
            yield

    @asynccontextmanager
    async def _ended(self, work: UnitOfWork, turn: InTurn, publication_id: UUID) -> AsyncIterator[None]:
        if not await work.queue.end(turn, self.clock(), new_id(), publication_id=publication_id):
            raise _NoLongerMineError
        yield

    async def _was_published(self, turn: InTurn, request_id: str) -> None:
        async with self.open_work() as work:
            found = await work.publications.of_request(turn.person_id, request_id)
            if found is not None:
                async with self._ended(work, turn, found[0].id):
                    await work.commit()

    async def _fail(self, turn: InTurn, reason: str) -> str:
        _log.warning("queued publication failed", reason=reason, publication_id=str(turn.id), attempts=turn.attempts)
        async with self.open_work() as work:
            if not await work.queue.end(turn, self.clock(), new_id(), failure=reason):
                raise _NoLongerMineError
            await work.commit()
        return reason

    async def _put_off(self, turn: InTurn, *, in_vain: bool = False) -> None:
        async with self.open_work() as work:
            await work.queue.put_off(turn, turn.pause, in_vain=in_vain)
            await work.commit()

    async def _renew(self, turn: InTurn) -> None:
        while True:
            await asyncio.sleep(_RENEWED_EVERY)
            try:
                async with self.open_work() as work:
                    await work.queue.renew(turn, _LEASE)
                    await work.commit()
            except Exception as error:  # noqa: BLE001 - a lease that lapses costs double work, and nothing else
                _log.warning("lease of a queued publication not renewed", exc_info=error)


def _may_pass(refusal: PublishingError, turn: InTurn) -> bool:
    """Whether it may be otherwise in a moment; whatever else is refused stays refused."""
    if refusal.kind is Kind.EXHAUSTED:
        # In line nobody is refused for want of room: its worker was at work on it for too long.
        return turn.attempts < MOST_ATTEMPTS and turn.may_wait
    return refusal.kind is Kind.UNAVAILABLE and turn.may_wait
