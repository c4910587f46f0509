"""The real server with its worker processes on loopback, mutual TLS and all, between three small neighbours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from neighbours import Identity, Prevention, Records, holder_token
from passeport.identity.v1 import (
    account_service_pb2,
    account_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)
from passeport.prevention.v1 import training_service_pb2, training_service_pb2_grpc
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.verification_service_pb2_grpc import VerificationServiceStub
from passeport.records.v1 import passport_service_pb2, passport_service_pb2_grpc
from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import CallerKeys, Policy, RpcServer, TlsFiles, open_channel, use_caller_token
from passeport_publishing.clients import CallerTokenKeys, IdentityRegister, PreventionTrainings, RecordsPassport
from passeport_publishing.credentials import JoseCredentialBook, JwtProofs
from passeport_publishing.documents.qr import qr_svg_of_screen
from passeport_publishing.documents.queue_worker import QueueWorker
from passeport_publishing.documents.shop import DocumentShop
from passeport_publishing.domain.codes import verification_address
from passeport_publishing.domain.credential_offer import invitation_address, offer_address
from passeport_publishing.domain.leaf import new_salt
from passeport_publishing.domain.links import share_address
from passeport_publishing.rpc.policies import policies_at
from passeport_publishing.rpc.server import Ports, add_services
from passeport_publishing.storage.artefact_bucket import ArtefactBucket
from passeport_publishing.storage.tlog import SqlPublicLog
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.make_publication import MakePublication
from passeport_publishing.usecases.publish_queued import PublishQueued
from passeport_publishing.usecases.wallet_ports import Wallets
from passeport_publishing.vault import NonceMint, PinHasher
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import free_port
from passeport_testing.services import serving
from samples import ISSUER
from tlog_support import BOOK
from workshop import Workshop, seal_files

Files = Callable[[str], LeafFiles]


def server_of(name: str, files: Files, policies: dict[str, Policy], keys: CallerKeys | None) -> tuple[RpcServer, str]:
    own, listen = files(name), f"127.0.0.1:{free_port()}"
    tls = TlsFiles(own.certificate, own.key, own.authority)
    return RpcServer(listen, tls, policies, caller_keys=keys, grace=0.5), listen


@pytest.fixture
def person_id() -> UUID:
    return new_id()


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest.fixture
def records() -> Records:
    return Records()


@pytest.fixture
async def identity_target(identity: Identity, tls_files: Files) -> AsyncIterator[str]:
    own = CallerKeys("identity", lambda: _keys(identity))
    policies = {
        "/passeport.identity.v1.CivilIdentityService/GetCivilIdentity": Policy.holder("passport:publish", "publishing"),
        "/passeport.identity.v1.KeyService/GetCallerTokenKeys": Policy.service("publishing", "records"),
        "/passeport.identity.v1.KeyService/GetEncryptionKeys": Policy.service("gateway"),
    }
    server, listen = server_of("identity", tls_files, policies, own)
    server.add(
        account_service_pb2_grpc.add_CivilIdentityServiceServicer_to_server,
        identity,
        account_service_pb2.DESCRIPTOR.services_by_name["CivilIdentityService"],
    ).add(
        token_service_pb2_grpc.add_KeyServiceServicer_to_server,
        identity,
        token_service_pb2.DESCRIPTOR.services_by_name["KeyService"],
    )
    async with serving(server, listen) as target:
        yield target


async def _keys(identity: Identity) -> str:
    return (await identity.GetCallerTokenKeys(None, None)).jwks


async def _not_asked(request: object, context: grpc.aio.ServicerContext[Any, Any]) -> None:
    await context.abort(grpc.StatusCode.UNIMPLEMENTED)


@pytest.fixture
async def records_target(records: Records, identity: Identity, tls_files: Files) -> AsyncIterator[str]:
    own = CallerKeys("records", lambda: _keys(identity))
    service = passport_service_pb2.DESCRIPTOR.services_by_name["PassportService"]
    policy = Policy.holder("passport:read", "publishing")
    policies = {f"/{service.full_name}/{method.name}": policy for method in service.methods}
    server, listen = server_of("records", tls_files, policies, own)
    # The whole service of records' contract, of which one rpc is answered.
    rpcs = {method.name: getattr(records, method.name, _not_asked) for method in service.methods}
    server.add(passport_service_pb2_grpc.add_PassportServiceServicer_to_server, SimpleNamespace(**rpcs), service)
    async with serving(server, listen) as target:
        yield target


@pytest.fixture
def prevention() -> Prevention | None:
    """Prevention is not asked, unless a test brings it."""
    return None


@pytest.fixture
async def prevention_target(
    prevention: Prevention | None, identity: Identity, tls_files: Files
) -> AsyncIterator[str | None]:
    if prevention is None:
        yield None
        return
    own = CallerKeys("prevention", lambda: _keys(identity))
    service = training_service_pb2.DESCRIPTOR.services_by_name["TrainingService"]
    policy = Policy.holder("passport:read", "publishing")
    policies = {f"/{service.full_name}/{method.name}": policy for method in service.methods}
    server, listen = server_of("prevention", tls_files, policies, own)
    rpcs = {method.name: getattr(prevention, method.name, _not_asked) for method in service.methods}
    server.add(training_service_pb2_grpc.add_TrainingServiceServicer_to_server, SimpleNamespace(**rpcs), service)
    async with serving(server, listen) as target:
        yield target


@pytest.fixture(scope="session")
async def shop(workshop: Workshop) -> AsyncIterator[DocumentShop]:
    """One worker of each kind for all tests."""
    shop = DocumentShop(
        seal_files(workshop.folder), workshop.folder / "root.pem", render_workers=1, verify_workers=1, waiting=8
    )
    stop = asyncio.Event()
    task = asyncio.create_task(shop.run(stop))
    yield shop
    stop.set()
    await task


@pytest.fixture
def levels() -> tuple[str, str]:
    """The levels that publishing and sharing ask for: none, unless a test says others."""
    return "none", "none"


@pytest.fixture
def artefacts() -> ArtefactBucket | None:
    """Where documents are kept: in the database, unless a test says elsewhere."""
    return None


@asynccontextmanager
async def carried_out(worker: QueueWorker) -> AsyncIterator[None]:
    """What is put in line is carried out meanwhile."""
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    yield
    stop.set()
    await running


@pytest.fixture
async def target(
    levels: tuple[str, str],
    artefacts: ArtefactBucket | None,
    open_work: UnitsOfWork,
    engine: AsyncEngine,
    identity_target: str,
    records_target: str,
    prevention_target: str | None,
    tls_files: Files,
    workshop: Workshop,
    shop: DocumentShop,
) -> AsyncIterator[str]:
    """Publishing, as `wiring` builds it."""
    own = tls_files("publishing")
    tls = TlsFiles(own.certificate, own.key, own.authority)
    async with (
        AsyncExitStack() as more,
        open_channel(identity_target, "passeport.identity.v1", tls) as to_identity,
        open_channel(records_target, "passeport.records.v1", tls) as to_records,
    ):
        asked = None
        if prevention_target is not None:
            to_prevention = open_channel(prevention_target, "passeport.prevention.v1", tls)
            asked = PreventionTrainings(await more.enter_async_context(to_prevention), system_clock)
        keys = CallerKeys("publishing", CallerTokenKeys(to_identity).fetch)
        making = MakePublication(
            open_work=open_work,
            press=shop.press,
            credentials=JoseCredentialBook(workshop.key, ISSUER),
            address=partial(verification_address, ISSUER),
            clock=system_clock,
            new_salt=new_salt,
            seal_chains=[(workshop.folder / "seal.pem").read_text() + (workshop.folder / "chain.pem").read_text()],
            artefacts=artefacts,
        )
        worker = QueueWorker(PublishQueued(open_work, making, system_clock), places=1)
        ports = Ports(
            source=RecordsPassport(to_records),
            register=IdentityRegister(to_identity),
            prevention=asked,
            making=making,
            examiner=shop.examiner,
            darkroom=shop.examiner,
            pins=PinHasher(n=2**4),
            link=partial(share_address, ISSUER),
            log=SqlPublicLog(engine),
            log_book=BOOK,
            badges=workshop.badges,
            two_d_docs=workshop.two_d_docs,
            queued=worker.wake,
            wallets=Wallets(
                JwtProofs(ISSUER),
                NonceMint(b"a secret of the service"),
                lambda kind, code, needs_tx_code: offer_address(ISSUER, kind, code, needs_tx_code=needs_tx_code),
                partial(invitation_address, ISSUER),
                qr_svg_of_screen,
            ),
        )
        server, listen = server_of("publishing", tls_files, policies_at(publish=levels[0], share=levels[1]), keys)
        async with serving(add_services(server, ports, status_max_age=60), listen) as found, carried_out(worker):
            yield found


@pytest.fixture
async def gateway(target: str, tls_files: Files) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to publishing from the gateway."""
    own: Any = tls_files("gateway")
    tls = TlsFiles(own.certificate, own.key, own.authority)
    async with open_channel(target, "passeport.publishing.v1", tls) as channel:
        yield channel


@pytest.fixture
async def publications(gateway: grpc.aio.Channel, person_id: UUID) -> AsyncIterator[PublicationServiceStub]:
    """The service as the holder sees it."""
    with use_caller_token(holder_token(person_id)):
        yield PublicationServiceStub(gateway)


@pytest.fixture
def verification(gateway: grpc.aio.Channel) -> VerificationServiceStub:
    return VerificationServiceStub(gateway)
