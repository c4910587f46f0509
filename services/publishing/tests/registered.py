"""A publication that is in the register, without the second that it takes to make its document."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID, uuid4

from passeport_chassis.ids import new_id
from passeport_publishing.domain.codes import new_code
from passeport_publishing.domain.publication import Publication, SealedDocument, State
from passeport_publishing.domain.snapshot import Language
from passeport_publishing.domain.status import Purpose, StatusEntry, draw_indices
from passeport_publishing.usecases.ports import Made
from samples import NOW, make_snapshot

PDF, CREDENTIAL = b"%PDF-1.7 sealed", "a.b.c"
SHA256 = "ab" * 32


async def keep_publication(open_work: Callable[[], AbstractAsyncContextManager[Any]], person_id: UUID) -> Publication:
    """Puts a publication of the usual sample into the register."""
    snapshot = make_snapshot()
    publication = Publication(
        new_id(),
        person_id,
        new_code(),
        snapshot.title,
        Language.FRENCH,
        State.PUBLISHED,
        NOW,
        NOW,
        snapshot.record_ids,
        SHA256,
        len(PDF),
    )
    status = tuple(StatusEntry(f"{purpose}-1", purpose, draw_indices(1)[0]) for purpose in Purpose)
    made = Made(publication, str(uuid4()), b"print", snapshot, SealedDocument(PDF, SHA256), CREDENTIAL, status)
    async with open_work() as work:
        await work.publications.add(made)
        await work.commit()
    return publication
