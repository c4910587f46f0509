"""Batches of partners: how far they are, their lines, their reports, their undoing."""

from __future__ import annotations

import secrets

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.stack import FakeStack
from passeport.records.v1 import feed_service_pb2
from passeport_gateway.http.schemas.partners import BatchItemShown, BatchShown

FEED = "/partners/v1/feeds/certifications"
XML = {"Content-Type": "application/xml", "Content-Disposition": 'attachment; filename="flux.xml"'}


async def finished(partner: httpx.AsyncClient, stack: FakeStack, path: str = FEED, name: str = "flux.xml") -> str:
    content = secrets.token_bytes(8)
    answer = await partner.post(
        f"{path}?file_name={name}", content=content, headers={"Content-Type": "application/octet-stream"}
    )
    for batch in stack.records.batches.values():
        if batch.id == answer.json()["id"]:
            batch.state = feed_service_pb2.BATCH_STATE_FINISHED
            batch.finish_time.FromSeconds(1_795_000_001)
            batch.remarks_count = 2
    url: str = answer.json()["report_url"]
    return url


async def test_the_report_comes_as_json_or_as_the_official_xml(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    url = await finished(partner, stack)
    plain = await partner.get(url)
    official = await partner.get(url, headers={"Accept": "application/xml"})
    assert plain.json() == {"items": []}
    assert plain.headers["content-disposition"] == 'attachment; filename="report.json"'
    assert (official.headers["content-type"], official.text) == ("application/xml", "<accuse/>")
    batch = (await partner.get(url.removesuffix("/report"))).json()
    assert batch["state"] == "finished"
    assert batch["finish_time"].endswith("Z")
    assert batch["remarks_count"] == 2


async def test_a_batch_that_failed_says_so_and_is_not_polled(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    url = await finished(partner, stack)
    (batch,) = (one for one in stack.records.batches.values() if one.id in url)
    batch.state = feed_service_pb2.BATCH_STATE_FAILED
    answer = await partner.get(url.removesuffix("/report"))
    assert (answer.json()["state"], "retry-after" in answer.headers) == ("failed", False)
    assert (await partner.get(url)).status_code == 200


async def test_a_report_that_is_not_there_is_refused(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    url = (await partner.post(FEED, content=secrets.token_bytes(8), headers=XML)).json()["report_url"]
    early = await partner.get(url)
    assert (early.status_code, early.json()["code"], early.headers["retry-after"]) == (409, "batch_not_finished", "3")
    pdf = await partner.get(url, headers={"Accept": "application/pdf"})
    assert (pdf.status_code, pdf.json()["code"]) == (406, "not_acceptable")
    assert "text/csv" in pdf.json()["metadata"]["accepted"]
    dsn = await finished(partner, stack, "/partners/v1/feeds/dsn", "mai.edi")
    official = await partner.get(dsn, headers={"Accept": "application/xml"})
    assert (official.status_code, official.json()["code"]) == (406, "report_format_unsupported")
    unknown = await partner.get("/partners/v1/batches/unknown/report")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "batch_not_found")


async def test_a_batch_is_shown_to_nobody_else(app: FastAPI, partner: httpx.AsyncClient, stack: FakeStack) -> None:
    url = await finished(partner, stack)
    stack.identity.partners["other"] = {"id": "other", "secret": "x", "token": "other-token", "scopes": "feed:dsn"}
    async with browser(app, Authorization="Bearer other-token") as other:
        for path in (url, url.removesuffix("/report")):
            answer = await other.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "batch_not_found")


async def test_the_report_comes_line_by_line_and_as_a_table(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    url = await finished(partner, stack)
    lines = await partner.get(url, headers={"Accept": "application/jsonl"})
    table = await partner.get(url, headers={"Accept": "text/csv"})
    other_name = await partner.get(url, headers={"Accept": "application/x-ndjson"})
    assert lines.headers["content-type"] == "application/jsonl"
    assert other_name.headers["content-type"] == "application/x-ndjson"
    assert other_name.content == lines.content
    assert table.headers["content-type"].startswith("text/csv")
    assert table.headers["content-disposition"] == 'attachment; filename="report.csv"'


async def test_lines_come_page_by_page_and_by_outcome(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    items = (await finished(partner, stack)).replace("/report", "/items")
    first = (await partner.get(items, params={"page_size": 1})).json()
    second = (await partner.get(items, params={"page_size": 1, "cursor": first["next_cursor"]})).json()
    assert [each["key"] for page in (first, second) for each in page["items"]] == ["1", "2"]
    assert second["next_cursor"] is None
    for item in (*first["items"], *second["items"]):
        BatchItemShown.model_validate(item, extra="forbid")
    assert second["items"][0]["wait_until_time"].endswith("Z")
    waiting = (await partner.get(items, params={"outcome": ["unresolved", "rejected"]})).json()
    assert [item["outcome"] for item in waiting["items"]] == ["unresolved"]
    wrong = await partner.get(items, params={"outcome": "fine"})
    assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (422, "outcome")


async def test_a_batch_is_undone_as_one(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    batch = (await finished(partner, stack)).removesuffix("/report")
    answer = await partner.post(f"{batch}/rollback", json={"reason": "Mauvais fichier"})
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "1")
    BatchShown.model_validate(answer.json(), extra="forbid")
    assert answer.json()["state"] == "rolling_back"
    assert answer.json()["rollback"]["reason"] == "Mauvais fichier"
    shown = await partner.get(batch)
    assert (shown.json()["state"], "retry-after" in shown.headers) == ("rolling_back", True)


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 201}, {"reason": "a\nb"}])
async def test_an_undoing_without_a_reason_in_one_line_is_refused(
    partner: httpx.AsyncClient, stack: FakeStack, body: dict[str, str]
) -> None:
    batch = (await finished(partner, stack)).removesuffix("/report")
    answer = await partner.post(f"{batch}/rollback", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/reason")


async def test_a_report_that_is_no_longer_kept_is_gone_and_its_batch_is_still_shown(
    partner: httpx.AsyncClient, stack: FakeStack
) -> None:
    url = await finished(partner, stack)
    (batch,) = (one for one in stack.records.batches.values() if one.id in url)
    batch.report_expire_time.FromSeconds(1_830_000_000)
    shown = (await partner.get(url.removesuffix("/report"))).json()
    BatchShown.model_validate(shown, extra="forbid")
    assert (shown["state"], shown["report_expire_time"]) == ("finished", "2027-12-28T13:20:00Z")
    for answer in (
        await partner.get(url),
        await partner.get(url.replace("/report", "/items")),
        await partner.post(url.replace("/report", "/rollback"), json={"reason": "Mauvais fichier"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "report_expired")
        assert answer.json()["metadata"]["expire_time"] == shown["report_expire_time"]


async def test_a_batch_that_is_not_over_is_not_undone(partner: httpx.AsyncClient) -> None:
    sent = (await partner.post(FEED, content=secrets.token_bytes(8), headers=XML)).json()
    answer = await partner.post(f"/partners/v1/batches/{sent['id']}/rollback", json={"reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "batch_not_finished")
