"""The public logs, for anybody: checkpoint, tiles and entry bundles as c2sp.org/tlog-tiles has them."""

from __future__ import annotations

from typing import Annotated, Protocol

from fastapi import FastAPI, Path
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from passeport_gateway.domain.preconditions import quoted_etag
from passeport_gateway.http import examples
from passeport_gateway.http.door import Door
from passeport_gateway.http.kept import kept_answer
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.routes.parameters import without_nul

__all__ = ["add_logs"]

# A newer one is there within seconds; tiles never change.
_CHECKPOINT_MAX_AGE = 2
_TILE_MAX_AGE = 365 * 24 * 3600
_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"

TilePath = Annotated[
    str,
    Path(max_length=100, description="Level or `entries`, number, width of a partial one."),
    AfterValidator(without_nul),
]


class _Source(Protocol):
    """A service that keeps a log."""

    async def checkpoint(self) -> str: ...
    async def tile(self, path: str) -> bytes: ...


class _Log:
    """What anyone may fetch; nothing personal is in it."""

    def __init__(self, source: _Source) -> None:
        self._source = source

    async def get_checkpoint(self, request: Request) -> Response:
        note = await self._source.checkpoint()
        return kept_answer(request, note.encode(), _TEXT, _CHECKPOINT_MAX_AGE)

    async def get_tile(self, request: Request, path: TilePath) -> Response:
        data = await self._source.tile(f"tile/{path}")
        return kept_answer(request, data, _BYTES, _TILE_MAX_AGE, immutable=True)


def add_logs(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    _add_log(app, _Log(door.services.records), "records", "the ledger of guaranteed data", examples.CHECKPOINT)
    publications = examples.CHECKPOINT.replace("/log/records", "/log/publications")
    _add_log(
        app, _Log(door.services.publishing), "publications", "the log of publications", publications, "Publications"
    )


def _add_log(app: FastAPI, routes: _Log, name: str, what: str, checkpoint: str, of: str = "") -> None:
    etag = {"ETag": quoted_etag("5d41402abc4b2a76b9719d911017c592")}
    app.add_api_route(
        f"/log/{name}/checkpoint",
        routes.get_checkpoint,
        operation_id=f"get{of}Checkpoint",
        **described(
            f"Fetch the checkpoint of {what}",
            "verification",
            Ok(
                200,
                example=checkpoint,
                media=_TEXT,
                description="Size and root of the log, as a signed note (c2sp.org/tlog-checkpoint).",
                headers={"Cache-Control": f"public, max-age={_CHECKPOINT_MAX_AGE}"} | etag,
            ),
            access=PUBLIC,
            problems=(404, 503, 504),
        ),
    )
    app.add_api_route(
        f"/log/{name}/tile/{{path:path}}",
        routes.get_tile,
        operation_id=f"get{of}Tile",
        **described(
            f"Fetch a tile of {what}",
            "verification",
            Ok(
                200,
                example="",
                media=_BYTES,
                description="Hashes, or an entry bundle (c2sp.org/tlog-tiles). What is here never changes.",
                headers={"Cache-Control": f"public, max-age={_TILE_MAX_AGE}, immutable"} | etag,
            ),
            access=PUBLIC,
            problems=(404, 422, 503, 504),
            description="`0/x001/234` is a tile of hashes, `entries/000.p/12` a bundle of the first 12 entries.",
        ),
    )
