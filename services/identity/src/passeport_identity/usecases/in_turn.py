"""A unit of work in which what was looked up stays as it is: whose turn it is is known only once it was looked up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

from passeport_identity.usecases.note_deaths import take_turns_with
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["in_turn"]

T = TypeVar("T")


@asynccontextmanager
async def in_turn(
    open_work: OpenWork, find: Callable[[UnitOfWork], Awaitable[T]], whose: Callable[[T], Set[UUID]]
) -> AsyncIterator[tuple[UnitOfWork, T]]:
    """A unit of work with what was found in it, while nobody signs in as, merges, splits or activates those concerned.

    Whoever was waited for may have merged one of them into another, or split two: what is found then is another's, and
    all begins anew with nothing held.
    """
    while True:
        async with open_work() as work:
            before = whose(await find(work))
            await take_turns_with(work, [*before])
            found = await find(work)
            if whose(found) == before:
                yield work, found
                return
