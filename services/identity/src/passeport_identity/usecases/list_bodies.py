"""The bodies that a holder may choose to show something to: those whose professionals sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from passeport_identity.domain.partner import PartnerClient
from passeport_identity.errors import BodyNotFound
from passeport_identity.usecases.ports import OpenWork

__all__ = ["GetBody", "ListBodies"]

_MOST = 50
_LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class ListBodies:
    """The use case with its port. Nothing of a person is in it, so that nothing is noted."""

    open_work: OpenWork

    async def __call__(self, query: str) -> Sequence[PartnerClient]:
        """Bodies whose name holds the text or whose SIRET begins with it, by name, 50 at most."""
        wanted = query.replace("\0", "").strip()[:_LONGEST_QUERY]
        async with self.open_work() as work:
            return await work.professionals.bodies(wanted, _MOST)


@dataclass(frozen=True, slots=True)
class GetBody:
    """The use case with its port."""

    open_work: OpenWork

    async def __call__(self, siret: str) -> PartnerClient:
        """The body of a SIRET. Raises BodyNotFound."""
        async with self.open_work() as work:
            body = await work.professionals.body_of(siret) if "\0" not in siret else None
        if body is None:
            raise BodyNotFound
        return body
