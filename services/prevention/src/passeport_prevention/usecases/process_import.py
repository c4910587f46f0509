"""A received import becomes trainings, chunk after chunk; a crash between two loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta

import structlog

from passeport_chassis.days import today_in_france
from passeport_dossier.usecases.files import Search
from passeport_prevention.domain.imports import Import, LineResult, Outcome, counts_of
from passeport_prevention.errors import IdentityUnavailable
from passeport_prevention.imports.read import Reader
from passeport_prevention.imports.survey import Survey
from passeport_prevention.usecases.enter_lines import Item, Persons, enter_lines, persons_of
from passeport_prevention.usecases.import_ports import ImportLost, ImportTools

__all__ = ["LEASE", "ImportProcess"]

LEASE = timedelta(seconds=60)
"""A worker that says nothing for so long is taken for dead. Two on one file are harmless: one of them commits."""

_CHUNK = 2000
"""Items of a transaction."""
_TURN = 25
"""Chunks after which a file gives way to others that wait, and one more for each 4 MiB: it has to be surveyed again."""
_MOST_REJECTED = 100_000
"""Lines at fault after which the rest of a file is not read: something is wrong with all of it."""

_KEPT_EVERY = LEASE.total_seconds() / 3
"""Seconds after which an import is kept of which nothing comes."""

_Prepared = tuple[Sequence[Item], Persons | Exception]

_log = structlog.get_logger(__name__)


class ImportProcess:
    """The work on a taken import; `taken` is how far it is.

    The attempt after which no other follows looks for the lines that cannot be processed by halves, rejects these, and
    keeps all others.
    """

    def __init__(self, tools: ImportTools, taken: Import) -> None:
        self.taken = taken
        self._tools = tools
        self.attempt = taken.attempts
        self._search = Search(self._gives_up)
        self._renewed = time.monotonic()

    async def run(self, stop: asyncio.Event) -> Import:
        """Goes on from where the import stands to its end, or until `stop` is set or others have waited long enough.

        Raises IdentityUnavailable, ImportLost, and whatever the database raises: chunks committed before stay.
        """
        if self.attempt > self._tools.attempts:
            # The last attempt did not even live to give up.
            return await self._end_with(_rest("not_processed", self.taken), failed=True)
        survey = Survey()
        if not self.taken.is_sound:
            await self._survey(survey, stop)
        if stop.is_set():
            return self.taken
        async with aclosing(self._chunks(survey, stop)) as chunks:
            # While a chunk is written the next one is read, and identity asked about its persons.
            coming = asyncio.create_task(self._prepare(chunks))
            left = _TURN + self.taken.size // (4 * 1024 * 1024)
            try:
                while (prepared := await self._come(coming)) is not None:
                    coming = asyncio.create_task(self._prepare(chunks))
                    await self._take(*prepared)
                    left -= 1
                    if stop.is_set() or (left <= 0 and await self._others_wait()):
                        return self.taken
                    if self.taken.counts.rejected >= _MOST_REJECTED:
                        return await self._end_with(_rest("too_many_faults", self.taken))
            finally:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)
        return self.taken if stop.is_set() else await self._end_with()

    async def _survey(self, survey: Survey, stop: asyncio.Event) -> None:
        async with aclosing(self._pieces(stop)) as pieces:
            async for piece in pieces:
                if time.monotonic() - self._renewed > _KEPT_EVERY:
                    await self._keep()
                await asyncio.to_thread(survey.feed, piece)
        if not stop.is_set():
            survey.close()

    async def _prepare(self, chunks: AsyncGenerator[Sequence[Item]]) -> _Prepared | None:
        items = await anext(chunks, None)
        if items is None:
            return None
        try:
            return items, await persons_of(self._tools, self.taken, items)
        except Exception as error:  # noqa: BLE001 - it is about these items: those before them are still to be written
            return items, error

    async def _come(self, coming: asyncio.Task[_Prepared | None]) -> _Prepared | None:
        """Waits for the next chunk, and keeps the import meanwhile: who writes and who keeps it is one, in turn."""
        while not (await asyncio.wait({coming}, timeout=_KEPT_EVERY))[0]:
            await self._keep()
        return await coming

    async def _others_wait(self) -> bool:
        async with self._tools.open_work() as work:
            return await work.imports.others_wait()

    async def _keep(self) -> None:
        async with self._tools.open_work() as work:
            self.taken = await work.imports.renew(self.taken, self._until())
            await work.commit()
        self._renewed = time.monotonic()

    async def _pieces(self, stop: asyncio.Event) -> AsyncGenerator[bytes]:
        async with aclosing(self._tools.pieces(self.taken.id)) as pieces:
            async for piece in pieces:
                if stop.is_set():
                    return
                yield piece

    async def _chunks(self, survey: Survey, stop: asyncio.Event) -> AsyncGenerator[Sequence[Item]]:
        taken = self.taken
        reader = Reader(survey, taken.declarant, today_in_france(taken.created_at), done=taken.last_line)
        waiting = list[Item]()
        async with aclosing(self._pieces(stop)) as pieces:
            async for piece in pieces:
                waiting += await asyncio.to_thread(_read, reader, piece)
                while len(waiting) >= _CHUNK:
                    end = _end_of_chunk(waiting)
                    yield waiting[:end]
                    del waiting[:end]
        if stop.is_set():
            return
        waiting += reader.close()
        while waiting:
            end = _end_of_chunk(waiting)
            yield waiting[:end]
            del waiting[:end]

    async def _take(self, items: Sequence[Item], persons: Persons | Exception) -> None:
        async def write(part: Sequence[Item]) -> None:
            # Of a part it is asked anew: what could not be asked of all may be asked of some.
            known = persons if part is items else await persons_of(self._tools, self.taken, part)
            if isinstance(known, Exception):
                raise known
            self.taken = await enter_lines(self._tools, self.taken, part, known, self._until())

        await self._search.write(items, write, self._reject)

    def _gives_up(self, error: Exception) -> bool:
        if isinstance(error, IdentityUnavailable | ImportLost) or self._tools.is_outage(error):
            return False
        return self.attempt >= self._tools.attempts

    async def _reject(self, items: Sequence[Item]) -> None:
        told = [_not_processed(at, item) for at, item in enumerate(items, start=self.taken.position)]
        async with self._tools.open_work() as work:
            self.taken = await work.imports.advance(
                self.taken, told, counts_of(told), self._until(), items[-1].line, given_up=True
            )
            await work.commit()

    async def _end_with(self, told: LineResult | None = None, *, failed: bool = False) -> Import:
        async with self._tools.open_work() as work:
            if told is not None:
                last = self.taken.last_line
                self.taken = await work.imports.advance(self.taken, [told], counts_of([told]), self._until(), last)
            self.taken = await work.imports.finish(self.taken, self._tools.clock(), failed=failed)
            await work.commit()
        return self.taken

    def _until(self) -> datetime:
        return self._tools.clock() + LEASE


def _read(reader: Reader, piece: bytes) -> list[Item]:
    return list(reader.feed(piece))


def _end_of_chunk(items: Sequence[Item]) -> int:
    """Where a chunk ends: the faults of a line stay together, so that the line counts once."""
    end = min(_CHUNK, len(items))
    while end < len(items) and items[end].line == items[end - 1].line:
        end += 1
    return end


_RESTS = {
    "not_processed": "Le reste du fichier n'a pas pu être traité malgré plusieurs essais, rien n'en est gardé",
    "too_many_faults": f"Plus de {_MOST_REJECTED} lignes sont fautives : le reste du fichier n'a pas été lu",
}


def _rest(rule: str, taken: Import) -> LineResult:
    return LineResult(
        ordinal=taken.position,
        line=0,
        outcome=Outcome.REJECTED,
        rule=rule,
        message=_RESTS[rule],
        fix="Renvoyez-le sous un autre nom : les lignes déjà déclarées le resteront, une seule fois",
    )


def _not_processed(at: int, item: Item) -> LineResult:
    return LineResult(
        ordinal=at,
        line=item.line,
        outcome=Outcome.REJECTED,
        rule="not_processed",
        message="Cette ligne n'a pas pu être traitée malgré plusieurs essais, rien n'en est gardé",
        fix="Renvoyez-la dans un autre fichier ; si cela recommence, donnez-nous le numéro de l'import",
    )
