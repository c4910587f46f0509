"""The use cases of the line of publications over one database, with stand-ins for whom they ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from fakes import Book, Clock, Passport, Press
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.queued import InTurn, QueuedPublication
from passeport_publishing.domain.request import PublicationRequest, read_request
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.create_publication import CreatePublication
from passeport_publishing.usecases.keep_queue import KeepQueue
from passeport_publishing.usecases.make_publication import MakePublication
from passeport_publishing.usecases.publish_queued import PublishQueued
from passeport_publishing.usecases.queue_publication import QueuePublication
from passeport_publishing.usecases.take_snapshot import TakeSnapshot
from samples import SAMPLE_ITEMS

PERSON, OTHER = uuid4(), uuid4()
ROW = tables.queued_publication


def wanted(request_id: str = "r-1", *, title: str = "CV") -> PublicationRequest:
    ids = [str(item.provenance.record_id) for item in SAMPLE_ITEMS]
    return read_request(request_id, SaidModel(title=title, entry_ids=ids))


@dataclass
class House:
    """The use cases over one database, with stand-ins for whom they ask."""

    open_work: UnitsOfWork
    engine: AsyncEngine
    most: int = 100
    passport: Passport = field(
        default_factory=lambda: Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
    )
    press: Press = field(default_factory=Press)

    def __post_init__(self) -> None:
        clock = Clock()
        making = MakePublication(self.open_work, self.press, Book(), "u/{}".format, clock)
        read = self.read_by(self.passport)
        self.publish = PublishQueued(self.open_work, making, clock)
        self.directly = CreatePublication(self.open_work, read, making)
        self.keep = KeepQueue(self.open_work, clock)

    def read_by(self, passport: Passport) -> TakeSnapshot:
        """Lets another be asked for entries of what is put in line."""
        read = TakeSnapshot(passport, passport, Clock())
        self.put = QueuePublication(self.open_work, read, self.press, Clock(), self.most)
        return read

    async def taken(self) -> InTurn:
        turn = await self.publish.take()
        assert turn is not None
        return turn

    async def let(self, **values: object) -> None:
        """Time passes, or whatever else the row then says."""
        async with self.engine.begin() as connection:
            await connection.execute(sa.update(ROW).values(**values))

    async def state(self, queued: QueuedPublication) -> tuple[str, str]:
        found = await self.keep.get(queued.person_id, queued.id)
        return found.state.value, found.failure

    async def published(self, person_id: UUID = PERSON) -> list[UUID]:
        async with self.open_work() as work:
            return [one.id for one in (await work.publications.page(person_id, 50, None)).publications]
