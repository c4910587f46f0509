"""Drafts of CVs over HTTP."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.stack import FakeStack
from passeport_chassis.ids import new_id
from passeport_gateway.http.schemas.drafts import CvDraftShown, CvDraftVersions
from passeport_gateway.http.schemas.publications import PublicationShown

PATH = "/api/v1/publications/drafts"


async def save(client: httpx.AsyncClient, **changes: object) -> httpx.Response:
    return await client.post(PATH, json={"name": "Chantier"} | changes, headers={"Idempotency-Key": "k"})


async def test_a_draft_is_saved_gone_back_to_deleted_and_restored(client: httpx.AsyncClient) -> None:
    made = await save(client, hidden_parts=["birth_date"])
    assert (made.status_code, made.headers["etag"]) == (201, '"v1"')
    CvDraftShown.model_validate(made.json(), extra="forbid")
    one = made.headers["location"]
    assert (await client.get(one, headers={"If-None-Match": '"v1"'})).status_code == 304
    changed = await client.patch(one, json={"title": "CV", "entry_ids": [str(new_id())]}, headers={"If-Match": '"v1"'})
    assert (changed.status_code, changed.json()["title"], changed.headers["etag"]) == (200, "CV", '"v2"')
    assert (await client.patch(one, json={}, headers={"If-Match": '"v2"'})).json()["title"] == "CV"
    emptied = await client.patch(one, json={"title": None, "entry_set": {"kinds": []}}, headers={"If-Match": '"v3"'})
    assert (emptied.json()["title"], emptied.json()["entry_set"]) == (None, {"nature": None, "kinds": []})
    versions = (await client.get(f"{one}/versions")).json()
    CvDraftVersions.model_validate(versions)
    assert [version["version"] for version in versions["items"]] == [4, 3, 2, 1]
    back = await client.post(f"{one}/versions/2/restoration", headers={"If-Match": '"v4"'})
    assert (back.json()["title"], back.json()["version"]) == ("CV", 5)
    assert (await client.delete(one, headers={"If-Match": '"v5"'})).status_code == 204
    assert (await client.get(PATH)).json()["items"] == []
    [gone] = (await client.get(PATH, params={"state": "deleted"})).json()["items"]
    assert gone["purge_time"] > gone["delete_time"]
    assert (await client.post(f"{one}/restoration")).json() == back.json()


async def test_a_draft_is_published(client: httpx.AsyncClient, stack: FakeStack) -> None:
    made = await save(client, title="CV")
    stack.identity.issued.clear()
    path = f"{made.headers['location']}/publication"
    answer = await client.post(path, headers={"If-Match": '"v1"', "Idempotency-Key": "k"})
    assert answer.status_code == 201, answer.text
    PublicationShown.model_validate(answer.json(), extra="forbid")
    assert (answer.json()["draft_id"], answer.json()["draft_version"]) == (made.json()["id"], 1)
    assert set(stack.identity.issued[0]) == {"publishing", "records", "identity"}


async def test_what_keeps_a_draft_from_being_published_is_pointed_at_in_the_draft(
    client: httpx.AsyncClient, stack: FakeStack
) -> None:
    mine, anothers = str(new_id()), str(new_id())
    stack.drafts.others.add(anothers)
    one = (await save(client)).headers["location"]
    headers = {"If-Match": '"v1"', "Idempotency-Key": "k"}
    bare = await client.post(f"{one}/publication", headers=headers)
    assert (bare.status_code, bare.json()["code"]) == (422, "field_invalid")
    assert [(fault["pointer"], fault["code"]) for fault in bare.json()["errors"]] == [("#/title", "length")]
    await client.patch(one, json={"title": "CV", "entry_ids": [mine, anothers]}, headers={"If-Match": '"v1"'})
    refused = await client.post(f"{one}/publication", headers=headers | {"If-Match": '"v2"'})
    assert (refused.status_code, refused.json()["code"]) == (404, "entry_not_found")
    pointed = [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]]
    assert pointed == [("#/entry_ids/1", "not_in_passport")]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "if_match_missing"),
        ({"If-Match": '"v7"'}, 412, "etag_stale"),
        ({"If-Match": 'W/"v1"'}, 400, "if_match_invalid"),
        ({"If-Match": "v1"}, 400, "if_match_invalid"),
    ],
)
async def test_only_who_saw_the_newest_version_changes_it(
    client: httpx.AsyncClient, headers: dict[str, str], status: int, code: str
) -> None:
    one = (await save(client)).headers["location"]
    for answer in (
        await client.patch(one, json={"title": "x"}, headers=headers),
        await client.delete(one, headers=headers),
        await client.post(f"{one}/versions/1/restoration", headers=headers),
        await client.post(f"{one}/publication", headers={**headers, "Idempotency-Key": "k"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_somebody_elses_draft_is_not_there_and_ten_are_enough(
    app: FastAPI, client: httpx.AsyncClient, stack: FakeStack
) -> None:
    one = (await save(client)).headers["location"]
    async with browser(app, stack.identity.sign_in(), **{"X-CSRF-Token": "x"}) as other:
        answer = await other.get(one)
    assert (answer.status_code, answer.json()["code"]) == (404, "draft_not_found")
    for _ in range(9):
        await save(client)
    answer = await save(client)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_drafts")
    answer = await client.patch(one, json={"name": None}, headers={"If-Match": '"v1"'})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/name")


async def test_an_entry_that_cannot_be_is_named_where_it_stands(client: httpx.AsyncClient) -> None:
    answer = await save(client, entry_ids=[str(new_id()), "x"])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/entry_ids/1")
