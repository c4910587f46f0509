"""The holder is offered to join what he declared, or a source sent too, to what a source guarantees, and decides.

Offers are looked for when he asks, in two queries on his own entries: a feed does nothing for them, and no offer is
left behind when a source corrects or withdraws an entry, or when persons are merged or split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_records.domain.entry import Nature
from passeport_records.domain.joining import JOINABLE, Decision, Offer, agreements, offers
from passeport_records.errors import EntryJoined, OfferNotFound
from passeport_records.usecases.label_entries import label_entries
from passeport_records.usecases.ports import OpenWork, UnitOfWork

__all__ = ["decide_offer", "list_offers"]

_PURPOSES = {
    Decision.JOINED: "Réunion d’un élément déclaré avec l’élément garanti qui dit la même chose",
    Decision.REFUSED: "Refus de réunir un élément déclaré avec un élément garanti",
}
_PURPOSES_OF_TWO_SOURCES = {
    Decision.JOINED: "Réunion de deux éléments garantis qui disent la même chose",
    Decision.REFUSED: "Refus de réunir deux éléments garantis",
}


async def list_offers(open_work: OpenWork, clock: Clock, *, person_id: UUID, wanted: Decision) -> Sequence[Offer]:
    """The offers in a state."""
    async with open_work(person_id) as work:
        entries = await work.joinings.entries(JOINABLE)
        found = [*offers(entries, await work.joinings.decided(), wanted)]
        shown = await _labelled(work, found)
        purpose = "Consultation des éléments à réunir"
        await work.accesses.record(by_holder(person_id, clock(), "records.entry.read", purpose))
        await work.commit()
    return shown


async def decide_offer(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, declared_id: UUID, guaranteed_id: UUID, decision: Decision
) -> Offer:
    """Joins two entries that match, or refuses to, for good; a refusal of two that are joined separates them.

    `declared_id` is the one that lists leave out. Raises OfferNotFound, EntryJoined when that one is joined to another
    which holds.
    """
    now = clock()
    async with open_work(person_id) as work:
        entries = {entry.id: entry for entry in await work.joinings.entries(JOINABLE)}
        declared, guaranteed = entries.get(declared_id), entries.get(guaranteed_id)
        if declared is None or guaranteed is None:
            raise OfferNotFound
        if guaranteed.nature is not Nature.GUARANTEED:
            raise OfferNotFound
        await work.attachments.lock(declared)
        decided = await work.joinings.decided()
        agreed = agreements(declared, guaranteed)
        if not agreed and (declared_id, guaranteed_id) not in decided:
            raise OfferNotFound
        if decision is Decision.JOINED:
            for (one, other), earlier in decided.items():
                # One that was taken back since is not among the entries, and stands in nobody's way.
                if one == declared_id and other != guaranteed_id and earlier is Decision.JOINED and other in entries:
                    raise EntryJoined(declared_id)
        await work.joinings.decide(declared, guaranteed, decision, now)
        words = _PURPOSES if declared.nature is Nature.DECLARED else _PURPOSES_OF_TWO_SOURCES
        access = by_holder(person_id, now, f"records.offer.{decision.value}", words[decision], str(declared_id))
        await work.accesses.record(access)
        [shown] = await _labelled(work, [Offer(declared, guaranteed, agreed, decision)])
        await work.commit()
    return shown


async def _labelled(work: UnitOfWork, found: Sequence[Offer]) -> Sequence[Offer]:
    entries = {entry.id: entry for offer in found for entry in (offer.declared, offer.guaranteed)}
    labelled = {entry.id: entry for entry in await label_entries(work, [*entries.values()])}
    return [
        replace(offer, declared=labelled[offer.declared.id], guaranteed=labelled[offer.guaranteed.id])
        for offer in found
    ]
