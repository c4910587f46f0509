"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis import db
from passeport_chassis.admin import AdminServer, Ping
from passeport_chassis.clock import system_clock
from passeport_chassis.lifecycle import Part, supervise
from passeport_chassis.rpc import CallerKeys, ClientTls, RpcServer, ServerTls, open_channel
from passeport_chassis.settings import SettingsError
from passeport_publishing import messaging
from passeport_publishing.clients import CallerTokenKeys, IdentityRegister, RecordsPassport
from passeport_publishing.credentials import JoseCredentialBook, SigningKey
from passeport_publishing.documents.seal import SealFiles
from passeport_publishing.documents.shop import DocumentShop
from passeport_publishing.rpc.policies import POLICIES
from passeport_publishing.rpc.server import Ports, add_services
from passeport_publishing.settings import Settings
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.ports import OpenWork
from passeport_publishing.usecases.supersede_publications import SupersedePublications

__all__ = ["MIGRATIONS", "build_engine", "build_handlers", "migrate", "serve"]

NAME = "publishing"
MIGRATIONS = Path(__file__).with_name("migrations")


def build_engine(settings: Settings) -> AsyncEngine:
    """The engine, as the role of the service."""
    url = settings.database_url.get_secret_value()
    return db.create_engine(url, pool_size=settings.database_pool_size, application=f"passeport-{NAME}")


def build_handlers(open_work: OpenWork) -> messaging.Handlers:
    """What the consumers do with a message, by the name of the consumer."""
    return {messaging.ENTRY_CHANGES.name: messaging.EntryChanges(SupersedePublications(open_work, system_clock))}


def units_of_work(engine: AsyncEngine, relay: db.OutboxRelay | None = None) -> UnitsOfWork:
    """Units of work whose events wake the relay."""
    return UnitsOfWork(engine, messaging.ENTRY_CHANGES.name, messaging.encode, relay.wake if relay else lambda: None)


def _rpc_parts(settings: Settings, open_work: OpenWork, close: AsyncExitStack) -> list[Part]:
    own = (settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
    identity = open_channel(settings.identity_target, "passeport.identity.v1", ClientTls(*own))
    records = open_channel(settings.records_target, "passeport.records.v1", ClientTls(*own))
    close.push_async_callback(identity.close)
    close.push_async_callback(records.close)
    shop = DocumentShop(
        SealFiles(settings.seal_key_file, settings.seal_cert_file, settings.seal_chain_file),
        settings.seal_trust_file,
        render_workers=settings.render_workers,
        verify_workers=settings.verify_workers,
        waiting=settings.workers_waiting,
    )
    ports = Ports(
        open_work=open_work,
        source=RecordsPassport(records),
        register=IdentityRegister(identity),
        press=shop.press,
        examiner=shop.examiner,
        credentials=JoseCredentialBook(SigningKey.load(settings.credential_key_file), settings.public_base_url),
        address=lambda code: f"{settings.public_base_url}/verify/{code}",
        clock=system_clock,
    )
    server = RpcServer(
        settings.grpc_listen,
        ServerTls(*own),
        POLICIES,
        caller_keys=CallerKeys(NAME, CallerTokenKeys(identity).fetch),
        max_concurrent=settings.grpc_max_concurrent,
        max_connection_age=settings.grpc_max_connection_age,
        grace=settings.shutdown_grace,
    )
    chain = settings.seal_cert_file.read_text() + settings.seal_chain_file.read_text()
    add_services(server, ports, seal_chain=chain, status_max_age=settings.status_list_max_age)
    return [Part("documents", shop.run), Part("rpc", server.run)]


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    async with AsyncExitStack() as close:
        engine = build_engine(settings)
        close.push_async_callback(engine.dispose)
        bus = messaging.Bus(settings.nats_url.get_secret_value(), NAME, messaging.STREAM.name)
        close.push_async_callback(bus.close)
        relay = db.OutboxRelay(engine, tables.outbox, bus.publish)
        open_work = units_of_work(engine, relay)
        pings: dict[str, Ping] = {
            "database": partial(db.ping, engine),
            "revision": partial(db.check_revision, engine, MIGRATIONS),
        }
        if not settings.runs("rpc"):
            # A process that answers calls is ready without the bus: events wait in the outbox.
            pings["bus"] = bus.ping
        admin = AdminServer(settings.admin_listen, pings)
        parts = [Part("admin", admin.run)]
        if settings.runs("consumers"):
            handle = build_handlers(open_work)[messaging.ENTRY_CHANGES.name]
            give_up = messaging.keep_in(engine, tables.dead_letter, messaging.ENTRY_CHANGES.name)
            parts.append(Part("consumers", partial(bus.consume, messaging.ENTRY_CHANGES, handle, give_up)))
        if settings.runs("relay"):
            parts.append(Part("relay", relay.run))
        if settings.runs("rpc"):
            parts += _rpc_parts(settings, open_work, close)

        async def drain() -> None:
            admin.draining = True

        await supervise(parts, on_drain=drain, grace=settings.shutdown_grace)


async def migrate(settings: Settings) -> str:
    """Brings the database to the newest revision and makes the stream and the consumer; returns the revision."""
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required to migrate")
    role = sa.make_url(settings.database_url.get_secret_value()).username or ""
    revision = await db.migrate(settings.migration_database_url.get_secret_value(), MIGRATIONS, role)
    url = (settings.nats_provision_url or settings.nats_url).get_secret_value()
    await messaging.provision_streams(url, NAME, replicas=settings.nats_replicas)
    return revision
