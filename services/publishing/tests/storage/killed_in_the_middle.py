"""A process that publishes the next in line, and is killed when all is written and nothing committed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from fakes import Book, Clock, Press
from passeport_chassis.db import create_engine
from passeport_publishing.domain.queued import InTurn
from passeport_publishing.messaging.events import encode
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.make_publication import MakePublication
from passeport_publishing.usecases.ports import UnitOfWork
from passeport_publishing.usecases.publish_queued import PublishQueued


class _Killed(PublishQueued):
    """Ends what it took, and never comes to the commit."""

    @asynccontextmanager
    async def _ended(self, work: UnitOfWork, turn: InTurn, publication_id: object) -> AsyncIterator[None]:
        async with PublishQueued._ended(self, work, turn, turn.id):
            sys.stdout.write("kept, not committed\n")
            sys.stdout.flush()
            await asyncio.Event().wait()
            yield


async def _main(url: str) -> None:
    work = UnitsOfWork(create_engine(url, pool_size=3), "killed", encode)
    publish = _Killed(work, MakePublication(work, Press(), Book(), "u/{}".format, Clock()), Clock())
    turn = await publish.take()
    assert turn is not None
    await publish(turn)


asyncio.run(_main(sys.argv[1]))
