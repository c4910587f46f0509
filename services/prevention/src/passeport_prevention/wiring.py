"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.prevention.v1 import training_service_pb2, training_service_pb2_grpc
from passeport_chassis import db
from passeport_chassis.clock import system_clock
from passeport_chassis.events import Handlers
from passeport_chassis.rpc import CallerKeys, RpcServer
from passeport_chassis.store import Store, open_server, open_store
from passeport_dossier.messaging.persons import PersonChanges
from passeport_prevention.clients.identity import CallerTokenKeys, IdentityWorkers
from passeport_prevention.domain.persons import WORDING
from passeport_prevention.messaging.events import encode
from passeport_prevention.messaging.streams import DURABLES, PERSONS, STREAM
from passeport_prevention.regulation.table import Regulation
from passeport_prevention.rpc.declaration_service import DeclarationServicer
from passeport_prevention.rpc.policies import POLICIES
from passeport_prevention.rpc.training_service import TrainingServicer
from passeport_prevention.settings import Settings
from passeport_prevention.storage import tables
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.ports import OpenWork, Workers

__all__ = ["STORE", "build_server", "serve"]

RETENTIONS = (
    # Longer than the stream keeps its messages: it can be made anew from the outbox.
    db.Retention(tables.outbox, "published_at", timedelta(days=30)),
    db.Retention(tables.inbox, "received_at", timedelta(days=30)),
    db.Retention(tables.dead_letter, "replayed_at", timedelta(days=30)),
    # A client that has not repeated a request for so long has given up; keys of partners are kept for ever.
    db.Retention(tables.request_id, "claimed_at", timedelta(days=90)),
)


def _handlers(settings: Settings, engine: AsyncEngine) -> Handlers:
    open_work = UnitsOfWork(engine, PERSONS.name, encode)
    return {PERSONS.name: PersonChanges(open_work, WORDING, system_clock)}


STORE: Store[Settings] = Store(
    name="prevention",
    migrations=Path(__file__).with_name("migrations"),
    stream=STREAM,
    outbox=tables.outbox,
    dead_letters=tables.dead_letter,
    durables=DURABLES,
    retentions=RETENTIONS,
    handlers=_handlers,
)


def build_server(settings: Settings, open_work: OpenWork, workers: Workers, keys: CallerKeys) -> RpcServer:
    """The gRPC server with both services of the contract."""
    services = training_service_pb2.DESCRIPTOR.services_by_name
    server = open_server(settings, POLICIES, keys)
    return server.add(
        training_service_pb2_grpc.add_TrainingServiceServicer_to_server,
        TrainingServicer(open_work, system_clock),
        services["TrainingService"],
    ).add(
        training_service_pb2_grpc.add_DeclarationServiceServicer_to_server,
        DeclarationServicer(open_work, system_clock, workers, Regulation.read(settings.regulation_file)),
        services["DeclarationService"],
    )


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    async with open_store(settings, STORE) as process:
        if settings.runs("rpc"):
            # Nothing is asked of identity on behalf of the caller: his token stays here.
            identity = process.channel(settings.identity_target, "passeport.identity.v1", forward_caller=False)
            open_work = UnitsOfWork(process.engine, PERSONS.name, encode, process.relay.wake)
            keys = CallerKeys(STORE.name, CallerTokenKeys(identity).fetch)
            server = build_server(settings, open_work, IdentityWorkers(identity), keys)
            process.add("rpc", server.run, ping=server.ping)
        await process.run()
