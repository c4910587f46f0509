"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from passeport_chassis import db
from passeport_chassis.admin import AdminServer, Ping
from passeport_chassis.clock import system_clock
from passeport_chassis.events import Bus
from passeport_chassis.lifecycle import Part, supervise
from passeport_chassis.rpc import CallerKeys, ClientTls, RpcServer, ServerTls, open_channel
from passeport_chassis.store import Store, open_engine
from passeport_chassis.telemetry import continue_trace
from passeport_records.clients.identity import CallerTokenKeys
from passeport_records.clients.persons import IdentityPersons
from passeport_records.messaging.events import encode
from passeport_records.messaging.streams import DURABLES, STREAM
from passeport_records.rpc.policies import POLICIES
from passeport_records.rpc.server import add_services
from passeport_records.settings import Settings
from passeport_records.storage import tables
from passeport_records.storage.piece_seal import SealedPieces
from passeport_records.storage.retention import RETENTIONS
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.ports import OpenWork
from passeport_records.usecases.work_on_batches import BatchWorker

__all__ = ["STORE", "build_server", "serve"]

# Records consumes nothing yet: its first handler goes here, its durable consumer into DURABLES.
STORE: Store[Settings] = Store(
    name="records",
    migrations=Path(__file__).with_name("migrations"),
    stream=STREAM,
    outbox=tables.outbox,
    dead_letters=tables.dead_letter,
    durables=DURABLES,
)


def build_server(
    settings: Settings, open_work: OpenWork, tools: FeedTools, worker: BatchWorker, keys: CallerKeys
) -> RpcServer:
    """The gRPC server with the services of the contract."""
    server = RpcServer(
        settings.grpc_listen,
        ServerTls(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file),
        POLICIES,
        caller_keys=keys,
        max_concurrent=settings.grpc_max_concurrent,
        max_connection_age=settings.grpc_max_connection_age,
        grace=settings.shutdown_grace,
    )
    return add_services(server, open_work, tools, worker.wake)


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    seal = SealedPieces.from_json(settings.feed_keys_file.read_text("utf-8"))
    engine = open_engine(settings, STORE.name)
    bus = Bus(settings.nats_url.get_secret_value(), STORE.name, STREAM.name)
    relay = db.OutboxRelay(engine, tables.outbox, bus.publish)
    tls = ClientTls(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
    # Nothing is asked of identity on behalf of the caller: his token stays here.
    identity = open_channel(settings.identity_target, "passeport.identity.v1", tls, forward_caller=False)
    pings: dict[str, Ping] = {
        "database": partial(db.ping, engine),
        "revision": partial(db.check_revision, engine, STORE.migrations),
    }
    if not settings.runs("rpc"):
        # A process that answers calls is ready without the bus: events wait in the outbox, and
        # outbox_oldest_unpublished_seconds tells of it.
        pings["bus"] = bus.ping
    units = FeedUnitsOfWork(engine, encode, relay.wake)
    tools = FeedTools(units, seal, IdentityPersons(identity), system_clock)
    worker = BatchWorker(tools, continue_trace)
    admin = AdminServer(settings.admin_listen, pings)
    parts = [Part("admin", admin.run)]
    if settings.runs("relay"):
        parts.append(Part("housekeeping", partial(db.keep_house, engine, RETENTIONS)))
        parts.append(Part("relay", relay.run))
    if settings.runs("consumers"):
        parts.append(Part("batches", worker.run))
    if settings.runs("rpc"):
        keys = CallerKeys(STORE.name, CallerTokenKeys(identity).fetch)
        parts.append(Part("rpc", build_server(settings, UnitsOfWork(engine), tools, worker, keys).run))

    async def drain() -> None:
        admin.draining = True

    try:
        await supervise(parts, on_drain=drain, grace=settings.shutdown_grace)
    finally:
        await identity.close()
        await bus.close()
        await engine.dispose()
