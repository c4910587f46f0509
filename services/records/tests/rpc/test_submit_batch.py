"""The stream of SubmitBatch: a file that is not whole leaves nothing, and clients older than its end are served."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import grpc.aio
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.records.v1 import feed_service_pb2 as pb
from passeport.records.v1 import feed_service_pb2_grpc
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_records.storage import tables
from rpc_partner import Partner, upload
from samples import contract, lot, message, person, simple_flux
from support import CERTIFIER, DSN_SENDER, sender_token

FLUX = simple_flux(*(str(number) for number in range(100)))
DSN = lot(*(message(person(), contract(r009=str(number))) for number in range(100)))


@pytest.fixture
def certifier(gateway: grpc.aio.Channel) -> Partner:
    return Partner(gateway, CERTIFIER)


@pytest.fixture
def declarant(gateway: grpc.aio.Channel) -> Partner:
    return Partner(gateway, DSN_SENDER)


async def kept(engine: AsyncEngine) -> tuple[int, int]:
    """How many batches and pieces of files there are, those that are arriving too."""
    async with engine.connect() as connection:
        counts = [
            await connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (tables.batch, tables.batch_file)
        ]
    return counts[0] or 0, counts[1] or 0


HEADER = pb.SubmitBatchRequest(header=pb.BatchHeader(feed=pb.FEED_DSN, file_name="x"))


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([], "header"),
        ([pb.SubmitBatchRequest(chunk=b"x")], "header"),
        ([pb.SubmitBatchRequest(header=pb.BatchHeader(file_name="x"))], "header.feed"),
        ([pb.SubmitBatchRequest(header=pb.BatchHeader(feed=pb.FEED_DSN))], "header.file_name"),
        ([pb.SubmitBatchRequest(header=pb.BatchHeader(feed=pb.FEED_DSN, file_name="a/b"))], "header.file_name"),
        ([pb.SubmitBatchRequest(header=pb.BatchHeader(feed=pb.FEED_DSN, file_name="a\nb"))], "header.file_name"),
        ([pb.SubmitBatchRequest(header=pb.BatchHeader(feed=pb.FEED_DSN, file_name="x" * 201))], "header.file_name"),
        ([HEADER, HEADER], "header"),
        ([HEADER, pb.SubmitBatchRequest()], "header"),
    ],
)
async def test_a_stream_that_is_not_as_it_should_be(
    certifier: Partner, parts: list[pb.SubmitBatchRequest], field: str
) -> None:
    with pytest.raises(RemoteError) as refused:
        await certifier.submit(parts)
    assert (refused.value.reason, refused.value.violations[0][0]) == ("FIELD_INVALID", field)


@pytest.mark.parametrize("parts", [1, 2, -2, -1])
async def test_a_stream_that_stops_before_its_end_is_refused_and_nothing_is_kept(
    certifier: Partner, declarant: Partner, engine: AsyncEngine, parts: int
) -> None:
    # A DSN has no last line that every file must have: half of one looks like a whole one.
    for partner, whole in ((certifier, upload(FLUX)), (declarant, upload(DSN, "mois.dsn", pb.FEED_DSN))):
        with pytest.raises(RemoteError) as refused:
            await partner.submit(whole[:parts])
        assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID")
        assert refused.value.violations[0][:2] == ("end", "is required after the last chunk: the file was cut off")
    assert await kept(engine) == (0, 0)


@pytest.mark.parametrize("size", [0, len(DSN) - 1, len(DSN) + 1, -1, 2**62])
async def test_another_size_than_that_of_the_chunks_is_refused_and_nothing_is_kept(
    declarant: Partner, engine: AsyncEngine, size: int
) -> None:
    *parts, _ = upload(DSN, "mois.dsn", pb.FEED_DSN)
    with pytest.raises(RemoteError) as refused:
        await declarant.submit([*parts, pb.SubmitBatchRequest(end=pb.BatchEnd(size_bytes=size))])
    (violation,) = refused.value.violations
    assert (refused.value.reason, violation[0]) == ("FIELD_INVALID", "end.size_bytes")
    assert str(len(DSN)) in violation[1]
    assert await kept(engine) == (0, 0)


async def test_nothing_comes_after_the_end(declarant: Partner, engine: AsyncEngine) -> None:
    parts = upload(DSN, "mois.dsn", pb.FEED_DSN)
    for more in (parts[1], parts[-1]):
        with pytest.raises(RemoteError) as refused:
            await declarant.submit([*parts, more])
        assert (refused.value.reason, refused.value.violations[0][0]) == ("FIELD_INVALID", "end")
    assert await kept(engine) == (0, 0)


@pytest.mark.parametrize("parts", [1, 2, -1])
async def test_a_cancelled_upload_leaves_nothing(gateway: grpc.aio.Channel, engine: AsyncEngine, parts: int) -> None:
    sent = asyncio.Event()

    async def each() -> AsyncIterator[pb.SubmitBatchRequest]:
        for part in upload(DSN, "mois.dsn", pb.FEED_DSN)[:parts]:
            yield part
        sent.set()
        await asyncio.sleep(3600)

    with use_caller_token(sender_token(DSN_SENDER)):
        call = feed_service_pb2_grpc.FeedServiceStub(gateway).SubmitBatch(each())
    await sent.wait()
    async with asyncio.timeout(5):
        while await kept(engine) == (0, 0):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        call.cancel()
        while await kept(engine) != (0, 0):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    assert await kept(engine) == (0, 0)


async def test_a_client_older_than_the_end_is_served(declarant: Partner) -> None:
    header, *chunks, _ = upload(DSN, "mois.dsn", pb.FEED_DSN)
    header.header.ClearField("closing")
    sent = await declarant.submit([header, *chunks])
    assert (sent.state, sent.size) == (pb.BATCH_STATE_RECEIVED, len(DSN))


async def test_an_end_counts_though_it_was_not_announced(declarant: Partner, engine: AsyncEngine) -> None:
    header, *chunks, end = upload(DSN, "mois.dsn", pb.FEED_DSN)
    header.header.ClearField("closing")
    with pytest.raises(RemoteError) as refused:
        await declarant.submit([header, *chunks[:-1], end])
    assert refused.value.violations[0][0] == "end.size_bytes"
    assert await kept(engine) == (0, 0)
    assert (await declarant.submit([header, *chunks, end])).size == len(DSN)


async def test_what_comes_as_gzip_is_kept_unpacked_and_is_the_same_file(certifier: Partner, declarant: Partner) -> None:
    for partner, content, feed in ((certifier, FLUX, pb.FEED_CERTIFICATIONS), (declarant, DSN, pb.FEED_DSN)):
        sent = await partner.send(gzip.compress(content), "fichier.gz", feed)
        assert sent.size == len(content)
        assert (await partner.send(content, "fichier.gz", feed)).id == sent.id


@pytest.mark.parametrize(
    ("content", "reason", "rule"),
    [
        (gzip.compress(FLUX)[:-1], "FILE_INVALID", "compression"),
        (gzip.compress(gzip.compress(FLUX)), "FILE_INVALID", "encoding"),
        (gzip.compress(FLUX.replace(b"PAR_SCORING", b"PAR_HASARD", 1)), "FILE_INVALID", "enumeration"),
        (gzip.compress(FLUX[:-9] + bytes(30 << 20)), "FILE_INVALID", "character"),
    ],
    ids=["cut", "twice", "not valid", "swells"],
)
async def test_a_gzip_that_is_not_of_its_format_is_refused_and_nothing_is_kept(
    certifier: Partner, engine: AsyncEngine, content: bytes, reason: str, rule: str
) -> None:
    with pytest.raises(RemoteError) as refused:
        await certifier.send(content, "flux.xml.gz")
    assert (refused.value.reason, refused.value.metadata["rule"]) == (reason, rule)
    if rule == "enumeration":
        assert int(refused.value.metadata["line"]) == FLUX[: FLUX.index(b"PAR_SCORING")].count(b"\n") + 1
    assert await kept(engine) == (0, 0)
