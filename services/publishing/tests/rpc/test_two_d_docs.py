"""The holder has an entry of an attestation as a 2D-Doc, through the real server; and when there is none."""

from __future__ import annotations

from uuid import UUID

import grpc.aio
import pytest
from google.type import date_pb2
from tddoc.doc import TwoDDoc

from asking import refused, wanted
from neighbours import Identity, Records, holder_token
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.records.v1 import entry_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.usecases.supersede_publications import SupersedePublications
from samples import NOW

DIPLOMA = {
    "kind": entry_pb2.KIND_DIPLOMA,
    "title": "Baccalauréat professionnel Cuisine",
    "award": entry_pb2.AwardDetails(level=4),
}


@pytest.fixture
def job(records: Records, person_id: UUID) -> entry_pb2.Entry:
    known = entry_pb2.EmploymentDetails(contract_nature="CDI", known_until=date_pb2.Date(year=2026, month=9, day=30))
    return records.add(person_id, employment=known)


@pytest.fixture
def diploma(records: Records, person_id: UUID) -> entry_pb2.Entry:
    return records.add(person_id, **DIPLOMA)


async def attested(publications: PublicationServiceStub, *entries: entry_pb2.Entry) -> pb.Publication:
    ids = [entry.id for entry in entries]
    request = pb.CreatePublicationRequest(kind="attestation", entry_ids=ids, request_id=str(new_id()))
    return await publications.CreatePublication(request)


def asked(made: pb.Publication, entry_id: str) -> pb.GetTwoDDocRequest:
    return pb.GetTwoDDocRequest(id=made.id, entry_id=entry_id)


async def test_an_employment_and_a_diploma_are_given_and_the_holder_sees_that_in_his_trail(
    publications: PublicationServiceStub, identity: Identity, job: entry_pb2.Entry, diploma: entry_pb2.Entry
) -> None:
    identity.birth_date = date_pb2.Date(year=1992, month=1, day=31)
    made = await attested(publications, job, diploma)
    of_job = await publications.GetTwoDDoc(asked(made, job.id))
    told = {one.field: one.value for one in of_job.fields}
    assert (of_job.document_type, told["62"], told["69"]) == ("29", "D ARC LEBLANC", "31011992")
    assert told["01"] == made.verification_code.replace("-", "")
    assert not {"B6", "B9"} & set(told)
    of_diploma = await publications.GetTwoDDoc(asked(made, diploma.id))
    read = {data.definition.id: data.value for data in TwoDDoc.from_code(of_diploma.text).message.dataset}
    assert (read["B0"], read["B6"], read["B9"], read["BG"], read["BJ"]) == ("ZOE/MARIE", "F", "FR", "BP", "CUISINE")
    trail = await publications.ListAccesses(access_pb2.ListAccessesRequest())
    assert [access.action for access in trail.accesses].count("publishing.2d_doc.issue") == 2


async def test_what_has_none_is_refused_by_name_and_leaves_no_trace(
    publications: PublicationServiceStub,
    gateway: grpc.aio.Channel,
    open_work: object,
    identity: Identity,
    job: entry_pb2.Entry,
    diploma: entry_pb2.Entry,
) -> None:
    made = await attested(publications, job, diploma)
    with refused("TWO_D_DOC_NOT_POSSIBLE") as refusals:
        await publications.GetTwoDDoc(asked(made, job.id))
    assert refusals[0].metadata == {"missing": "birth_date"}
    identity.birth_date = date_pb2.Date(year=1992, month=1, day=31)
    for wrong in ("x", str(new_id())):
        with refused("ENTRY_NOT_FOUND"):
            await publications.GetTwoDDoc(asked(made, wrong))
    cv = await publications.CreatePublication(wanted(job))
    with refused("TWO_D_DOC_NOT_POSSIBLE") as refusals:
        await publications.GetTwoDDoc(asked(cv, job.id))
    assert refusals[0].metadata == {"missing": "attestation"}
    with use_caller_token(holder_token(new_id())), refused("PUBLICATION_NOT_FOUND"):
        await PublicationServiceStub(gateway).GetTwoDDoc(asked(made, job.id))

    made = await attested(publications, job, diploma)
    corrected = Version(job.revision + 1, NOW)
    await SupersedePublications(open_work, lambda: NOW)(new_id(), UUID(job.id), corrected)  # type: ignore[arg-type]
    with refused("ENTRY_SUPERSEDED"):
        await publications.GetTwoDDoc(asked(made, job.id))
    await publications.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id))
    with refused("PUBLICATION_WITHDRAWN"):
        await publications.GetTwoDDoc(asked(made, diploma.id))
    trail = await publications.ListAccesses(access_pb2.ListAccessesRequest())
    assert "publishing.2d_doc.issue" not in [access.action for access in trail.accesses]
