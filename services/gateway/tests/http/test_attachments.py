"""Files of entries: streamed to records and back, locked up on their way to a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from fakes.stack import FakeStack
from passeport_gateway.http.schemas.attachments import AttachmentsShown

RECORDS = "/api/v1/passport/records"
PDF = b"%PDF-1.7" + b"x" * 1_500_000
AS_PDF = {"Content-Type": "application/pdf"}


@pytest.fixture
async def path(client: httpx.AsyncClient) -> str:
    """Where the files of an entry lie."""
    entry = await client.post(RECORDS, json={"kind": "skill", "title": "x"}, headers={"Idempotency-Key": "k"})
    return f"{RECORDS}/{entry.json()['id']}/attachments"


async def test_a_file_goes_in_and_comes_back_to_be_saved(
    client: httpx.AsyncClient, path: str, stack: FakeStack
) -> None:
    made = await client.post(path, params={"file_name": "diplôme.pdf"}, content=PDF, headers=AS_PDF)
    assert made.status_code == 201, made.text
    one = made.headers["location"]
    assert one == f"{path}/{made.json()['id']}"
    assert made.json()["file_name"] == "diplôme.pdf"
    # Never more than a piece of it is in memory here.
    assert stack.records.largest_piece == 512 * 1024
    listed = (await client.get(path)).json()
    AttachmentsShown.model_validate(listed, extra="forbid")
    assert listed["items"] == [made.json()]
    answer = await client.get(one)
    assert (answer.status_code, answer.content) == (200, PDF)
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert headers["cache-control"] == "no-store"
    assert (await client.delete(one)).status_code == 204
    gone = await client.get(one)
    assert (gone.status_code, gone.json()["code"]) == (404, "attachment_not_found")


async def test_what_records_refuses_is_told(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, params={"file_name": "x.pdf"}, content=b"GIF89a", headers=AS_PDF)
    assert (answer.status_code, answer.json()["code"]) == (415, "attachment_type_unsupported")
    assert "application/pdf" in answer.json()["detail"]
    answer = await client.post(path, params={"file_name": "a|b"}, content=PDF, headers=AS_PDF)
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["file_name"]


async def test_what_is_too_large_of_no_known_type_or_without_a_name_is_refused_here(
    client: httpx.AsyncClient, path: str, stack: FakeStack
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"%PDF" * 25_000

    answer = await client.post(path, params={"file_name": "x.pdf"}, content=endless(), headers=AS_PDF)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert stack.records.attached == {}
    answer = await client.post(path, params={"file_name": "x"}, content=b"x", headers={"Content-Type": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type_unsupported")
    answer = await client.post(path, content=PDF, headers=AS_PDF)
    assert (answer.status_code, answer.json()["code"]) == (400, "file_name_missing")
