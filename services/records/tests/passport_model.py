"""A passport of one person, as feeds leave it: what a database would hold, without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Feed
from passeport_records.domain.claims import keys_of
from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.entry import Content, EntryState
from passeport_records.domain.events import EntryRegistered, EntryWithdrawn
from passeport_records.domain.gathering import Gathering
from passeport_records.domain.harvest import Held, SourceKey
from passeport_records.domain.known import Stamp
from passeport_records.domain.replacing import Replacing, Slot
from passeport_records.domain.resolution import Resolution
from passeport_records.domain.slots import takes_back
from support import DSN_SENDER, NOW, batch

__all__ = ["Passport", "passport_of"]

PERSON = new_id()
DSN = batch(feed=Feed.DSN, sender=DSN_SENDER)


@dataclass
class Passport:
    """What a database would hold: entries, the keys that lead to them, the events told."""

    entries: dict[UUID, Held] = field(default_factory=dict)
    keys: dict[SourceKey, UUID] = field(default_factory=dict)
    known_to_all: set[UUID] = field(default_factory=set)
    replaced: dict[Slot, Stamp] = field(default_factory=dict)

    def receive(self, items: Sequence[EmploymentClaim | Retraction]) -> None:
        """Takes what one chunk of a file says."""
        said = [item for item in items if isinstance(item, EmploymentClaim)]
        asked = {key for claim in said for key in keys_of(DSN, claim, PERSON)}
        taken_back = {item.place for item in items if isinstance(item, Retraction)}
        replacing = Replacing(self.replaced, {place: self._standing(place) for place in taken_back})
        held = {key: self._under(key) for key in asked if key in self.keys}
        gathering = Gathering(DSN, held, NOW, replacing=replacing)
        for ordinal, item in enumerate(items):
            if isinstance(item, Retraction):
                gathering.take_retraction(ordinal, item)
            else:
                gathering.take(ordinal, item, Resolution(PERSON))
        for noted in replacing.noted:
            self.replaced[noted.place] = max(noted.stamp, self.replaced.get(noted.place, noted.stamp))
        harvest = gathering.harvest
        assert not set(harvest.keys) & set(self.keys), "a key changes hands"
        self.keys |= {key: entry.id for key, entry in harvest.keys.items()}
        assert not set(harvest.added) & set(self.entries)
        self.entries |= {**harvest.added, **harvest.changed}
        revisions = [(noted.entry.id, noted.step.revision) for noted in harvest.steps]
        assert len(revisions) == len(set(revisions))
        for event in gathering.events:
            if isinstance(event, EntryRegistered):
                self.known_to_all.add(event.entry_id)
            elif isinstance(event, EntryWithdrawn):
                self.known_to_all.remove(event.entry_id)
        assert self.known_to_all == {id_ for id_, held in self.entries.items() if held.entry.state is EntryState.ACTIVE}

    def _standing(self, place: Slot) -> list[Held]:
        siret, slot = place
        standing = [
            held
            for held in map(self._under, self.keys)
            if held.known and any(takes_back(slot, on) for on in held.known.slots)
        ]
        found = {held.entry.id: held for held in standing}
        ids = {self._under(key).entry.id for key in self.keys if key.sender == siret}
        return [held for entry_id, held in found.items() if entry_id in ids]

    def _under(self, key: SourceKey) -> Held:
        held = self.entries[self.keys[key]]
        while held.continued_by:
            held = self.entries[held.continued_by]
        return held

    def shown(self) -> list[Content]:
        """What the holder sees."""
        return [held.entry.content for held in self.entries.values() if held.entry.state is EntryState.ACTIVE]


def passport_of(chunks: Iterable[Sequence[EmploymentClaim | Retraction]]) -> Passport:
    passport = Passport()
    for chunk in chunks:
        passport.receive(chunk)
    return passport
