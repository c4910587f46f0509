"""A professional reads what is guaranteed of one person, and she reads that he did."""

from __future__ import annotations

import grpc
import grpc.aio
import pytest

from passeport.common.v1 import access_pb2
from passeport.records.v1 import consultation_service_pb2 as pb
from passeport.records.v1 import consultation_service_pb2_grpc, passport_service_pb2, passport_service_pb2_grpc
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_dossier.domain.persons import Merge
from passeport_records.domain.entry import Kind
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from port_suite import put
from rpc_calls import refused
from support import NOW, award, declared, guaranteed, holder_token, job, professional_token

Stub = consultation_service_pb2_grpc.ConsultationServiceStub


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


async def test_what_is_guaranteed_is_read_page_by_page_and_each_page_is_told(
    stub: Stub, gateway: grpc.aio.Channel, open_work: UnitsOfWork
) -> None:
    person_id, other = new_id(), new_id()
    employment, certification = guaranteed(person_id, job(), Kind.EMPLOYMENT), guaranteed(person_id, award())
    gone = guaranteed(person_id, job(), Kind.EMPLOYMENT).withdrawn(NOW)
    await put(open_work, employment, certification, gone, declared(person_id, award()))
    await put(open_work, guaranteed(other, award()))
    found, token = [], ""
    with use_caller_token(professional_token(person_id)):
        for _ in range(2):
            page = await stub.ListConsultedEntries(pb.ListConsultedEntriesRequest(page_size=1, page_token=token))
            found += [entry.id for entry in page.entries]
            token = page.next_page_token
    assert (found, token) == ([str(employment.id), str(certification.id)], "")
    with use_caller_token(holder_token(person_id)):
        holder = passport_service_pb2_grpc.PassportServiceStub(gateway)
        log = await holder.ListAccesses(access_pb2.ListAccessesRequest())
    told = [line for line in log.accesses if line.actor == "professional"]
    assert [(line.organisation, line.action, line.purpose) for line in told] == [
        ("Mission locale", "records.entry.consulted", "Accompagnement (L5314-2)")
    ] * 2


async def test_what_is_read_of_who_was_merged_is_told_to_him_too(
    stub: Stub, open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork
) -> None:
    person_id, merged, not_shown = new_id(), new_id(), new_id()
    await put(open_work, guaranteed(person_id, award()))
    await put(open_work, guaranteed(merged, job(), Kind.EMPLOYMENT))
    async with open_feed_work() as work:
        for gone in (merged, not_shown):
            await work.persons.merge(Merge(new_id(), person_id, gone, NOW))
        await work.commit()
    with use_caller_token(professional_token(person_id)):
        assert len((await stub.ListConsultedEntries(pb.ListConsultedEntriesRequest())).entries) == 2
    for each, told in ((merged, 1), (not_shown, 0)):
        async with open_work(each) as work:
            accesses = (await work.accesses.page(each, 10, None)).accesses
        assert [one.action for one in accesses] == ["records.entry.consulted"] * told


async def test_only_a_professional_with_that_scope_consults_and_nothing_else_is_his(
    stub: Stub, gateway: grpc.aio.Channel
) -> None:
    person_id = new_id()
    for token in (holder_token(person_id), professional_token(person_id, scope="passport:read")):
        with use_caller_token(token):
            refusal = await refused(stub.ListConsultedEntries(pb.ListConsultedEntriesRequest()))
        assert refusal.reason == "CALLER_NOT_ALLOWED"
    holder = passport_service_pb2_grpc.PassportServiceStub(gateway)
    with use_caller_token(professional_token(person_id, scope="passport:consult passport:read")):
        for call in (
            holder.ListEntries(passport_service_pb2.ListEntriesRequest()),
            holder.GetProvenance(passport_service_pb2.GetProvenanceRequest(entry_id=str(new_id()))),
            holder.ListAccesses(access_pb2.ListAccessesRequest()),
        ):
            assert (await refused(call)).reason == "CALLER_NOT_ALLOWED"


@pytest.mark.parametrize("lacking", ["purpose", "org_name"])
async def test_a_token_without_a_purpose_or_an_organisation_reads_nothing(stub: Stub, lacking: str) -> None:
    with use_caller_token(professional_token(new_id(), **{lacking: ""})):
        refusal = await refused(stub.ListConsultedEntries(pb.ListConsultedEntriesRequest()))
    assert refusal.code is grpc.StatusCode.INTERNAL
