"""Finds the programmes that are installed beside this service, and takes none of their faults for its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

import structlog

from passeport_prevention.extend import ENTRY_POINTS, Programme, faults_of
from passeport_prevention.programmes.bounded import OutOfTime, Places

__all__ = ["Installed", "installed", "load_programmes"]

_log = structlog.get_logger(__name__)
# An import reads files; a cold disk is slow.
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Installed:
    """A programme by the name of its entry point, and why it cannot be had; one of the two is there."""

    name: str
    programme: Programme | None
    fault: str = ""


def installed() -> Collection[EntryPoint]:
    """The entry points that there are."""
    return entry_points(group=ENTRY_POINTS)


async def load_programmes(points: Iterable[EntryPoint], off: Collection[str] = ()) -> list[Installed]:
    """Each of them, in the order of their names, but for those that an operator turned off."""
    wanted = sorted((one for one in points if one.name not in off), key=lambda one: one.name)
    times = Counter(one.name for one in wanted)
    loaded = []
    for name in times:
        first, *others = (one for one in wanted if one.name == name)
        found = (
            Installed(name, None, "two distributions have a programme of this name") if others else await _load(first)
        )
        if found.fault:
            _log.error("programme cannot be loaded", programme=name, fault=found.fault)
        loaded.append(found)
    return loaded


async def _load(point: EntryPoint) -> Installed:
    try:
        # In a thread of its own, since an import runs whatever it likes.
        programme = await Places(point.name, 1).run(point.load, _SECONDS)
    except OutOfTime:
        return Installed(point.name, None, f"its import did not end within {_SECONDS:.0f} s")
    except Exception as error:  # noqa: BLE001 - it is its fault, whatever it is, and stays there
        _log.error("programme cannot be imported", programme=point.name, exc_info=error)
        return Installed(point.name, None, f"its import raised {type(error).__name__}")
    faults = faults_of(programme)
    if not faults and programme.name != point.name:
        faults = [f"it is called {programme.name}, and its entry point otherwise"]
    if faults:
        return Installed(point.name, None, "; ".join(faults))
    return Installed(point.name, programme)
