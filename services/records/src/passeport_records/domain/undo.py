"""How a batch is undone, entry by entry: each is as it would be had the batch never been sent (`docs/batches.md`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Batch
from passeport_records.domain.causes import undoing_of
from passeport_records.domain.employment import ContractKey
from passeport_records.domain.entry import Entry, EntryState, Kind
from passeport_records.domain.harvest import EntryStep, Held, SourceKey, contract_key
from passeport_records.domain.known import Known
from passeport_records.domain.provenance import Change, Step, change_of
from passeport_records.domain.tellings import Strand, Telling, keys_told, strands_of, weigh_given

__all__ = ["KEPT", "KEPT_RULE", "Touched", "Undone", "undo"]

KEPT_RULE = "kept"
KEPT = "Gardé malgré l'annulation de l'envoi : un autre envoi l'a modifié ou confirmé depuis"
"""What a partner reads of a line whose entry stays as it is, since other batches tell so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Entries that are undone together: one, or those of contracts of a person that share keys, or did; oldest first.

    `tellings` is all that lines told of them and that is kept, `ground` what others made of contracts, `keys` which
    entry each key of a contract leads to. `steps` has for those that the batch told of a step like the last one that it
    made, or the last of all where it made none, and `before` how they were before its first. `changed`: those that the
    batch changed, and not only confirmed. `known_whole`: no version of this service touched them that kept no tellings,
    and none is lost;
    `alone`: those that nothing touched but the batch, since it began.
    """

    entries: Sequence[Held]
    tellings: Sequence[Telling]
    keys: Mapping[ContractKey, UUID]
    steps: Mapping[UUID, Step]
    before: Mapping[UUID, Held] = field(default_factory=dict)
    changed: frozenset[UUID] = frozenset()
    alone: frozenset[UUID] = frozenset()
    ground: Sequence[Strand] = ()
    known_whole: bool = True


@dataclass(slots=True)
class Undone:
    """What the undoing of a batch does to entries: those that it leaves otherwise, and what is told of it.

    `keys` lead to another entry from now on, or to none; `kept` are those that the batch changed and that stay.
    """

    added: dict[UUID, Held] = field(default_factory=dict)
    changed: dict[UUID, Held] = field(default_factory=dict)
    steps: list[EntryStep] = field(default_factory=list)
    keys: dict[SourceKey, Entry | None] = field(default_factory=dict)
    kept: list[Entry] = field(default_factory=list)
    count: int = 0
    """Entries of the batch that do not stay as it left them."""


def undo(batch: Batch, touched: Touched, now: datetime) -> Undone:
    """Leaves entries as they are without the tellings of batches that are undone."""
    if not touched.known_whole:
        after = {held.entry.id: _as_before(touched, held, now) for held in touched.entries}
        result = _compared(batch, touched, {entry_id: held for entry_id, held in after.items() if held}, now)
    elif touched.entries[0].entry.kind is Kind.EMPLOYMENT:
        result = _contracts(batch, touched, now)
    else:
        weighed = {held.entry.id: _weighed(touched, held, now) for held in touched.entries}
        result = _compared(batch, touched, weighed, now)
    for held in touched.entries:
        entry = result.changed.get(held.entry.id, held).entry
        if held.entry.id not in touched.changed:
            continue
        if entry.revision == held.entry.revision and entry.state is EntryState.ACTIVE:
            result.kept.append(entry)
        else:
            result.count += 1
    return result


def _weighed(touched: Touched, held: Held, now: datetime) -> Held:
    content = weigh_given(telling for telling in touched.tellings if telling.stands)
    state = EntryState.WITHDRAWN if content is None else EntryState.ACTIVE
    return Held(_now_as(held.entry, replace(held.entry, state=state, content=content or held.entry.content), now))


def _contracts(batch: Batch, touched: Touched, now: datetime) -> Undone:
    model = touched.entries[0].entry
    strands = strands_of([telling for telling in touched.tellings if telling.stands], model, now, touched.ground)
    homes = {held.entry.id: _home(touched, held) for held in touched.entries}
    heirs, after, added = _shared_out(touched, strands, homes, now)
    result = _compared(batch, touched, after, now)
    for entry_id, held in added.items():
        result.added[entry_id] = held
        change = Change.REGISTERED if held.entry.state is EntryState.ACTIVE else Change.WITHDRAWN
        step = replace(next(iter(touched.steps.values())), revision=1, change=change)
        result.steps.append(EntryStep(held.entry, _told(batch, step, now)))
    wanted = {key: heirs[id(strand)] for strand in strands for key in strand.keys}
    told = {held.entry.id for held in heirs.values()}
    for key, owner in touched.keys.items():
        # Of an entry of which nothing is told any more one is left, under which it may be told of again.
        if key not in wanted and (owner in told or homes.get(owner) != key):
            result.keys[contract_key(model.person_id, key)] = None
    for key, heir in wanted.items():
        owner_now = after.get(touched.keys[key]) if key in touched.keys else None
        if owner_now is None or heir.entry.id not in {owner_now.entry.id, owner_now.continued_by}:
            result.keys[contract_key(model.person_id, key)] = heir.entry
    return result


def _shared_out(
    touched: Touched, strands: Sequence[Strand], homes: Mapping[UUID, ContractKey | None], now: datetime
) -> tuple[dict[int, Held], dict[UUID, Held], dict[UUID, Held]]:
    """Which entry is that of each strand (by its `id`), and how all entries are then, those that are new apart.

    An entry stays that of the key under which it came; where two did, the older one goes on for both.
    """
    heirs: dict[int, Held] = {}
    after: dict[UUID, Held] = {}
    added: dict[UUID, Held] = {}
    free = [held for held in touched.entries if not any(homes[held.entry.id] in one.keys for one in strands)]
    for strand in strands:
        own = [held for held in touched.entries if homes[held.entry.id] in strand.keys]
        if not own and (left := [held for held in free if held.entry.id in strand.under]):
            own = left[:1]
            free.remove(own[0])
        if own:
            heir, *others = own
            heirs[id(strand)] = Held(_now_as(heir.entry, strand.entry, now), strand.known)
            after[heir.entry.id] = heirs[id(strand)]
            for other in others:
                after[other.entry.id] = Held(other.entry.withdrawn(now), other.known, continued_by=heir.entry.id)
        else:
            entry = replace(strand.entry, id=new_id(), revision=1, created_at=now, updated_at=now, place=0)
            heirs[id(strand)] = added[entry.id] = Held(entry, strand.known)
    for held in free:
        # Nothing is known of it any more: what a message says that comes later counts, however old it is.
        after[held.entry.id] = Held(held.entry.withdrawn(now), Known())
    return heirs, after, added


def _home(touched: Touched, held: Held) -> ContractKey | None:
    """The key under which an entry came, of those that lead to it."""
    entry_id = held.entry.id
    told = [telling for telling in touched.tellings if telling.entry_id == entry_id and keys_told(telling)]
    told.sort(key=lambda one: (one.revision, one.confirms, one.turn, one.line))
    mine = sorted(
        (key for key, owner in touched.keys.items() if owner == entry_id),
        key=lambda key: (key.start, key.siret, key.number),
    )
    return next((key for telling in told if (key := keys_told(telling)[0]) in mine), next(iter(mine), None))


def _as_before(touched: Touched, held: Held, now: datetime) -> Held | None:
    """An entry of which not all tellings are known, as it was before the batch; None where it has to stay as it is."""
    entry_id = held.entry.id
    if entry_id not in touched.alone:
        return None
    before = touched.before.get(entry_id)
    if before is None:
        return Held(held.entry.withdrawn(now), None if held.known is None else Known())
    return replace(before, entry=_now_as(held.entry, before.entry, now))


def _now_as(entry: Entry, other: Entry, now: datetime) -> Entry:
    """An entry that says what another one does, and holds if that does; the same object where it did already."""
    if (entry.state, entry.content) == (other.state, other.content):
        return entry
    if other.state is EntryState.WITHDRAWN:
        # What it said stays as it was: it is no longer said.
        return entry.withdrawn(now)
    return replace(entry, state=other.state, content=other.content, revision=entry.revision + 1, updated_at=now)


def _compared(batch: Batch, touched: Touched, after: Mapping[UUID, Held], now: datetime) -> Undone:
    result = Undone()
    for held in touched.entries:
        entry_id = held.entry.id
        if (left := after.get(entry_id, held)) == held:
            continue
        result.changed[entry_id] = left
        if left.entry.revision != held.entry.revision:
            step = touched.steps.get(entry_id) or next(iter(touched.steps.values()))
            step = replace(step, revision=left.entry.revision, change=change_of(held.entry, left.entry))
            result.steps.append(EntryStep(left.entry, _told(batch, step, now), held))
    return result


def _told(batch: Batch, step: Step, now: datetime) -> Step:
    order = batch.rollback
    if order is None:
        raise ValueError("a batch that is not being rolled back")
    return replace(step, cause=undoing_of(order), made_at=now)
