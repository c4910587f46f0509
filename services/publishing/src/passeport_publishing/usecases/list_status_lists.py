"""Lists the Status List Tokens that there are, for who fetches all of them (Token Status List, section 9)."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_publishing.domain.status import token_list_of
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["ListStatusLists"]


@dataclass(frozen=True, slots=True)
class ListStatusLists:
    """The use case with its port; `max_age` is for how many seconds its answer may be cached."""

    open_work: OpenWork
    max_age: int

    async def __call__(self) -> tuple[str, ...]:
        """The identifiers, the oldest list first."""
        async with self.open_work() as work:
            return tuple(map(token_list_of, await work.status_lists.revocation_lists()))
