"""A publication as the register keeps it, without the work of making one."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

from joserfc.util import urlsafe_b64encode

from passeport_chassis.ids import new_id
from passeport_publishing.credentials.subject import write_snapshot
from passeport_publishing.domain.codes import new_code
from passeport_publishing.domain.publication import Publication, SealedDocument, State
from passeport_publishing.domain.snapshot import Language, Snapshot
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.ports import Made
from samples import NOW, make_snapshot

PERSON = uuid4()


def make(person_id: UUID = PERSON, *, request_id: str = "r-1", index: int = 5, days: int = 0) -> Made:
    snapshot = make_snapshot()
    at = NOW + timedelta(days=days)
    publication = Publication(
        new_id(),
        person_id,
        new_code(),
        "CV",
        Language.FRENCH,
        State.PUBLISHED,
        at,
        at,
        snapshot.record_ids,
        "ab" * 32,
        3,
    )
    status = tuple(StatusEntry(f"{purpose}-1", purpose, index) for purpose in Purpose)
    document = SealedDocument(b"\x00\xffpdf", "ab" * 32)
    return Made(publication, request_id, b"print", snapshot, document, "a.b.c", status)


def unsigned(snapshot: Snapshot, signature: str = "c") -> str:
    """What a credential says of a snapshot, signed by nobody."""
    return f"a.{urlsafe_b64encode(json.dumps(write_snapshot(snapshot)).encode()).decode()}.{signature}"


async def keep(open_work: UnitsOfWork, *several: Made) -> None:
    for made in several:
        async with open_work() as work:
            await work.publications.add(made)
            await work.commit()
