"""The real server on loopback with mutual TLS, and clients for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from clamd import Clamd
from passeport_chassis.clock import system_clock
from passeport_chassis.rpc import CallerKeys, TlsFiles, open_channel
from passeport_dossier.usecases.files import Rounds
from passeport_records.clients.identity import CallerTokenKeys
from passeport_records.clients.persons import IdentityPersons
from passeport_records.settings import Settings
from passeport_records.storage.piece_seal import SealedPieces
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.work_on_batches import batch_worker
from passeport_records.wiring import build_server
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import free_port
from passeport_testing.services import serving

Files = Callable[[str], LeafFiles]


@pytest.fixture
async def clamd() -> AsyncIterator[Clamd]:
    """A scanner that speaks as clamd does."""
    async with Clamd().serving() as scanner:
        yield scanner


@pytest.fixture
def attachment_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "attachments"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(
    tls_files: Files, identity_target: str, feed_keys_file: Path, attachment_folder: Path, clamd: Clamd
) -> Settings:
    own = tls_files("records")
    return Settings(
        grpc_listen=f"127.0.0.1:{free_port()}",
        tls_cert_file=own.certificate,
        tls_key_file=own.key,
        tls_ca_file=own.authority,
        identity_target=identity_target,
        feed_keys_file=feed_keys_file,
        attachment_folder=attachment_folder,
        attachment_keys_file=feed_keys_file,
        attachment_scanner=f"clamav://127.0.0.1:{clamd.port}",
        attachment_max_bytes=200_000,
        attachment_max_count=2,
        database_url="postgresql://not-used",
        nats_url="nats://not-used",
        shutdown_grace=0.5,
    )


@pytest.fixture
async def identity_channel(settings: Settings) -> AsyncIterator[grpc.aio.Channel]:
    """Records' own channel to identity, as `wiring` opens it."""
    tls = TlsFiles(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
    channel = open_channel(settings.identity_target, "passeport.identity.v1", tls, forward_caller=False)
    yield channel
    await channel.close()


@pytest.fixture
def tools(settings: Settings, identity_channel: grpc.aio.Channel, open_feed_work: FeedUnitsOfWork) -> FeedTools:
    """What receiving and processing a file takes."""
    seal = SealedPieces.from_json(settings.feed_keys_file.read_text("utf-8"))
    return FeedTools(open_feed_work, seal, IdentityPersons(identity_channel), system_clock)


@pytest.fixture
async def worker(tools: FeedTools) -> AsyncIterator[Rounds]:
    """The worker on received files, at work."""
    working = batch_worker(tools).rounds()
    stop = asyncio.Event()
    task = asyncio.create_task(working.run(stop))
    yield working
    stop.set()
    await task


@pytest.fixture
async def target(
    settings: Settings,
    engine: AsyncEngine,
    tools: FeedTools,
    identity_channel: grpc.aio.Channel,
    worker: Rounds,
) -> AsyncIterator[str]:
    """Records, as `wiring` builds it."""
    keys = CallerKeys("records", CallerTokenKeys(identity_channel).fetch)
    server = build_server(settings, engine, tools, worker.wake, keys)
    async with serving(server, settings.grpc_listen) as found:
        yield found


@pytest.fixture
async def channel_from(target: str, tls_files: Files) -> AsyncIterator[Callable[[str], grpc.aio.Channel]]:
    """Opens a channel to records from a service."""
    opened: list[grpc.aio.Channel] = []

    def from_service(name: str) -> grpc.aio.Channel:
        own = tls_files(name)
        tls = TlsFiles(own.certificate, own.key, own.authority)
        opened.append(open_channel(target, "passeport.records.v1", tls))
        return opened[-1]

    yield from_service
    for channel in opened:
        await channel.close()


@pytest.fixture
def gateway(channel_from: Callable[[str], grpc.aio.Channel]) -> grpc.aio.Channel:
    """A channel to records from the gateway."""
    return channel_from("gateway")
