"""The public logs for anybody: as C2SP has them, kept by caches as long as each thing holds."""

from __future__ import annotations

import httpx
import pytest

from fakes.publishing import FakePublishing
from fakes.records import FakeRecords
from fakes.stack import FakeStack

Log = tuple[str, FakeRecords | FakePublishing]


@pytest.fixture(params=["records", "publications"])
def log(request: pytest.FixtureRequest, stack: FakeStack) -> Log:
    """Where a log is, and who keeps it."""
    return f"/log/{request.param}", stack.records if request.param == "records" else stack.publishing


async def test_a_checkpoint_is_text_and_kept_for_a_moment(anyone: httpx.AsyncClient, log: Log) -> None:
    at, keeper = log
    answer = await anyone.get(f"{at}/checkpoint")
    assert (answer.status_code, answer.text) == (200, keeper.checkpoint)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=2"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = await anyone.get(f"{at}/checkpoint", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_tiles_are_bytes_and_kept_for_good(anyone: httpx.AsyncClient, log: Log) -> None:
    at, keeper = log
    for path, data in keeper.tiles.items():
        answer = await anyone.get(f"{at}/{path}")
        assert (answer.status_code, answer.content) == (200, data)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_what_is_not_there_is_not_kept(anyone: httpx.AsyncClient, log: Log) -> None:
    at, keeper = log
    keeper.checkpoint = None
    for path, code in (
        ("checkpoint", "checkpoint_not_found"),
        ("tile/0/999", "tile_not_found"),
        ("tile/0/%00", "tile_not_found"),
        ("tile/..%2fcheckpoint", "tile_not_found"),
    ):
        answer = await anyone.get(f"{at}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, code), path
        assert "public" not in answer.headers.get("cache-control", "")
    too_long = await anyone.get(f"{at}/tile/{'0' * 200}")
    assert (too_long.status_code, too_long.json()["errors"][0]["parameter"]) == (422, "path")
