"""From items whose persons identity knows to one transaction: for a chunk of a file, and for lines that waited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from passeport_records.domain.batch import Batch
from passeport_records.domain.claims import Claim, is_withdrawal, keys_of
from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.gathering import Gathering
from passeport_records.domain.harvest import Held, SourceKey, nobodys_key
from passeport_records.domain.holder import HolderIdentity, NirIdentity, TrainingFile
from passeport_records.domain.replacing import Replacing, Slot
from passeport_records.domain.report import Fault
from passeport_records.domain.resolution import Resolution, Unresolved
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.mark_events import marked
from passeport_records.usecases.ports import FeedWork, KeysTaken
from passeport_records.usecases.settle_disputes import settle_disputes
from passeport_records.usecases.training_files import resolve_training_files

__all__ = ["Item", "Persons", "claims_of", "declare", "gather", "insist", "resolve", "write_gathered"]

_ATTEMPTS = 5

Item = Claim | Retraction | Fault
Persons = Mapping[HolderIdentity, Resolution]
Numbered = Sequence[tuple[int, Item]]
"""Items with their ordinals in their file."""

T = TypeVar("T")


class _Forgotten(Exception):
    """The time of some persons ended since identity was asked: what came in of them would stay for ever (R6323-39)."""

    def __init__(self, persons: Collection[UUID]) -> None:
        super().__init__()
        self.persons = persons


async def resolve(tools: FeedTools, batch: Batch, holders: Sequence[HolderIdentity]) -> Persons:
    """Asks identity once for each person, and once more for those whom it knows as they were before."""
    files = [holder for holder in holders if isinstance(holder, TrainingFile)]
    found: dict[HolderIdentity, Resolution] = {**await resolve_training_files(tools, batch, files)}
    if asked := [holder for holder in holders if not isinstance(holder, TrainingFile)]:
        found |= zip(asked, await tools.persons.resolve(batch, asked), strict=True)
    former = {
        holder: holder.former
        for holder, resolution in found.items()
        if isinstance(holder, NirIdentity)
        and holder.former is not None
        and resolution.why in {Unresolved.NO_MATCH, Unresolved.NAME_MISMATCH}
    }
    if former:
        again = await tools.persons.resolve(batch, list(former.values()))
        found |= {holder: known for holder, known in zip(former, again, strict=True) if known.person_id is not None}
    return found


async def declare(tools: FeedTools, batch: Batch, holders: Sequence[HolderIdentity]) -> None:
    """Tells identity of numbers that a file says have changed."""
    if changed := [holder for holder in holders if isinstance(holder, NirIdentity) and holder.has_other_number]:
        # It proves nothing, and may be said twice: what comes of it is identity's to know.
        await tools.persons.declare(batch, changed)


async def gather(work: FeedWork, batch: Batch, items: Numbered, persons: Persons, now: datetime) -> Gathering:
    """What items do to the passports, whose rows are locked by it."""
    claims = claims_of(item for _, item in items)
    keys = {key for claim in claims for key in keys_of(batch, claim, persons[claim.holder].person_id)}
    withdrawn = {key for claim in claims if is_withdrawal(claim) for key in keys_of(batch, claim, None)}
    # What is taken back must not enter a passport later, when its person is known. Before entries are looked for: where
    # it is being tried at this moment, this waits for what comes of it.
    awaited = await work.waiting.cancel(withdrawn, now) if withdrawn else frozenset()
    replacing = await _replacing(work, batch, items, claims, persons)
    held = await work.guaranteed.find(keys)
    one = await _who_are_one(work, batch, claims, held, persons)
    gathering = Gathering(batch, held, now, one, awaited, replacing)
    for ordinal, item in items:
        if isinstance(item, Fault):
            gathering.take_fault(ordinal, item)
        elif isinstance(item, Retraction):
            gathering.take_retraction(ordinal, item)
        else:
            gathering.take(ordinal, item, persons[item.holder])
    return gathering


async def write_gathered(
    tools: FeedTools, work: FeedWork, batch: Batch, gathering: Gathering, persons: Persons, *, first: bool = True
) -> None:
    """Writes it all but the commit. Raises KeysTaken, and what `insist` knows what to do about.

    `first`: the items had no outcome before; their reports are written, and those without a person wait.
    """
    harvest = gathering.harvest
    await work.guaranteed.write(batch, harvest if first else replace(harvest, reports=()))
    await work.replacements.note(batch.id, gathering.replacing.noted)
    if first and gathering.waiting:
        waiting = {
            ordinal: (keys_of(batch, claim, None), tools.sealed_claim(batch.id, ordinal, claim))
            for ordinal, claim in gathering.waiting.items()
        }
        await work.waiting.add(batch, waiting, tools.clock())
    await work.accesses.record(*gathering.accesses)
    for event in await marked(work, gathering.events):
        work.emit(event)
    await settle_disputes(work, harvest, tools.clock(), batch.id)
    found = {answer.person_id for answer in persons.values() if answer.person_id is not None}
    if gone := await work.persons.expired(found):
        raise _Forgotten(gone)


async def insist(commit: Callable[[Persons], Awaitable[T]], persons: Persons) -> T:
    """Runs a transaction of a feed, again where another one came first or a person was forgotten meanwhile."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return await commit(persons)
        except KeysTaken:
            # Another file gave one of the keys meanwhile, or each waited for the other: the next time its work is seen.
            if attempt == _ATTEMPTS:
                raise
        except _Forgotten as forgotten:
            if attempt == _ATTEMPTS:
                raise
            gone = forgotten.persons
            persons = {
                holder: Resolution(why=Unresolved.NO_MATCH) if answer.person_id in gone else answer
                for holder, answer in persons.items()
            }
    raise AssertionError


def claims_of(items: Iterable[Item]) -> list[Claim]:
    """The items that speak of a person."""
    return [item for item in items if not isinstance(item, Retraction | Fault)]


async def _replacing(
    work: FeedWork, batch: Batch, items: Numbered, claims: Sequence[Claim], persons: Persons
) -> Replacing:
    """Which declarations no longer count, of those that items came of; what stands on those that they take back."""
    told = {(claim.contract.siret, claim.slot) for claim in claims if isinstance(claim, EmploymentClaim) and claim.slot}
    taken_back = {item.place for _, item in items if isinstance(item, Retraction)}
    if not told and not taken_back:
        return Replacing({}, {})
    known = await work.replacements.find(told, taken_back)
    left: dict[Slot, frozenset[SourceKey]] = {}
    for _, item in items:
        if isinstance(item, Retraction) and item.named:
            keys = await _of_nobody(work, batch, item, claims, persons)
            left[item.place] = left.get(item.place, frozenset()) | keys
    standing = {place: await work.replacements.standing(place, left.get(place, ())) for place in sorted(taken_back)}
    return Replacing(known, standing, left)


async def _of_nobody(
    work: FeedWork, batch: Batch, taken_back: Retraction, claims: Sequence[Claim], persons: Persons
) -> frozenset[SourceKey]:
    """Of the contracts that a declaration names: those whose person identity does not know, here or in chunks before.

    They are no less declared than the others, and what they say enters the passport when their person is known.
    """
    here = {claim.line for claim in claims}
    lines = {claim.line for claim in claims if persons[claim.holder].person_id is None}
    if before := taken_back.named.keys() - here:
        lines |= set(await work.batches.without_person(batch.id, before))
    return frozenset(nobodys_key(contract) for line in lines for contract in taken_back.named.get(line, ()))


async def _who_are_one(
    work: FeedWork, batch: Batch, claims: Sequence[Claim], held: Mapping[SourceKey, Held], persons: Persons
) -> frozenset[tuple[UUID, UUID]]:
    """Of what is kept under a sender's number for another than whom the file names: where both are one by a merge."""
    if not held:
        return frozenset()
    pairs: set[tuple[UUID, UUID]] = set()
    for claim in claims:
        named = persons[claim.holder].person_id
        if not isinstance(claim, EmploymentClaim) and named is not None:
            kept = {held[key].entry.person_id for key in keys_of(batch, claim, named) if key in held}
            pairs |= {(each, named) for each in kept if each != named}
    return frozenset([pair for pair in pairs if await work.persons.are_one(*pair)])
