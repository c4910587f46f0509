"""News for one page of a holder, as server-sent events (HTML, section 9.2): asked for on his behalf, every few seconds.

The gateway is on no bus: it can only see what the holder whose session it is may see (decision 41).
"""

from __future__ import annotations

import time
from asyncio import sleep
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.language import Language
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http.render.happenings import Happening

__all__ = ["News", "in_order"]

_log = structlog.get_logger(__name__)
_HEARTBEAT = 15.0
# A caller token lives for a minute; another one is asked for in time, and so the session is looked at as often.
_TOKEN_SERVES = 45.0
# Two processes that note accesses may differ by a moment: so much is asked for again, and what was told is left out.
_OVERLAP = timedelta(seconds=10)
# How far back one who comes again is told; older news are in the lists.
_LONGEST_GAP = timedelta(days=1)
# What each source gives at most in one answer (the contract of publishing).
_A_PAGE = 100
_SESSION_OVER = frozenset({"UNAUTHENTICATED", "PERMISSION_DENIED"})


def _now() -> datetime:
    return datetime.now(UTC)


def in_order(*sources: Sequence[Happening]) -> list[Happening]:
    """What several sources told from one moment on, oldest first, as far as it is known of all of them.

    One that told a whole page may have more, from its last moment on: what others told of later is left for the next
    question, which would otherwise begin after what that one has not told yet.
    """
    known_until = min((source[-1].at for source in sources if len(source) >= _A_PAGE), default=None)
    told = [one for source in sources for one in source if known_until is None or one.at <= known_until]
    return sorted(told, key=lambda one: (one.at, one.id))


@dataclass(slots=True)
class News:
    """What one page hears. `admit` gives a caller token without renewing the session, `ask` what happened from a moment
    on, oldest first; `every` and `heartbeat` are in seconds.
    """

    admit: Callable[[], Awaitable[str]]
    ask: Callable[[datetime], Awaitable[Sequence[Happening]]]
    language: Language
    every: float
    heartbeat: float = _HEARTBEAT

    async def pieces(self, last_id: str, last_moment: datetime | None) -> AsyncGenerator[bytes]:
        """The stream, from the event `last_id` of `last_moment` on, or from now on when there is none.

        Ends with the session. While publishing is away nothing is told, and afterwards what was missed.
        """
        told_at = time.monotonic()
        began = False
        async for news in self._found(last_id, last_moment):
            if not began:
                # By now it is known what was there before: whatever happens from here on is told.
                began = True
                yield b"retry: 5000\n\n"
            for one in news:
                yield one.piece
            if news:
                told_at = time.monotonic()
            elif time.monotonic() - told_at >= self.heartbeat:
                told_at = time.monotonic()
                yield b": still here\n\n"

    async def _found(self, last_id: str, last_moment: datetime | None) -> AsyncIterator[list[Happening]]:
        """What is new, each time that it was asked for."""
        since = max(last_moment or _now(), _now() - _LONGEST_GAP)
        # What was there before one who comes for the first time is no news to him.
        is_known = last_moment is None
        told: dict[str, datetime] = {}
        begin = since - _OVERLAP
        token, taken_at = await self.admit(), time.monotonic()
        while True:
            if time.monotonic() - taken_at > _TOKEN_SERVES:
                try:
                    token, taken_at = await self.admit(), time.monotonic()
                except ServiceRefused as refused:
                    if refused.code in _SESSION_OVER:
                        return
            found = await self._asked(token, begin)
            news = [
                one
                for one in found or ()
                if one.id not in told and not (is_known or (last_moment and one.id <= last_id))
            ]
            told |= {one.id: one.at for one in found or ()}
            # More may have happened in the moments that overlap than one answer holds: then the next question begins
            # where it ends.
            is_full = found is not None and len(found) >= _A_PAGE and found[-1].at > begin
            if not (is_known and is_full):
                yield news
            if found is not None:
                if not is_full:
                    is_known, last_moment = False, None
                since = max([since, *told.values()])
                told = {one: at for one, at in told.items() if at >= since - _OVERLAP}
                begin = found[-1].at if is_full else since - _OVERLAP
            if not is_full:
                await sleep(self.every)

    async def _asked(self, token: str, since: datetime) -> Sequence[Happening] | None:
        try:
            with use_caller_token(token):
                return await self.ask(since)
        except ServiceRefused as refused:
            _log.info("no news for now", because=str(refused))
            return None
