"""DisputeService and SourceDisputeService over a real server and database: a holder and the source he writes to."""

from __future__ import annotations

import grpc
import grpc.aio
import pytest

from passeport.common.v1 import access_pb2
from passeport.records.v1 import consultation_service_pb2, consultation_service_pb2_grpc, passport_service_pb2_grpc
from passeport.records.v1 import dispute_service_pb2 as pb
from passeport.records.v1 import dispute_service_pb2_grpc as pb_grpc
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.domain.entry import Content, Entry
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from port_suite import put
from rpc_calls import refused
from support import (
    CERTIFIER,
    DSN_SENDER,
    NOW,
    award,
    batch,
    declared,
    guaranteed,
    harvest,
    holder_token,
    professional_token,
    sender_token,
)

TEXT = "Je l’ai obtenue le 17 mars, pas le 17 avril."
SCOPE = "feed:certifications disputes:answer"


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> pb_grpc.DisputeServiceStub:
    return pb_grpc.DisputeServiceStub(gateway)


@pytest.fixture
def source(gateway: grpc.aio.Channel) -> pb_grpc.SourceDisputeServiceStub:
    return pb_grpc.SourceDisputeServiceStub(gateway)


@pytest.fixture
async def entry(open_feed_work: FeedUnitsOfWork) -> Entry:
    """An award that a certifier sent."""
    entry = guaranteed(new_id(), award())
    async with open_feed_work() as work:
        sent = batch()
        await work.batches.open(sent)
        received = await work.batches.receive(sent)
        await work.guaranteed.write(received, harvest(received, {"P-1": entry}))
        await work.commit()
    return entry


def opening(entry: Entry, **changes: object) -> pb.OpenDisputeRequest:
    said: dict[str, object] = {
        "entry_id": str(entry.id),
        "ground": pb.DISPUTE_GROUND_DATES,
        "text": TEXT,
        "request_id": "k",
        **changes,
    }
    return pb.OpenDisputeRequest(**said)  # type: ignore[arg-type]


async def test_a_dispute_is_opened_read_by_its_source_and_refused_with_a_reason(
    stub: pb_grpc.DisputeServiceStub,
    source: pb_grpc.SourceDisputeServiceStub,
    gateway: grpc.aio.Channel,
    entry: Entry,
) -> None:
    passport = passport_service_pb2_grpc.PassportServiceStub(gateway)

    async def contested() -> bool:
        return (await passport.ListEntries(passport_pb2.ListEntriesRequest())).entries[0].contested

    with use_caller_token(holder_token(entry.person_id)):
        assert not await contested()
        opened = await stub.OpenDispute(opening(entry))
        assert (opened.state, opened.overdue, opened.source) == (pb.DISPUTE_STATE_OPENED, False, "certifications")
        assert (opened.addressee.name, opened.HasField("sender")) == (CERTIFIER.organisation.name, False)
        assert await contested()
        assert (await passport.GetEntry(passport_pb2.GetEntryRequest(id=str(entry.id)))).etag == entry.etag
        assert await stub.OpenDispute(opening(entry)) == opened
        assert (await refused(stub.OpenDispute(opening(entry, text="Autre")))).reason == "REQUEST_ID_REUSED"
        twice = await refused(stub.OpenDispute(opening(entry, request_id="other")))
        assert (twice.reason, twice.metadata["id"]) == ("DISPUTE_OPEN", opened.id)
    with use_caller_token(sender_token(CERTIFIER, SCOPE)):
        [listed] = (await source.ListSourceDisputes(pb.ListSourceDisputesRequest(open_only=True))).disputes
        assert (listed.dispute.id, listed.dispute.text, listed.sender_key) == (opened.id, "", "P-1")
        read = await source.GetSourceDispute(pb.GetSourceDisputeRequest(id=opened.id))
        assert (read.dispute.text, read.dispute.state) == (TEXT, pb.DISPUTE_STATE_SEEN)
        assert (read.entry.title, read.line) == (entry.content.title, 7)
        answer = pb.AnswerDisputeRequest(
            id=opened.id, etag=opened.etag, state=pb.DISPUTE_STATE_REFUSED, answer="Le procès-verbal dit le 17 avril."
        )
        assert (await refused(source.AnswerDispute(answer))).reason == "ETAG_STALE"
        answer.etag = read.dispute.etag
        done = await source.AnswerDispute(answer)
        assert await source.AnswerDispute(answer) == done
        answer.answer = "Autre chose."
        late = await refused(source.AnswerDispute(answer))
        assert (late.reason, late.metadata["state"]) == ("DISPUTE_CLOSED", "REFUSED")
        assert not (await source.ListSourceDisputes(pb.ListSourceDisputesRequest(open_only=True))).disputes
        assert len((await source.ListSourceDisputes(pb.ListSourceDisputesRequest())).disputes) == 1
    with use_caller_token(holder_token(entry.person_id)):
        known = await stub.GetDispute(pb.GetDisputeRequest(id=opened.id))
        assert (known.state, known.answered_by) == (pb.DISPUTE_STATE_REFUSED, pb.DISPUTE_ANSWERER_SOURCE)
        assert (known.answer, known.text) == ("Le procès-verbal dit le 17 avril.", TEXT)
        assert not await contested()
        log = await passport.ListAccesses(access_pb2.ListAccessesRequest())
    told = [line.action for line in log.accesses if line.organisation == CERTIFIER.organisation.name]
    assert {"records.dispute.listed", "records.dispute.seen", "records.dispute.answered"} <= {*told}


async def test_a_source_that_accepts_still_owes_the_line_of_its_feed(
    stub: pb_grpc.DisputeServiceStub, source: pb_grpc.SourceDisputeServiceStub, entry: Entry
) -> None:
    with use_caller_token(holder_token(entry.person_id)):
        opened = await stub.OpenDispute(opening(entry))
    with use_caller_token(sender_token(CERTIFIER, SCOPE)):
        answer = pb.AnswerDisputeRequest(
            id=opened.id, etag=opened.etag, state=pb.DISPUTE_STATE_ACCEPTED, answer="Nous corrigeons."
        )
        accepted = (await source.AnswerDispute(answer)).dispute
        assert (accepted.state, accepted.HasField("close_time")) == (pb.DISPUTE_STATE_ACCEPTED, False)
        for wrong in (pb.DISPUTE_STATE_CORRECTED, pb.DISPUTE_STATE_WITHDRAWN):
            answer.state = wrong
            told = await refused(source.AnswerDispute(answer))
            assert [field for field, _, _ in told.violations] == ["state"]
    with use_caller_token(holder_token(entry.person_id)):
        given_up = pb.TakeBackDisputeRequest(id=opened.id, etag=opened.etag)
        assert (await refused(stub.TakeBackDispute(given_up))).reason == "ETAG_STALE"
        given_up.etag = accepted.etag
        over = await stub.TakeBackDispute(given_up)
        assert over.state == pb.DISPUTE_STATE_TAKEN_BACK
        assert await stub.TakeBackDispute(given_up) == over
        page = await stub.ListDisputes(pb.ListDisputesRequest(entry_id=str(entry.id)))
        assert ([each.id for each in page.disputes], page.next_page_token) == ([opened.id], "")


async def test_what_cannot_be_contested_is_told(
    stub: pb_grpc.DisputeServiceStub, entry: Entry, open_work: UnitsOfWork
) -> None:
    mine = declared(entry.person_id, Content(title="Soudure"))
    gone = guaranteed(entry.person_id).withdrawn(NOW)
    await put(open_work, mine, gone)
    with use_caller_token(holder_token(entry.person_id)):
        for other, why in ((mine, "DECLARED"), (gone, "WITHDRAWN")):
            told = await refused(stub.OpenDispute(opening(other)))
            assert (told.reason, told.metadata["why"]) == ("ENTRY_NOT_DISPUTABLE", why)
        for request, field in (
            (opening(entry, text="a\x00b"), "text"),
            (opening(entry, ground=99), "ground"),
            (opening(entry, request_id="a" * 200), "request_id"),
        ):
            told = await refused(stub.OpenDispute(request))
            assert [named for named, _, _ in told.violations] == [field]
        assert (await refused(stub.GetDispute(pb.GetDisputeRequest(id="x")))).reason == "DISPUTE_NOT_FOUND"
        # Nothing of a refusal stays: the same key still opens one.
        opened = await stub.OpenDispute(opening(entry))
    with use_caller_token(holder_token(new_id())):
        assert (await refused(stub.OpenDispute(opening(entry)))).reason == "ENTRY_NOT_FOUND"
        assert (await refused(stub.GetDispute(pb.GetDisputeRequest(id=opened.id)))).reason == "DISPUTE_NOT_FOUND"
        listing = pb.ListDisputesRequest(entry_id=str(entry.id))
        assert (await refused(stub.ListDisputes(listing))).reason == "ENTRY_NOT_FOUND"
        assert not (await stub.ListDisputes(pb.ListDisputesRequest())).disputes


async def test_who_has_no_such_scope_or_sent_something_else_sees_nothing(
    stub: pb_grpc.DisputeServiceStub, source: pb_grpc.SourceDisputeServiceStub, entry: Entry
) -> None:
    with use_caller_token(holder_token(entry.person_id)):
        opened = await stub.OpenDispute(opening(entry))
    wanted = pb.GetSourceDisputeRequest(id=opened.id)
    with use_caller_token(sender_token(CERTIFIER)):
        denied = await refused(source.GetSourceDispute(wanted))
        assert denied.code is grpc.StatusCode.PERMISSION_DENIED
    with use_caller_token(sender_token(DSN_SENDER, SCOPE)):
        assert (await refused(source.GetSourceDispute(wanted))).reason == "DISPUTE_NOT_FOUND"
        answer = pb.AnswerDisputeRequest(id=opened.id, etag=opened.etag, state=pb.DISPUTE_STATE_REFUSED, answer="Non.")
        assert (await refused(source.AnswerDispute(answer))).reason == "DISPUTE_NOT_FOUND"
        assert not (await source.ListSourceDisputes(pb.ListSourceDisputesRequest())).disputes


async def test_what_is_contested_is_read_by_no_professional_meanwhile(
    stub: pb_grpc.DisputeServiceStub, gateway: grpc.aio.Channel, entry: Entry
) -> None:
    consulting = consultation_service_pb2_grpc.ConsultationServiceStub(gateway)

    async def consulted() -> list[str]:
        with use_caller_token(professional_token(entry.person_id)):
            request = consultation_service_pb2.ListConsultedEntriesRequest()
            return [each.id for each in (await consulting.ListConsultedEntries(request)).entries]

    assert await consulted() == [str(entry.id)]
    with use_caller_token(holder_token(entry.person_id)):
        opened = await stub.OpenDispute(opening(entry))
        assert await consulted() == []
        await stub.TakeBackDispute(pb.TakeBackDisputeRequest(id=opened.id, etag=opened.etag))
    assert await consulted() == [str(entry.id)]
