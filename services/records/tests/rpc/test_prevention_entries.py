"""What prevention reads of entries that enter its passport by themselves, and no other; their holder reads that too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import grpc
import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.common.v1 import access_pb2
from passeport.records.v1 import entry_pb2, passport_service_pb2_grpc, prevention_entry_service_pb2_grpc
from passeport.records.v1 import prevention_entry_service_pb2 as pb
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.domain.details import AwardDetails, TrainingDetails
from passeport_records.domain.entry import Entry, Kind
from passeport_records.referentials.domain.terms import Scheme, Term
from passeport_records.storage.unit_of_work import UnitsOfWork
from port_suite import put
from referential_support import import_terms
from rpc_calls import refused
from support import NOW, award, declared, guaranteed, holder_token

Channels = Callable[[str], grpc.aio.Channel]
Stub = prevention_entry_service_pb2_grpc.PreventionEntryServiceStub


def asked(*entries: Entry) -> pb.BatchGetPreventionEntriesRequest:
    names = [pb.PreventionEntryName(person_id=str(each.person_id), entry_id=str(each.id)) for each in entries]
    return pb.BatchGetPreventionEntriesRequest(entries=names)


async def test_what_enters_is_given_and_its_holder_reads_that_it_was(
    channel_from: Channels, gateway: grpc.aio.Channel, engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    await import_terms(engine, Term(scheme=Scheme.PREVENTION, code="RS7256", label="CACES"))
    person_id, other = new_id(), new_id()
    leads = TrainingDetails(certification_code="RS7256", outcome="passed")
    financed = award("Conduite en sécurité", details=replace(leads, funder="cpf"))
    entries = {
        "award": guaranteed(person_id),
        "training": guaranteed(person_id, financed, Kind.TRAINING),
        "unlisted": guaranteed(person_id, award(details=AwardDetails(code="RS1"))),
        "own": guaranteed(person_id, replace(financed, details=leads), Kind.TRAINING),
        "withdrawn": guaranteed(person_id).withdrawn(NOW),
        "declared": declared(person_id, award(), Kind.CERTIFICATION),
    }
    await put(open_work, *entries.values())
    elsewhere = replace(entries["award"], person_id=other)
    stub = Stub(channel_from("prevention"))
    found = {each.entry_id: each for each in (await stub.BatchGetPreventionEntries(asked(*entries.values()))).entries}
    assert set(found) == {str(entries[name].id) for name in ("award", "training")}
    one, training = found[str(entries["award"].id)], found[str(entries["training"].id)]
    assert (one.kind, one.certification_code, one.option) == (entry_pb2.KIND_CERTIFICATION, "RS7256", "Option A")
    assert (one.revision, one.start_date.year, one.end_date.year, one.contested) == (1, 2026, 2029, False)
    assert (training.kind, training.passed, training.funder) == (entry_pb2.KIND_TRAINING, True, "cpf")
    assert not (await stub.BatchGetPreventionEntries(asked(elsewhere))).entries
    with use_caller_token(holder_token(person_id)):
        holder = passport_service_pb2_grpc.PassportServiceStub(gateway)
        log = (await holder.ListAccesses(access_pb2.ListAccessesRequest())).accesses
    assert {(line.actor, line.resource_id) for line in log} == {("system", each) for each in found}
    assert {line.action for line in log} == {"records.entry.fed"}


async def test_nobody_but_prevention_asks_and_never_for_too_many(channel_from: Channels) -> None:
    entry = guaranteed(new_id())
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await Stub(channel_from("publishing")).BatchGetPreventionEntries(asked(entry))
    assert error.value.code() is grpc.StatusCode.PERMISSION_DENIED
    stub = Stub(channel_from("prevention"))
    wrong = asked(entry)
    wrong.entries[0].person_id = "x"
    for request, field in ((asked(*[entry] * 301), "entries"), (wrong, "entries[0].person_id")):
        told = await refused(stub.BatchGetPreventionEntries(request))
        assert [name for name, *_ in told.violations] == [field]
