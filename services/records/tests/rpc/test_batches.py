"""A partner follows his file: how far it is, what became of each line, and how he has it undone."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from uuid import UUID

import grpc
import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.records.v1 import feed_service_pb2 as pb
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError
from passeport_records.storage.report_expiry import expire_reports
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.roll_back_batch import roll_back
from rollback_support import YEAR, grown_old
from rpc_identity import Identity
from rpc_partner import Partner
from samples import DOSSIER, certification, flux, passage, simple_flux
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
def claire(identity: Identity) -> UUID:
    person_id = new_id()
    identity.persons |= {"Fontanel": person_id}
    return person_id


@pytest.fixture
def certifier(gateway: grpc.aio.Channel) -> Partner:
    return Partner(gateway, CERTIFIER)


async def test_a_batch_tells_how_far_it_is(certifier: Partner, claire: UUID) -> None:
    content = flux(certification(passage("1"), passage("2", holder=DOSSIER)))
    sent = await certifier.send(content)
    assert (sent.progress.items, sent.progress.HasField("begin_time")) == (0, False)
    done = await certifier.finished(sent.id)
    progress = done.progress
    assert (progress.bytes_read, progress.items) == (len(content), 2)
    assert content.splitlines()[progress.lines_read - 1] == b"<cpf:passageCertification>"
    assert progress.items_per_second > 0
    assert progress.HasField("begin_time")
    assert not progress.HasField("estimated_finish_time"), "it is over"
    assert not done.HasField("rollback")


async def test_what_waits_is_counted(certifier: Partner) -> None:
    sent = await certifier.send(flux(certification(passage("1"), passage("2", holder=DOSSIER))))
    done = await certifier.finished(sent.id)
    assert (done.unresolved, done.waiting) == (2, 2)
    waiting = [item for item in (await certifier.items(sent.id)).items if item.HasField("wait_until_time")]
    assert [item.key for item in waiting] == ["1", "2"]


async def test_items_come_page_by_page_and_by_outcome(certifier: Partner, claire: UUID) -> None:
    first = await certifier.send(simple_flux("1", "2"), "a.xml")
    await certifier.finished(first.id)
    sent = await certifier.send(simple_flux("1", "2", "3", "4", "5"), "b.xml")
    await certifier.finished(sent.id)
    keys: list[str] = []
    token = ""
    for _ in range(3):
        page = await certifier.items(sent.id, page_size=2, page_token=token)
        keys += [item.key for item in page.items]
        token = page.next_page_token
    assert (keys, token) == (["1", "2", "3", "4", "5"], "")
    known = await certifier.items(sent.id, pb.ITEM_OUTCOME_DUPLICATE)
    assert [(item.key, item.outcome) for item in known.items] == [
        ("1", pb.ITEM_OUTCOME_DUPLICATE),
        ("2", pb.ITEM_OUTCOME_DUPLICATE),
    ]
    assert "existe déjà" in known.items[0].message


@pytest.mark.parametrize("token", ["?", "WyJyZWNvcmRzLmJhdGNoLWl0ZW1zIiwieCJd"])
async def test_a_token_that_no_page_gave_is_refused(certifier: Partner, claire: UUID, token: str) -> None:
    sent = await certifier.send(simple_flux("1"))
    with pytest.raises(RemoteError) as refused:
        await certifier.items(sent.id, page_token=token)
    assert refused.value.violations[0][0] == "page_token"


async def test_an_outcome_that_is_none_is_refused(certifier: Partner, claire: UUID) -> None:
    sent = await certifier.send(simple_flux("1"))
    with pytest.raises(RemoteError) as refused:
        await certifier.items(sent.id, pb.ITEM_OUTCOME_ACCEPTED, 0)  # type: ignore[arg-type]
    assert refused.value.violations[0][0] == "outcomes[1]"


async def test_reports_come_in_lines_of_json_and_in_csv(certifier: Partner, claire: UUID) -> None:
    sent = await certifier.send(flux(certification(passage("=1+é;1"), passage("2", holder=DOSSIER))))
    await certifier.finished(sent.id)
    _, _, whole = await certifier.report(sent.id, pb.REPORT_FORMAT_JSON)
    items = json.loads(whole)["items"]
    name, media_type, lines = await certifier.report(sent.id, pb.REPORT_FORMAT_JSON_LINES)
    assert (name, media_type) == ("flux.xml.rapport.jsonl", "application/jsonl")
    assert [json.loads(line) for line in lines.splitlines()] == items
    name, media_type, table = await certifier.report(sent.id, pb.REPORT_FORMAT_CSV)
    assert (name, media_type.split(";")[0]) == ("flux.xml.rapport.csv", "text/csv")
    rows = list(csv.DictReader(io.StringIO(table.decode(), newline="")))
    # The names that items have in the list, too.
    assert [name for name in rows[0] if name.endswith("_time")] == ["wait_until_time", "settle_time"]
    assert {"wait_until_time", "settle_time"} <= set(pb.BatchItem.DESCRIPTOR.fields_by_name.keys())
    # A spreadsheet would work it out.
    assert (rows[0]["key"], items[0]["key"]) == ("'=1+é;1", "=1+é;1")
    rows[0]["key"] = rows[0]["key"].removeprefix("'")
    assert [{name: value for name, value in row.items() if value} for row in rows] == [
        {name: str(value) for name, value in item.items()} for item in items
    ]


async def test_a_partner_has_his_batch_undone(certifier: Partner, claire: UUID, tools: FeedTools) -> None:
    sent = await certifier.send(simple_flux("1", "2"))
    await certifier.finished(sent.id)
    ordered = await certifier.roll_back(sent.id)
    assert (ordered.state, ordered.rollback.reason) == (pb.BATCH_STATE_ROLLING_BACK, "Mauvais fichier")
    async with tools.open_work() as work:
        batch = await work.rollbacks.take(tools.clock())
        await work.commit()
    assert batch is not None
    await roll_back(tools, batch, asyncio.Event())
    done = await certifier.get(sent.id)
    assert (done.state, done.rollback.undone, done.rollback.kept) == (pb.BATCH_STATE_ROLLED_BACK, 2, 0)
    assert not done.rollback.by_operator
    assert [item.outcome for item in (await certifier.items(sent.id)).items] == [pb.ITEM_OUTCOME_ROLLED_BACK] * 2
    _, _, body = await certifier.report(sent.id, pb.REPORT_FORMAT_JSON)
    told = json.loads(body)["batch"]
    assert told["state"] == "rolled_back"
    assert set(told["rollback"]) == set(pb.BatchRollback.DESCRIPTOR.fields_by_name.keys())
    _, _, receipt = await certifier.report(sent.id, pb.REPORT_FORMAT_OFFICIAL_XML)
    assert "son envoi a été annulé".encode() in receipt


async def test_a_batch_is_undone_by_who_sent_it_and_may_send_such(
    certifier: Partner, gateway: grpc.aio.Channel, claire: UUID
) -> None:
    sent = await certifier.send(simple_flux("1"))
    await certifier.finished(sent.id)
    with pytest.raises(RemoteError) as refused:
        await Partner(gateway, DSN_SENDER).roll_back(sent.id)
    assert refused.value.reason == "BATCH_NOT_FOUND"
    with pytest.raises(RemoteError) as refused:
        await Partner(gateway, CERTIFIER, "feed:dsn").roll_back(sent.id)
    assert refused.value.metadata["needs"] == "scope feed:certifications"
    with pytest.raises(RemoteError) as refused:
        await certifier.roll_back(sent.id, "a\nb")
    assert refused.value.violations[0][0] == "reason"


async def test_a_report_that_is_no_longer_kept_says_so_by_name(
    certifier: Partner, claire: UUID, owner_engine: AsyncEngine, tools: FeedTools
) -> None:
    sent = await certifier.send(simple_flux("1"))
    assert not (await certifier.finished(sent.id)).HasField("report_expire_time")
    await grown_old(owner_engine, await get_batch(tools.open_work, sender=None, batch_id=UUID(sent.id)))
    await expire_reports(owner_engine, YEAR)
    shown = await certifier.get(sent.id)
    assert (shown.state, shown.accepted) == (pb.BATCH_STATE_FINISHED, 1)
    for asked in (
        certifier.items(sent.id),
        certifier.report(sent.id, pb.REPORT_FORMAT_OFFICIAL_XML),
        certifier.roll_back(sent.id),
    ):
        with pytest.raises(RemoteError) as refused:
            await asked
        assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "REPORT_EXPIRED")
        at = shown.report_expire_time.ToDatetime().strftime("%Y-%m-%dT%H:%M:%SZ")
        assert refused.value.metadata == {"id": sent.id, "expire_time": at}
