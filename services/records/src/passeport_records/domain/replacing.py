"""Which declarations no longer count, for the items of a chunk and those that it takes back itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.harvest import Held, SourceKey, going_on
from passeport_records.domain.known import Stamp
from passeport_records.domain.slots import unsigned

__all__ = ["Replacing", "Slot"]

Slot = tuple[str, str]
"""A declaration of the DSN: its establishment, and what names it there."""


class Replacing:
    """Tells whether a claim still counts, and which entries a retraction touches."""

    def __init__(
        self,
        known: Mapping[Slot, Stamp],
        standing: Mapping[Slot, Collection[Held]],
        left: Mapping[Slot, frozenset[SourceKey]] | None = None,
    ) -> None:
        """`known`: up to which message declarations no longer count; `standing`: the entries that stand on one.

        `left`: keys, without persons, of what the declaration that takes one back names itself, of nobody yet known.
        """
        self._left = left or {}
        self._known = dict(known)
        self._standing = standing
        self._told: defaultdict[Slot, set[UUID]] = defaultdict(set)
        self.noted: list[Retraction] = []

    def covers(self, claim: EmploymentClaim) -> bool:
        """Whether another declaration replaced or annulled the one that a claim came of."""
        if not claim.slot:
            return False
        places = [(claim.contract.siret, slot) for slot in (claim.slot, unsigned(claim.slot))]
        return any(claim.stamp < self._known[place] for place in places if place in self._known)

    def told(self, claim: EmploymentClaim, entry_id: UUID) -> None:
        """Notes that an entry stands on the declaration that a claim came of."""
        self._told[claim.contract.siret, claim.slot].add(entry_id)

    def left(self, taken_back: Retraction) -> frozenset[SourceKey]:
        """Keys of contracts that stay as they are: they are named, and who they are of will be known later."""
        return self._left.get(taken_back.place, frozenset())

    def take(self, taken_back: Retraction, held: Mapping[UUID, Held]) -> list[Held]:
        """Notes a retraction; gives the entries that may stand on what it takes back, as the chunk has left them."""
        place = taken_back.place
        self._known[place] = max(self._known.get(place, taken_back.stamp), taken_back.stamp)
        self.noted.append(taken_back)
        touched = {each.entry.id: held.get(each.entry.id, each) for each in self._standing.get(place, ())}
        touched |= {entry_id: held[entry_id] for entry_id in self._told.get(place, ())}
        return list({each.entry.id: each for each in (going_on(one, held) for one in touched.values())}.values())
