"""The photo of a holder: sent as it is, looked at, deleted; what is wrong with it is said of the whole body."""

from __future__ import annotations

import hashlib

import httpx
from fastapi import FastAPI

from conftest import browser
from fakes.stack import FakeStack
from passeport_gateway.http.schemas.photos import PhotoShown

PATH = "/api/v1/publications/photo"
JPEG = b"\xff\xd8\xff\xe0 a photo"


async def test_a_photo_is_kept_looked_at_and_deleted(app: FastAPI, client: httpx.AsyncClient, stack: FakeStack) -> None:
    sent = await client.put(PATH, content=JPEG, headers={"Content-Type": "image/jpeg"})
    assert sent.status_code == 200, sent.text
    PhotoShown.model_validate(sent.json(), extra="forbid")
    got = await client.get(sent.json()["photo_url"])
    assert (got.content, got.headers["content-type"]) == (JPEG, "image/jpeg")
    assert got.headers["etag"] == f'"{hashlib.sha256(JPEG).hexdigest()}"'
    assert got.headers["cache-control"] == "no-store"
    assert (await client.get(PATH, headers={"If-None-Match": got.headers["etag"]})).status_code == 304
    async with browser(app, stack.identity.sign_in(), **{"X-CSRF-Token": "x"}) as other:
        assert (await other.get(PATH)).json()["code"] == "photo_not_found"
    for _ in range(2):
        assert (await client.delete(PATH)).status_code == 204
    assert (await client.get(PATH)).status_code == 404


async def test_what_is_no_photo_is_refused_with_what_to_do(client: httpx.AsyncClient) -> None:
    answer = await client.put(PATH, content=b"GIF89a", headers={"Content-Type": "image/png", "Accept-Language": "fr"})
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["code"], fault.get("pointer")) == (422, "photo_type", None)
    assert fault["detail"] == "n'est ni un JPEG ni un PNG : enregistrez l'image dans l'un de ces formats"
    refused = await client.put(PATH, content=JPEG, headers={"Content-Type": "image/gif"})
    assert (refused.status_code, refused.json()["code"]) == (415, "media_type_unsupported")
    large = await client.put(PATH, content=bytes(5 * 1024 * 1024 + 1), headers={"Content-Type": "image/png"})
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
