"""FeedService: a partner's file goes in over gRPC, and what became of each item comes out."""

from __future__ import annotations

import json
from uuid import UUID

import grpc
import grpc.aio
import pytest

from passeport.records.v1 import feed_service_pb2 as pb
from passeport.records.v1 import feed_service_pb2_grpc
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_records.domain.batch import Feed
from passeport_records.domain.holder import KnownHolder, NirIdentity, TrainingFile
from passeport_records.errors import IdentityUnavailable
from passeport_records.usecases.feed_ports import FeedTools
from receipts import parse_receipt
from rpc_identity import Identity
from rpc_partner import Partner
from samples import (
    DOSSIER,
    NAME,
    NATIONAL,
    NIR,
    certification,
    contract,
    flux,
    lot,
    message,
    passage,
    person,
    simple_flux,
)
from support import CERTIFIER, DSN_SENDER, batch, holder_token


@pytest.fixture
def claire(identity: Identity) -> UUID:
    person_id = new_id()
    identity.persons |= {NIR: person_id, NAME: person_id, "Fontanel": person_id}
    return person_id


@pytest.fixture
def certifier(gateway: grpc.aio.Channel) -> Partner:
    return Partner(gateway, CERTIFIER)


async def test_a_file_goes_in_and_its_reports_come_out(certifier: Partner, claire: UUID, identity: Identity) -> None:
    content = flux(certification(passage("1"), passage("2", holder=DOSSIER), passage("3", holder=NATIONAL)))
    sent = await certifier.send(content, "certifs été.xml")
    assert (sent.state, sent.size, len(sent.sha256)) == (pb.BATCH_STATE_RECEIVED, len(content), 64)
    assert sent.treatment_number > 0
    done = await certifier.finished(sent.id)
    assert (done.accepted, done.duplicates, done.unresolved, done.rejected) == (2, 0, 1, 0)
    assert done.HasField("finish_time")
    name, media_type, body = await certifier.report(sent.id, pb.REPORT_FORMAT_OFFICIAL_XML)
    receipt = parse_receipt(body)
    assert name.startswith("Accusé de traitement_certifs été.xml_")
    assert media_type == "application/xml"
    assert receipt.accepted == ("1", "3")
    assert [(refused.id_technique, refused.messages) for refused in receipt.refused] == [
        ("2", ("Aucun titulaire ne correspond aux critères obligatoires",))
    ]
    assert receipt.treatment == str(done.treatment_number)
    name, media_type, body = await certifier.report(sent.id, pb.REPORT_FORMAT_JSON)
    report = json.loads(body)
    assert (name, media_type) == ("certifs été.xml.rapport.json", "application/json")
    assert (report["batch"]["id"], report["batch"]["accepted"]) == (sent.id, 2)
    assert [(item["key"], item["outcome"], item["line"] > 10) for item in report["items"]] == [
        ("1", "accepted", True),
        ("2", "unresolved", True),
        ("3", "accepted", True),
    ]
    assert [(request.purpose, request.organisation, request.sender_siren) for request in identity.seen] == [
        ("certifications", CERTIFIER.organisation.name, CERTIFIER.organisation.siret[:9])
    ]


async def test_identity_compares_the_names_of_a_holder_who_is_known_by_his_training_file(
    tools: FeedTools, claire: UUID, identity: Identity
) -> None:
    files = [
        TrainingFile("1", "Fontanel", "Claire"),
        TrainingFile("2", "F" * 30, "Claire"),
        TrainingFile("3", "Fontanel", "C" * 20),
    ]
    holders = [KnownHolder(claire, file) for file in files]
    first, second, third = await tools.persons.resolve(batch(), holders)
    assert (first.person_id, second.person_id, third.person_id) == (claire, None, claire)
    (request,) = identity.seen
    known = [query.known for query in request.queries]
    assert [(query.person_id, query.birth_name, query.given_name) for query in known] == [
        (str(claire), file.name, file.given_name) for file in files
    ]
    assert [(query.cut, query.birth_name_cut, query.given_name_cut) for query in known] == [
        (False, False, False),
        (True, True, False),
        (True, False, True),
    ]


async def test_identity_hears_of_a_declared_number_and_the_report_says_so(
    gateway: grpc.aio.Channel, claire: UUID, identity: Identity
) -> None:
    declarant = Partner(gateway, DSN_SENDER)
    former = [("S21.G00.31.001", "01102026"), ("S21.G00.31.008", NIR)]
    content = lot(message(person(nir="2810444109055"), former, contract(), contract(r009="X")))
    sent = await declarant.send(content, "mois.dsn", pb.FEED_DSN)
    done = await declarant.finished(sent.id)
    assert (done.accepted, done.remarks_count) == (2, 2)
    (request,) = identity.declared
    assert request.organisation == DSN_SENDER.organisation.name
    assert [(each.former_nir, each.nir, each.birth_name) for each in request.declarations] == [
        (NIR, "2810444109055", NAME)
    ]
    _, _, body = await declarant.report(sent.id, pb.REPORT_FORMAT_JSON)
    told = [item["key"] for item in json.loads(body)["items"] if item.get("rule") == "declared_number"]
    assert told == ["00102", "X"]
    assert NIR.encode() not in body


async def test_a_dsn_has_no_official_report(gateway: grpc.aio.Channel, claire: UUID) -> None:
    declarant = Partner(gateway, DSN_SENDER)
    content = lot(message(person(), contract(), person(nir="1234567890123"), contract(r009="X")))
    sent = await declarant.send(content, "mois.dsn", pb.FEED_DSN)
    done = await declarant.finished(sent.id)
    assert (done.accepted, done.rejected) == (1, 1)
    with pytest.raises(RemoteError) as refused:
        await declarant.report(sent.id, pb.REPORT_FORMAT_OFFICIAL_XML)
    assert refused.value.reason == "REPORT_FORMAT_UNSUPPORTED"
    _, _, body = await declarant.report(sent.id, pb.REPORT_FORMAT_JSON)
    (rejected,) = [item for item in json.loads(body)["items"] if item["outcome"] == "rejected"]
    assert (rejected["field"], rejected["rule"], rejected["key"]) == ("S21.G00.30.001", "nir", "X")
    assert b"1234567890123" not in body


async def test_remarks_are_counted_and_stop_no_item(gateway: grpc.aio.Channel, claire: UUID) -> None:
    declarant = Partner(gateway, DSN_SENDER)
    sent = await declarant.send(lot(message(person(), contract(), count="7"), said=9), "mois.dsn", pb.FEED_DSN)
    assert sent.remarks_count == 0
    done = await declarant.finished(sent.id)
    assert (done.accepted, done.rejected, done.remarks_count) == (1, 0, 3)
    _, _, body = await declarant.report(sent.id, pb.REPORT_FORMAT_JSON)
    report = json.loads(body)
    assert report["batch"]["remarks_count"] == 3
    told = [(item["field"], item["rule"]) for item in report["items"] if item["outcome"] == "remark"]
    counts = ("S90.G00.90.001", "S96.G51.00.002", "S95.G51.00.002")
    assert told == [(field, "count") for field in counts]


async def test_a_file_that_is_not_of_its_format_is_refused_with_its_place(certifier: Partner) -> None:
    wrong = simple_flux("1").replace(b"PAR_SCORING", b"PAR_HASARD")
    with pytest.raises(RemoteError) as refused:
        await certifier.send(wrong)
    assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "FILE_INVALID")
    assert refused.value.metadata["rule"] == "enumeration"
    assert refused.value.metadata["field"] == "obtentionCertification"
    assert int(refused.value.metadata["line"]) == wrong[: wrong.index(b"PAR_HASARD")].count(b"\n") + 1


async def test_the_sender_in_the_file_is_the_partner_who_sends(certifier: Partner) -> None:
    with pytest.raises(RemoteError) as refused:
        await certifier.send(simple_flux("1", sender="AUTRE001"))
    assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.PERMISSION_DENIED, "SENDER_MISMATCH")
    assert refused.value.metadata == {"id_client": "AUTRE001"}


async def test_a_feed_needs_its_scope(gateway: grpc.aio.Channel) -> None:
    with pytest.raises(RemoteError) as refused:
        await Partner(gateway, CERTIFIER, "feed:dsn").send(simple_flux("1"))
    assert (refused.value.reason, refused.value.metadata) == (
        "CALLER_NOT_ALLOWED",
        {"needs": "scope feed:certifications"},
    )


async def test_a_holder_sends_no_feeds(gateway: grpc.aio.Channel) -> None:
    stub = feed_service_pb2_grpc.FeedServiceStub(gateway)
    with use_caller_token(holder_token(new_id())), pytest.raises(grpc.aio.AioRpcError) as refused:
        await stub.GetBatch(pb.GetBatchRequest(id=str(new_id())))
    assert RemoteError(refused.value).reason == "CALLER_NOT_ALLOWED"


async def test_a_batch_is_its_partner_s_own(certifier: Partner, gateway: grpc.aio.Channel, claire: UUID) -> None:
    sent = await certifier.send(simple_flux("1"))
    await certifier.finished(sent.id)
    other = Partner(gateway, DSN_SENDER)
    for batch_id in (sent.id, str(new_id()), "x"):
        with pytest.raises(RemoteError) as refused:
            await other.get(batch_id)
        assert refused.value.reason == "BATCH_NOT_FOUND"
        with pytest.raises(RemoteError) as refused:
            await other.report(batch_id, pb.REPORT_FORMAT_JSON)
        assert refused.value.reason == "BATCH_NOT_FOUND"


async def test_a_report_waits_for_its_batch(certifier: Partner, claire: UUID, identity: Identity) -> None:
    identity.refuse_with = Kind.UNAVAILABLE
    sent = await certifier.send(simple_flux("1"))
    with pytest.raises(RemoteError) as refused:
        await certifier.report(sent.id, pb.REPORT_FORMAT_JSON)
    assert refused.value.reason == "BATCH_NOT_FINISHED"
    assert refused.value.retry_after is not None
    identity.refuse_with = None
    assert (await certifier.finished(sent.id)).accepted == 1


async def test_a_declared_number_waits_for_an_identity_that_takes_it(tools: FeedTools, identity: Identity) -> None:
    changed = [NirIdentity("2810444109055", NAME, NirIdentity(NIR, NAME))]
    dsn = batch(feed=Feed.DSN, sender=DSN_SENDER)
    identity.older_for = 1
    with pytest.raises(IdentityUnavailable):
        await tools.persons.declare(dsn, changed)
    await tools.persons.declare(dsn, changed)
    assert len(identity.declared) == 1


async def test_an_empty_file_is_refused(certifier: Partner) -> None:
    for feed in (pb.FEED_CERTIFICATIONS, pb.FEED_DSN):
        with pytest.raises(RemoteError) as refused:
            await certifier.send(b"", feed=feed)
        assert refused.value.reason == "FILE_INVALID"


async def test_an_unknown_form_of_report_is_refused(certifier: Partner, claire: UUID) -> None:
    sent = await certifier.send(simple_flux("1"))
    await certifier.finished(sent.id)
    with pytest.raises(RemoteError) as refused:
        await certifier.report(sent.id, 9)  # type: ignore[arg-type]
    assert (refused.value.reason, refused.value.violations[0][0]) == ("FIELD_INVALID", "format")
