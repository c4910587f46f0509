"""What tests of feeds share: persons whom identity knows, and files sent and processed without a network."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Batch, Feed, Sender
from passeport_records.domain.holder import (
    CivilIdentity,
    HolderIdentity,
    KnownHolder,
    NirIdentity,
    StudentNumber,
    TemporaryNumber,
    TrainingFile,
)
from passeport_records.domain.resolution import Resolution, Unresolved
from passeport_records.errors import IdentityUnavailable
from passeport_records.storage.piece_seal import SealedPieces
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.process_batch import LEASE, process_batch
from passeport_records.usecases.submit_batch import submit_batch
from samples import NAME, NIR, in_pieces

SEAL = SealedPieces.from_json(json.dumps({"current": "1", "keys": {"1": base64.b64encode(bytes(32)).decode()}}))


class KnownPersons:
    """Identity with a few persons: by NIR, or by birth name for a civil identity."""

    def __init__(self) -> None:
        self.claire = new_id()
        self.by_nir = {NIR: self.claire}
        self.by_name = {NAME: self.claire}
        self.by_ine: dict[str, UUID] = {}
        self.away = False
        self.questions = 0
        self.declared: list[tuple[str, str, str]] = []

    def add(self, nir: str) -> UUID:
        self.by_nir[nir] = new_id()
        return self.by_nir[nir]

    async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
        if self.away:
            raise IdentityUnavailable
        self.questions += 1
        return [self._resolve(holder) for holder in holders]

    async def declare(self, batch: Batch, changed: Sequence[NirIdentity]) -> None:
        self.declared += [(each.former.nir, each.nir, each.former.birth_name) for each in changed if each.former]

    def _resolve(self, holder: HolderIdentity) -> Resolution:
        match holder:
            case NirIdentity():
                person = self.by_nir.get(holder.nir)
                return Resolution(person) if person else Resolution(why=Unresolved.NO_MATCH)
            case CivilIdentity():
                person = self.by_name.get(holder.birth_name.upper())
                return Resolution(person, step=1) if person else Resolution(why=Unresolved.NO_MATCH, step=1)
            case KnownHolder():
                person = self.by_name.get(holder.file.name.upper())
                fits = person == holder.person_id
                return Resolution(person) if fits else Resolution(why=Unresolved.NAME_MISMATCH)
            case TrainingFile():
                raise TypeError("identity knows of no training file")
            case TemporaryNumber():
                return Resolution(why=Unresolved.TEMPORARY_NUMBER)
            case StudentNumber():
                person = self.by_ine.get(holder.ine)
                return Resolution(person) if person else Resolution(why=Unresolved.STUDENT_NUMBER)


_AHEAD = datetime(2027, 3, 1, tzinfo=UTC) - system_clock()


def receipt_clock() -> datetime:
    """When files are received: after the days that the samples tell of, whatever day it is."""
    return system_clock() + _AHEAD


def tools_of(open_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return FeedTools(open_work, SEAL, persons, system_clock)


async def chunks_of(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for piece in in_pieces(content, size):
        yield piece


async def send(tools: FeedTools, sender: Sender, feed: Feed, content: bytes, name: str = "flux") -> Batch:
    """Submits a file."""
    tools = replace(tools, clock=receipt_clock)
    return await submit_batch(tools, lambda: None, sender=sender, feed=feed, file_name=name, chunks=chunks_of(content))


async def process(tools: FeedTools) -> Batch | None:
    """Processes the oldest file that waits."""
    async with tools.open_work() as work:
        batch = await work.batches.take(tools.clock() + LEASE)
        await work.commit()
    return None if batch is None else await process_batch(tools, batch, asyncio.Event())


async def send_and_process(tools: FeedTools, sender: Sender, feed: Feed, content: bytes, name: str = "flux") -> Batch:
    sent = await send(tools, sender, feed, content, name)
    done = await process(tools)
    assert done is not None
    assert done.id == sent.id
    return done
