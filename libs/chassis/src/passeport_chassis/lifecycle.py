"""One process from start to stop: parts run side by side, a signal or a failing part stops them all in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that runs until its stop event is set, and then returns."""

    name: str
    run: Callable[[asyncio.Event], Awaitable[None]]


async def supervise(
    parts: Sequence[Part], *, on_drain: Callable[[], Awaitable[None]] | None = None, grace: float = 10.0
) -> None:
    """Runs the parts until SIGTERM or SIGINT, or until one of them ends.

    On the way out `on_drain` is awaited first (say "not ready"), then parts are stopped last to first, each within
    `grace` seconds. Raises what a part raised; a part that returns before the stop is an error too.
    """
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    stops = [asyncio.Event() for _ in parts]
    tasks = [asyncio.create_task(_run(part, stop), name=part.name) for part, stop in zip(parts, stops, strict=True)]
    signalled = asyncio.create_task(asked.wait())
    done, _ = await asyncio.wait({signalled, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    ended_early = [task for task in tasks if task in done]
    _log.info("stopping", because="signal" if not ended_early else ended_early[0].get_name())
    if on_drain is not None:
        await on_drain()
    for stop, task in reversed(list(zip(stops, tasks, strict=True))):
        stop.set()
        finished, _ = await asyncio.wait({task}, timeout=grace)
        if not finished:
            _log.warning("part did not stop in time", part=task.get_name(), seconds=grace)
            task.cancel()
    signalled.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for task, result in zip(tasks, results, strict=True):
        if isinstance(result, Exception):
            raise result
        if task in ended_early and not asked.is_set():
            raise RuntimeError(f"{task.get_name()} ended by itself")


async def _run(part: Part, stop: asyncio.Event) -> None:
    try:
        await part.run(stop)
    except Exception:
        _log.exception("part failed", part=part.name)
        raise
