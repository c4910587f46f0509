"""Drafts, the holder's own order, and deletions that are taken back."""

from __future__ import annotations

from typing import Any

import httpx

from passeport_gateway.http.schemas.entries import EntryShown

PATH = "/api/v1/passport/records"


async def create(client: httpx.AsyncClient, key: str = "k", **said: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={"kind": "skill", **said}, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    EntryShown.model_validate(answer.json(), extra="forbid")
    return dict(answer.json())


async def listed(client: httpx.AsyncClient, **parameters: str) -> list[str]:
    answer = await client.get(PATH, params=parameters)
    assert answer.status_code == 200, answer.text
    return [entry["id"] for entry in answer.json()["items"]]


async def test_a_draft_is_kept_apart_and_completed_with_the_last_changes(client: httpx.AsyncClient) -> None:
    draft = await create(client, draft=True)
    assert (draft["state"], draft["title"]) == ("draft", "")
    assert await listed(client) == []
    assert await listed(client, state="draft") == [draft["id"]]
    completion = f"{PATH}/{draft['id']}/completion"
    assert (await client.post(completion, json={})).status_code == 428
    missing = await client.post(completion, json={}, headers={"If-Match": f'"{draft["etag"]}"'})
    assert missing.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in missing.json()["errors"]] == [("#/title", "required")]
    etag = (await client.get(f"{PATH}/{draft['id']}")).headers["etag"]
    whole = await client.post(completion, json={"title": "Soudure"}, headers={"If-Match": etag})
    assert whole.status_code == 200, whole.text
    assert (whole.json()["state"], whole.json()["title"]) == ("active", "Soudure")
    assert whole.headers["etag"] == f'"{whole.json()["etag"]}"'
    assert await listed(client) == [draft["id"]]


async def test_what_is_no_draft_has_a_title(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, json={"kind": "skill"}, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("#/title", "required")]


async def test_a_deletion_is_taken_back(client: httpx.AsyncClient) -> None:
    entry = await create(client, title="Soudure")
    one = f"{PATH}/{entry['id']}"
    assert (await client.delete(one, headers={"If-Match": '"r1"'})).status_code == 204
    assert await listed(client) == []
    [gone] = (await client.get(PATH, params={"state": "deleted"})).json()["items"]
    assert (gone["id"], gone["state"], gone["purge_time"][:4]) == (entry["id"], "deleted", "2026")
    back = await client.post(f"{one}/restoration")
    assert (back.status_code, back.json()["state"], back.json()["purge_time"]) == (200, "active", None)
    assert await listed(client) == [entry["id"]]
    assert (await client.post(f"{PATH}/{'0' * 36}/restoration")).status_code == 404


async def test_entries_are_arranged_and_what_is_none_is_pointed_at(client: httpx.AsyncClient) -> None:
    first, second = [(await create(client, title, title=title))["id"] for title in ("Soudure", "Brasage")]
    path = "/api/v1/passport/arrangements"
    answer = await client.post(path, json={"kind": "skill", "entry_ids": [second, first]})
    assert (answer.status_code, answer.content) == (204, b"")
    assert await listed(client) == [second, first]
    answer = await client.post(path, json={"kind": "skill", "entry_ids": [second, "none"]})
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/entry_ids/1", "not_in_passport")
