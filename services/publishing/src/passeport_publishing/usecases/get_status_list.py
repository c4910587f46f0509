"""Gets a status list, signed. Anyone may ask for one: it is made once for as long as it may be cached."""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from passeport_chassis.clock import Clock
from passeport_publishing.domain.status import Purpose, read_award_list_id, read_list_id, revocation_list_of
from passeport_publishing.errors import StatusListNotFound
from passeport_publishing.usecases.badge_ports import Badges
from passeport_publishing.usecases.ports import CredentialBook, OpenWork

__all__ = ["GetStatusList", "SignedList"]

_SETTLED = timedelta(minutes=5)
# The moment that a publication tells is taken before its document is made, and its list opened after.
_BEFORE_OPENING = timedelta(minutes=5)
_PAST_MAX_AGE = 24 * 3600
# Each takes up to some 120 kB.
_MOST_KEPT = 256
# Each reads tens of thousands of rows, and packs and signs them in a thread.
_MOST_AT_ONCE = 4
_BITSTRING, _TOKEN = "application/vc+jwt", "application/statuslist+jwt"


@dataclass(frozen=True, slots=True)
class SignedList:
    """A signed list, its media type, and for how many more seconds it may be cached."""

    token: str
    media_type: str
    max_age: int


@dataclass(frozen=True, slots=True)
class _Made:
    """A list being made, or made, as it stood then."""

    at: datetime
    token: asyncio.Task[str]


class GetStatusList:
    """The use case with its ports; all who ask while a list is made, or is fresh, get the same."""

    def __init__(
        self,
        open_work: OpenWork,
        credentials: CredentialBook,
        clock: Clock,
        max_age: timedelta,
        badges: Badges | None = None,
    ) -> None:
        self._open_work = open_work
        self._credentials = credentials
        self._badges = badges
        self._clock = clock
        self._max_age = max_age
        # The one that was asked for last is last.
        self._made: OrderedDict[str, _Made] = OrderedDict()
        self._turns = asyncio.Semaphore(_MOST_AT_ONCE)

    async def __call__(self, list_id: str, then: datetime | None = None) -> SignedList:
        """Gets the list as it is, or as it was then. Raises StatusListNotFound, also of a time that it knows not of."""
        if all(read(list_id) is None for read in (read_list_id, revocation_list_of, read_award_list_id)):
            raise StatusListNotFound(metadata={"id": list_id[:64]})
        if then is not None:
            return await self._of_then(list_id, then)
        made = self._made.get(list_id)
        if made is None or not self._holds(made):
            now = self._clock()
            made = _Made(now, asyncio.create_task(self._make(list_id, now)))
            self._made[list_id] = made
            if len(self._made) > _MOST_KEPT:
                self._made.popitem(last=False)
            made.token.add_done_callback(lambda done: self._forget_failed(list_id, done))
        self._made.move_to_end(list_id)
        # One who gives up leaves the others their answer.
        token = await asyncio.shield(made.token)
        age = max(timedelta(0), self._clock() - made.at)
        return SignedList(token, _media_type(list_id), max(0, math.ceil((self._max_age - age).total_seconds())))

    async def _of_then(self, list_id: str, then: datetime) -> SignedList:
        now = self._clock()
        # Of an award it is not kept when it changed, but only when the first of its publication did.
        if then > now or read_award_list_id(list_id) is not None:
            raise StatusListNotFound(metadata={"id": list_id})
        token = await self._make(list_id, then, of_then=True)
        # What others commit just now may be told as of a moment ago.
        settled = now - then > _SETTLED
        return SignedList(token, _media_type(list_id), _PAST_MAX_AGE if settled else 0)

    def forget(self) -> None:
        """Makes every list anew for whoever asks next: a bit was set just now, here."""
        self._made.clear()

    def _holds(self, made: _Made) -> bool:
        # A clock that was set back must not make a list last.
        return not made.token.done() or timedelta(0) <= self._clock() - made.at < self._max_age

    def _forget_failed(self, list_id: str, done: asyncio.Task[str]) -> None:
        failed = done.cancelled() or done.exception() is not None
        made = self._made.get(list_id)
        if failed and made is not None and made.token is done:
            del self._made[list_id]

    async def _make(self, list_id: str, at: datetime, *, of_then: bool = False) -> str:
        async with self._turns:
            issue = await self._read(list_id, at, of_then=of_then)
            # Packing 131,072 places and signing them would hold up the event loop.
            return await asyncio.to_thread(issue)

    async def _read(self, list_id: str, at: datetime, *, of_then: bool) -> Callable[[], str]:
        """Reads what a list is made of, and gives what packs and signs it."""
        revocation, awards = revocation_list_of(list_id), read_award_list_id(list_id)
        then = at if of_then else None
        async with self._open_work() as work:
            found = await work.status_lists.opened(awards.revocation if awards else revocation or list_id)
            if found is None or (of_then and at < found[1] - _BEFORE_OPENING):
                raise StatusListNotFound(metadata={"id": list_id})
            if awards is not None and awards.position > await work.status_lists.most_items(awards.revocation):
                raise StatusListNotFound(metadata={"id": list_id})
            if revocation is not None:
                statuses = await work.status_lists.token_statuses(revocation, then)
                return partial(self._credentials.issue_token_status_list, list_id, statuses, at, self._max_age)
            if awards is None:
                indices = await work.status_lists.set_indices(list_id, found[0], then)
                return partial(self._credentials.issue_status_list, list_id, found[0], indices, at)
            return partial(self._issue_awards, list_id, await work.status_lists.award_indices(awards), at)

    def _issue_awards(self, list_id: str, indices: Sequence[int], at: datetime) -> str:
        if self._badges is None:
            # Where badges are no longer issued, those of before are still looked up.
            return self._credentials.issue_status_list(list_id, Purpose.REVOCATION, indices, at)
        return self._badges.issue_status_list(list_id, indices, at)


def _media_type(list_id: str) -> str:
    return _TOKEN if revocation_list_of(list_id) else _BITSTRING
