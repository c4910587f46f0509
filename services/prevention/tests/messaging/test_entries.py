"""What records tells of entries, on a real JetStream, and what records answers over a real call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from google.type import date_pb2
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from arrival_support import RECORDS, award_entry, event_of, told
from passeport.records.v1 import (
    entry_pb2,
    prevention_entry_service_pb2,
    prevention_entry_service_pb2_grpc,
)
from passeport_chassis.events import Bus, LetterBox
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Message, Publisher
from passeport_chassis.rpc import Policy, RemoteError, RpcServer, TlsFiles, open_channel
from passeport_prevention.clients.records import RecordsEntries
from passeport_prevention.domain.arrival import Entry, EntryKind
from passeport_prevention.messaging.streams import ENTRIES, ENTRY_REGISTERED
from passeport_prevention.storage import tables
from passeport_prevention.wiring import STORE
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import free_port
from passeport_testing.services import serving
from support import day

PERSON = new_id()
METHOD = "/passeport.records.v1.PreventionEntryService/BatchGetPreventionEntries"
AWARD = prevention_entry_service_pb2.PreventionEntry(
    revision=3,
    kind=entry_pb2.KIND_HABILITATION,
    title="Habilitation électrique",
    certification_code="RS7",
    option="B1V",
    organisation=entry_pb2.Organisation(name="Institut", siret="00100014000010"),
    start_date=date_pb2.Date(year=2026, month=3),
    source_label="Certificateur",
    contested=True,
)


async def test_what_enters_is_noted_once_though_it_is_told_twice(engine: AsyncEngine, nats: Client, bus: Bus) -> None:
    entry, other = award_entry(), award_entry()
    stop, memory = asyncio.Event(), LetterBox(engine, tables.dead_letter, ENTRIES.name)
    # As the process has it.
    handle = STORE.handlers(None, engine)[ENTRIES.name]  # type: ignore[arg-type]
    running = asyncio.create_task(bus.consume(ENTRIES, handle, memory, stop))
    event_id = str(new_id())
    headers = {"ce-id": event_id, "ce-type": ENTRY_REGISTERED}
    data = event_of(ENTRY_REGISTERED, PERSON, entry)
    unmarked = event_of(ENTRY_REGISTERED, PERSON, other, prevention=False)
    publisher = Publisher(nats, RECORDS.name)
    await publisher.publish([Message(str(new_id()), ENTRY_REGISTERED, each, headers) for each in (data, data)])
    await publisher.publish([Message(str(new_id()), ENTRY_REGISTERED, unmarked, headers | {"ce-id": str(new_id())})])
    async with asyncio.timeout(15):
        while True:
            info = await nats.jetstream().consumer_info(RECORDS.name, ENTRIES.name)
            if (info.num_pending, info.num_ack_pending) == (0, 0):
                break
            await asyncio.sleep(0.02)
    stop.set()
    await running
    async with engine.connect() as connection:
        found = list(await connection.execute(sa.select(tables.arrival.c.entry_id, tables.arrival.c.heard)))
        letters = await connection.scalar(sa.select(sa.func.count()).select_from(tables.dead_letter))
    assert ([tuple(row) for row in found], letters) == ([(entry.id, 1)], 0)


@pytest.mark.parametrize("broken", ["id", "person", "subject"])
async def test_what_is_not_as_the_contract_says_is_given_up(engine: AsyncEngine, broken: str) -> None:
    handle = STORE.handlers(None, engine)[ENTRIES.name]  # type: ignore[arg-type]
    delivery = told(ENTRY_REGISTERED, PERSON, award_entry())
    wrong: dict[str, Any] = {
        "id": {"event_id": None},
        "person": {"data": b""},
        "subject": {"subject": "passeport.records.v1.batch.finished"},
    }
    said = {name: getattr(delivery, name) for name in ("event_id", "subject", "type", "data", "headers")}
    with pytest.raises(ValueError, match=r".+"):
        await handle(type(delivery)(**said | wrong[broken], stream="RECORDS", sequence=1))


class Records(prevention_entry_service_pb2_grpc.PreventionEntryServiceServicer):
    """A small records: of what it is asked for it has the first."""

    async def BatchGetPreventionEntries(self, request: Any, context: Any) -> Any:  # noqa: N802
        found = prevention_entry_service_pb2.PreventionEntry()
        found.CopyFrom(AWARD)
        found.entry_id = request.entries[0].entry_id
        unknown = prevention_entry_service_pb2.PreventionEntry(entry_id=found.entry_id, kind=entry_pb2.KIND_EMPLOYMENT)
        return prevention_entry_service_pb2.BatchGetPreventionEntriesResponse(entries=[found, unknown])


@pytest.fixture
async def entries(tls_files: Callable[[str], LeafFiles]) -> AsyncIterator[tuple[RecordsEntries, RecordsEntries]]:
    """Records as prevention asks it, and one that is away."""
    listen = f"127.0.0.1:{free_port()}"
    own, mine = tls_files("records"), tls_files("prevention")
    files = TlsFiles(own.certificate, own.key, own.authority)
    server = RpcServer(listen, files, {METHOD: Policy.service("prevention")}, caller_keys=None, grace=0.5)
    server.add(
        prevention_entry_service_pb2_grpc.add_PreventionEntryServiceServicer_to_server,
        Records(),
        prevention_entry_service_pb2.DESCRIPTOR.services_by_name["PreventionEntryService"],
    )
    tls = TlsFiles(mine.certificate, mine.key, mine.authority)
    away = open_channel(f"dns:///localhost:{free_port()}", "passeport.records.v1", tls, forward_caller=False)
    async with (
        serving(server, listen) as target,
        open_channel(target, "passeport.records.v1", tls, forward_caller=False) as channel,
        away,
    ):
        yield RecordsEntries(channel), RecordsEntries(away)


async def test_records_is_asked_for_entries_by_name(entries: tuple[RecordsEntries, RecordsEntries]) -> None:
    there, away = entries
    entry_id = new_id()
    assert await there.read([(PERSON, entry_id), (PERSON, new_id())]) == {
        entry_id: Entry(
            id=entry_id,
            revision=3,
            kind=EntryKind.HABILITATION,
            title="Habilitation électrique",
            code="RS7",
            option="B1V",
            organisation="Institut",
            siret="00100014000010",
            start=day("2026-03"),
            source="Certificateur",
            contested=True,
        )
    }
    with pytest.raises(RemoteError) as refused:
        await away.read([(PERSON, entry_id)])
    assert refused.value.unavailable
