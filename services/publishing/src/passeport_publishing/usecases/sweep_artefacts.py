"""Removes from a store the documents that no publication has: of one that was never committed, or is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from passeport_publishing.usecases.artefact_ports import Artefacts
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["SweepArtefacts", "Swept"]

# A document is kept just before its publication is committed, which takes seconds: neither statement nor transaction
# lasts for minutes.
_YOUNG = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many documents there were, and how many of them nobody has."""

    seen: int
    orphans: int


@dataclass(frozen=True, slots=True)
class SweepArtefacts:
    """The use case with its ports. Younger documents stay: a transaction may be about to name them."""

    open_work: OpenWork
    artefacts: Artefacts
    young: timedelta = _YOUNG

    async def __call__(self, *, remove: bool) -> Swept:
        """Counts orphans, and removes them if wanted. Stopped in the middle, it is begun again. Raises
        ArtefactsUnavailable.
        """
        # By the clock that dates documents: that of whoever sweeps may be an hour fast.
        settled = await self.artefacts.moment() - self.young
        seen = orphans = 0
        async for page in self.artefacts.listed():
            seen += len(page)
            old = [one for one in page if one.kept_at < settled]
            async with self.open_work() as work:
                known = await work.publications.digests_of([one.publication_id for one in old])
            for one in old:
                if known.get(one.publication_id) == one.sha256:
                    continue
                orphans += 1
                if remove:
                    await self.artefacts.remove(one)
        return Swept(seen, orphans)
