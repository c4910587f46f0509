"""The real server on loopback with mutual TLS, a client for it, and a small identity that answers its contract."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.identity.v1 import (
    person_resolution_service_pb2 as resolution_pb2,
)
from passeport.identity.v1 import (
    person_resolution_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)
from passeport_chassis.rpc import CallerKeys, Policy, RpcServer, TlsFiles, open_channel
from passeport_prevention.clients.identity import CallerTokenKeys, IdentityWorkers
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.programmes.house import House
from passeport_prevention.programmes.load import Installed
from passeport_prevention.programmes.revisions import head_of, migrate_programme
from passeport_prevention.programmes.types import join_types
from passeport_prevention.settings import Settings
from passeport_prevention.storage.programmes import ProgrammeUnits, schema_fault
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.programme_ports import ProgrammeTools
from passeport_prevention.wiring import build_server, import_tools
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import free_port
from passeport_testing.postgres import Database
from passeport_testing.services import serving
from rpc_identity import Identity
from toy_programme import TOY

Files = Callable[[str], LeafFiles]


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest.fixture
async def identity_target(identity: Identity, tls_files: Files) -> AsyncIterator[str]:
    own = tls_files("identity")
    listen = f"127.0.0.1:{free_port()}"
    policies = {
        "/passeport.identity.v1.PersonResolutionService/ResolvePersons": Policy.service("records", "prevention"),
        "/passeport.identity.v1.PersonResolutionService/StreamResolvePersons": Policy.service("records", "prevention"),
        "/passeport.identity.v1.KeyService/GetCallerTokenKeys": Policy.service("prevention"),
        "/passeport.identity.v1.KeyService/GetEncryptionKeys": Policy.service("gateway"),
    }
    server = RpcServer(listen, TlsFiles(own.certificate, own.key, own.authority), policies, caller_keys=None, grace=0.5)
    server.add(
        person_resolution_service_pb2_grpc.add_PersonResolutionServiceServicer_to_server,
        identity,
        resolution_pb2.DESCRIPTOR.services_by_name["PersonResolutionService"],
    ).add(
        token_service_pb2_grpc.add_KeyServiceServicer_to_server,
        identity,
        token_service_pb2.DESCRIPTOR.services_by_name["KeyService"],
    )
    async with serving(server, listen) as target:
        yield target


@pytest.fixture
def settings(tls_files: Files, identity_target: str, import_keys_file: Path) -> Settings:
    own = tls_files("prevention")
    return Settings(
        grpc_listen=f"127.0.0.1:{free_port()}",
        tls_cert_file=own.certificate,
        tls_key_file=own.key,
        tls_ca_file=own.authority,
        identity_target=identity_target,
        database_url="postgresql://not-used",
        nats_url="nats://not-used",
        shutdown_grace=0.5,
        import_keys_file=import_keys_file,
    )


@pytest.fixture
async def identity_channel(settings: Settings) -> AsyncIterator[grpc.aio.Channel]:
    """Prevention's channel to identity."""
    tls = TlsFiles(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
    async with open_channel(settings.identity_target, "passeport.identity.v1", tls, forward_caller=False) as channel:
        yield channel


@pytest.fixture(scope="session")
async def toy(database: Database, owner_engine: AsyncEngine) -> Installed:
    """The toy programme, with its tables."""
    await migrate_programme(owner_engine, database.app, TOY)
    return Installed(TOY.name, TOY)


@pytest.fixture
async def programmes(engine: AsyncEngine, toy: Installed) -> ProgrammeTools:
    """The toy programme beside one that could not be loaded."""
    ill = Installed("ill", None, "its import raised ValueError")
    types, found = join_types(TrainingTypes.shipped(), [ill, toy])
    house = House(found, types, partial(schema_fault, engine, head_of), most_at_once=2, seconds=1.0)
    await house.look()
    return ProgrammeTools(house, ProgrammeUnits(engine, 1.0))


@pytest.fixture
async def target(
    settings: Settings, open_work: UnitsOfWork, identity_channel: grpc.aio.Channel, programmes: ProgrammeTools
) -> AsyncIterator[str]:
    """Prevention, as `wiring` builds it."""
    channel = identity_channel
    keys = CallerKeys("prevention", CallerTokenKeys(channel).fetch)
    workers = IdentityWorkers(channel)
    server = build_server(settings, open_work, workers, keys, import_tools(settings, open_work, workers), programmes)
    async with serving(server, settings.grpc_listen) as found:
        yield found


@pytest.fixture
async def gateway(target: str, tls_files: Files) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to prevention from the gateway."""
    own = tls_files("gateway")
    tls = TlsFiles(own.certificate, own.key, own.authority)
    async with open_channel(target, "passeport.prevention.v1", tls) as channel:
        yield channel
