"""Files and reports that are on their way leave places to holders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import grpc.aio
import pytest

from passeport.records.v1 import feed_service_pb2 as pb
from passeport.records.v1 import feed_service_pb2_grpc, passport_service_pb2_grpc
from passeport.records.v1.passport_service_pb2 import ListEntriesRequest
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_records.settings import Settings
from rpc_partner import Partner, upload
from samples import simple_flux
from support import CERTIFIER, DSN_SENDER, holder_token, sender_token

PLACES = 3


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"grpc_max_concurrent": PLACES + 2, "feed_max_concurrent": PLACES})


@asynccontextmanager
async def trickling(gateway: grpc.aio.Channel) -> AsyncIterator[None]:
    """A file that begins and does not go on, until the block ends."""
    taken = asyncio.Event()

    async def parts() -> AsyncIterator[pb.SubmitBatchRequest]:
        yield pb.SubmitBatchRequest(header=pb.BatchHeader(feed=pb.FEED_DSN, file_name="x", closing=True))
        taken.set()
        await asyncio.sleep(3600)

    with use_caller_token(sender_token(DSN_SENDER)):
        call = feed_service_pb2_grpc.FeedServiceStub(gateway).SubmitBatch(parts())
    await taken.wait()
    try:
        yield
    finally:
        call.cancel()


async def test_holders_read_while_all_the_places_of_files_are_taken(gateway: grpc.aio.Channel) -> None:
    partner = Partner(gateway, CERTIFIER)
    batch = await partner.send(simple_flux("1"))
    await partner.finished(batch.id)
    async with AsyncExitStack() as files, asyncio.timeout(20):
        for _ in range(PLACES):
            await files.enter_async_context(trickling(gateway))
        await asyncio.sleep(0.2)
        for refused in (partner.submit(upload(simple_flux("2"))), partner.report(batch.id, pb.REPORT_FORMAT_JSON)):
            with pytest.raises(RemoteError) as error:
                await refused
            assert (error.value.code, error.value.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "FEEDS_BUSY")
            assert error.value.retry_after is not None
        passports = passport_service_pb2_grpc.PassportServiceStub(gateway)
        with use_caller_token(holder_token(new_id())):
            assert list((await passports.ListEntries(ListEntriesRequest())).entries) == []
        # How far a file is holds no place.
        assert (await partner.get(batch.id)).id == batch.id
    async with asyncio.timeout(10):
        while True:
            try:
                await partner.report(batch.id, pb.REPORT_FORMAT_JSON)
            except RemoteError:
                # The server hears of a call that was given up a moment later.
                await asyncio.sleep(0.05)
            else:
                break
    await partner.submit(upload(simple_flux("2")))


def test_half_of_the_calls_are_left_to_holders_unless_a_setting_says_otherwise(settings: Settings) -> None:
    given = settings.model_dump() | {"grpc_max_concurrent": 60}
    assert Settings(**given | {"feed_max_concurrent": None}).transfers_at_once == 30
    assert Settings(**given | {"feed_max_concurrent": 59}).transfers_at_once == 59
    with pytest.raises(ValueError, match="must be less than PASSEPORT_GRPC_MAX_CONCURRENT"):
        Settings(**given | {"feed_max_concurrent": 60})
