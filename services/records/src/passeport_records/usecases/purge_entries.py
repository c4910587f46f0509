"""What holders deleted is erased once they can no longer take it back."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from passeport_chassis.access import by_system
from passeport_chassis.clock import Clock
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["purge_entries", "purge_regularly"]

_log = structlog.get_logger(__name__)
_AT_ONCE = 500
_EVERY = 3600.0


async def purge_entries(open_work: OpenFeedWork, clock: Clock) -> int:
    """Erases declared entries whose time is over, in short transactions, and says so in the trail of their holders.

    Returns how many.
    """
    total = 0
    while True:
        now = clock()
        async with open_work() as work:
            erased = await work.deleted.erase(now, _AT_ONCE)
            purpose = "Effacement définitif d’un élément que vous aviez supprimé"
            await work.accesses.record(
                *(
                    by_system("records", person_id, now, "records.entry.purge", purpose, str(entry_id))
                    for person_id, entry_id in erased
                )
            )
            await work.commit()
        total += len(erased)
        if len(erased) < _AT_ONCE:
            return total


async def purge_regularly(open_work: OpenFeedWork, clock: Clock, stop: asyncio.Event) -> None:
    """Erases every hour, until `stop` is set; what could not be erased is tried again an hour later."""
    while not stop.is_set():
        try:
            if erased := await purge_entries(open_work, clock):
                _log.info("deleted entries erased", entries=erased)
        except Exception as error:  # noqa: BLE001 - the database is away: erased when it is back
            _log.warning("deleted entries not erased", exc_info=error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY)
