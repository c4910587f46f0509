"""The ledger for anybody: as C2SP has it, kept by caches as long as each thing holds."""

from __future__ import annotations

import httpx

from fakes.stack import FakeStack

LOG = "/log/records"


async def test_a_checkpoint_is_text_and_kept_for_a_moment(anyone: httpx.AsyncClient, stack: FakeStack) -> None:
    answer = await anyone.get(f"{LOG}/checkpoint")
    assert (answer.status_code, answer.text) == (200, stack.records.checkpoint)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=2"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = await anyone.get(f"{LOG}/checkpoint", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_tiles_are_bytes_and_kept_for_good(anyone: httpx.AsyncClient, stack: FakeStack) -> None:
    for path, data in stack.records.tiles.items():
        answer = await anyone.get(f"{LOG}/{path}")
        assert (answer.status_code, answer.content) == (200, data)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_what_is_not_there_is_not_kept(anyone: httpx.AsyncClient, stack: FakeStack) -> None:
    stack.records.checkpoint = None
    for path, code in (
        ("checkpoint", "checkpoint_not_found"),
        ("tile/0/999", "tile_not_found"),
        ("tile/0/%00", "tile_not_found"),
        ("tile/..%2fcheckpoint", "tile_not_found"),
    ):
        answer = await anyone.get(f"{LOG}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, code), path
        assert "public" not in answer.headers.get("cache-control", "")
    too_long = await anyone.get(f"{LOG}/tile/{'0' * 200}")
    assert (too_long.status_code, too_long.json()["errors"][0]["parameter"]) == (422, "path")
