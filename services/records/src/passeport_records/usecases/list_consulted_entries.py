"""A professional lists what official sources guarantee of a person, for a purpose that he has stated."""

from __future__ import annotations

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_records.domain.consultation import Consulter
from passeport_records.domain.listing import EntryPage, EntryPosition
from passeport_records.usecases.label_entries import label_page
from passeport_records.usecases.ports import OpenWork

__all__ = ["list_consulted_entries"]


async def list_consulted_entries(
    open_work: OpenWork, clock: Clock, *, consulter: Consulter, limit: int, after: EntryPosition | None
) -> EntryPage:
    """One page of the person's active guaranteed entries; nothing is read without her reading of it (R6323-40).

    What she contests is not among them: while its source looks into it, nobody reads it without her consent (GDPR, 18).
    """
    async with open_work(consulter.person_id) as work:
        page = await work.entries.page((), limit, after, guaranteed_only=True, uncontested_only=True)
        now = clock()
        # Under each identifier that something was read of: should a merge be undone, the other reads it as well.
        shown = {consulter.person_id, *(entry.person_id for entry in page.entries)}
        await work.accesses.record(
            *(
                Access(
                    person_id,
                    now,
                    "professional",
                    consulter.professional_id,
                    "records.entry.consulted",
                    consulter.purpose,
                    consulter.organisation,
                )
                for person_id in sorted(shown)
            )
        )
        labelled = await label_page(work, page)
        await work.commit()
    return labelled
