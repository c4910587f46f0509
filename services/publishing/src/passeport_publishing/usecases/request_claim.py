"""One at a time: a request sent several times at once is carried out once, and the others wait for what comes of it.

A claim is a row and no lock, so that no connection is held while a document is made. It is renewed as long as its owner
works; that of a process that was killed lapses by itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import structlog

from passeport_chassis.ids import new_id
from passeport_publishing.errors import PublicationConflict
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["RequestClaim"]

T = TypeVar("T")
_log = structlog.get_logger(__name__)
_LEASE = timedelta(seconds=10)
_RENEWED_EVERY = 3.0
# Longer than a lease, shorter than what callers wait for a publication.
_PATIENCE = 20.0
_FIRST_PAUSE = 0.05
_MOST_PAUSE = 0.5
_RETRY_AFTER = timedelta(seconds=2)


@dataclass(slots=True)
class RequestClaim:
    """The claim of one call on one request of a person."""

    open_work: OpenWork
    person_id: UUID
    request_id: str
    claim: UUID = field(default_factory=new_id)
    _is_over: bool = False

    async def take(self, find_done: Callable[[UnitOfWork, bool], Awaitable[T | None]]) -> T | None:
        """Takes the request, waiting for its turn; returns what came of it as soon as there is something.

        None: the request is this call's to carry out. `find_done` hears whether it is; nobody can take one that is in
        line. Raises PublicationConflict when another keeps it for too long.
        """
        give_up_at = time.monotonic() + _PATIENCE
        pause = _FIRST_PAUSE
        while True:
            async with self.open_work() as work:
                mine = await self._take(work)
                # Asked after taking: whoever had it before has committed what came of it.
                done = await find_done(work, mine)
                if done is not None:
                    return done
                if mine:
                    await work.commit()
                    return None
            if time.monotonic() > give_up_at:
                raise PublicationConflict(retry_after=_RETRY_AFTER)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _MOST_PAUSE)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Keeps a request that was taken while the body runs, and gives it up at its end."""
        renewing = asyncio.create_task(self._renew())
        try:
            yield
        finally:
            renewing.cancel()
            if not self._is_over:
                # Also when the caller has gone: the next one should not have to wait for the lease to end.
                await asyncio.shield(self._drop(renewing))

    @asynccontextmanager
    async def given_up_with(self, work: UnitOfWork) -> AsyncIterator[None]:
        """Gives it up in a transaction that the body commits: what comes of the request is found from then on."""
        await work.claims.drop(self.person_id, self.request_id, self.claim)
        yield
        self._is_over = True

    async def _take(self, work: UnitOfWork) -> bool:
        return await work.claims.take(self.person_id, self.request_id, self.claim, _LEASE)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_RENEWED_EVERY)
            try:
                async with self.open_work() as work:
                    await self._take(work)
                    await work.commit()
            except Exception as error:  # noqa: BLE001 - a claim that lapses costs double work, and nothing else
                _log.warning("claim of a request not renewed", exc_info=error)

    async def _drop(self, renewing: asyncio.Task[None]) -> None:
        await asyncio.wait({renewing})
        try:
            async with self.open_work() as work:
                await work.claims.drop(self.person_id, self.request_id, self.claim)
                await work.commit()
        except Exception as error:  # noqa: BLE001 - it lapses by itself
            _log.warning("claim of a request not given up", exc_info=error)
