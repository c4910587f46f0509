"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis import db
from passeport_chassis.admin import AdminServer, Ping
from passeport_chassis.clock import system_clock
from passeport_chassis.events import Bus, Handlers, keep_in
from passeport_chassis.lifecycle import Part, supervise
from passeport_chassis.rpc import CallerKeys, ClientTls, RpcServer, ServerTls, open_channel
from passeport_chassis.store import Store, open_engine
from passeport_publishing.clients import CallerTokenKeys, IdentityRegister, RecordsPassport
from passeport_publishing.credentials import JoseCredentialBook, SigningKey
from passeport_publishing.documents.seal import SealFiles
from passeport_publishing.documents.shop import DocumentShop
from passeport_publishing.messaging.entry_changes import EntryChanges
from passeport_publishing.messaging.events import encode
from passeport_publishing.messaging.streams import DURABLES, ENTRY_CHANGES, STREAM
from passeport_publishing.rpc.policies import POLICIES
from passeport_publishing.rpc.server import Ports, add_services
from passeport_publishing.settings import Settings
from passeport_publishing.storage import tables
from passeport_publishing.storage.retentions import RETENTIONS
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.ports import OpenWork
from passeport_publishing.usecases.supersede_publications import SupersedePublications

__all__ = ["STORE", "serve"]

NAME = "publishing"


def _handlers(settings: Settings, engine: AsyncEngine) -> Handlers:
    open_work = UnitsOfWork(engine, ENTRY_CHANGES.name, encode)
    return {ENTRY_CHANGES.name: EntryChanges(SupersedePublications(open_work, system_clock))}


STORE: Store[Settings] = Store(
    name=NAME,
    migrations=Path(__file__).with_name("migrations"),
    stream=STREAM,
    dead_letters=tables.dead_letter,
    durables=DURABLES,
    handlers=_handlers,
)


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
        address=f"{settings.public_base_url}/verify/{{}}".format,
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
        engine = open_engine(settings, NAME)
        close.push_async_callback(engine.dispose)
        bus = Bus(settings.nats_url.get_secret_value(), NAME, STREAM.name)
        close.push_async_callback(bus.close)
        relay = db.OutboxRelay(engine, tables.outbox, bus.publish)
        pings: dict[str, Ping] = {
            "database": partial(db.ping, engine),
            "revision": partial(db.check_revision, engine, STORE.migrations),
        }
        if not settings.runs("rpc"):
            # A process that answers calls is ready without the bus: events wait in the outbox.
            pings["bus"] = bus.ping
        admin = AdminServer(settings.admin_listen, pings)
        parts = [Part("admin", admin.run)]
        if settings.runs("consumers"):
            handle = _handlers(settings, engine)[ENTRY_CHANGES.name]
            give_up = keep_in(engine, tables.dead_letter, ENTRY_CHANGES.name)
            parts.append(Part("consumers", partial(bus.consume, ENTRY_CHANGES, handle, give_up)))
        if settings.runs("relay"):
            parts += [Part("housekeeping", partial(db.keep_house, engine, RETENTIONS)), Part("relay", relay.run)]
        if settings.runs("rpc"):
            parts += _rpc_parts(settings, UnitsOfWork(engine, ENTRY_CHANGES.name, encode, relay.wake), close)

        async def drain() -> None:
            admin.draining = True

        await supervise(parts, on_drain=drain, grace=settings.shutdown_grace)
