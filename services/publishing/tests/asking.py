"""What the tests of the contract ask for, and how they expect to be refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import grpc.aio
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.records.v1 import entry_pb2
from passeport_chassis.rpc import RemoteError


@contextmanager
def refused(reason: str) -> Iterator[list[RemoteError]]:
    """Expects a refusal; the list gets it."""
    found: list[RemoteError] = []
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        yield found
    found.append(RemoteError(caught.value))
    assert found[0].reason == reason, found[0]


def wanted(*entries: entry_pb2.Entry, **fields: object) -> pb.CreatePublicationRequest:
    return pb.CreatePublicationRequest(
        **{  # type: ignore[arg-type]
            "title": "Conductrice de travaux",
            "summary": "Douze ans sur les chantiers.",
            "entry_ids": [entry.id for entry in entries],
            "request_id": str(uuid4()),
            **fields,
        }
    )


async def until_one_waits(engine: AsyncEngine) -> None:
    """Returns once a transaction waits for another one."""
    # Not all may see what another role waits for, but all see that it does.
    waiting = sa.text(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE NOT granted AND datname = current_database()"
    )
    async with asyncio.timeout(10), engine.connect() as connection:
        watching = await connection.execution_options(isolation_level="AUTOCOMMIT")
        while not await watching.scalar(waiting):  # noqa: ASYNC110 - the database tells nobody of its waiting
            await asyncio.sleep(0.01)
