"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from passeport_chassis import db
from passeport_chassis.clock import system_clock
from passeport_chassis.rpc import CallerKeys, RpcServer
from passeport_chassis.store import Store, open_server, open_store
from passeport_dossier.storage.sealing import KeyRing
from passeport_prevention.clients.identity import CallerTokenKeys, IdentityWorkers
from passeport_prevention.clients.records import RecordsEntries
from passeport_prevention.messaging.events import encode
from passeport_prevention.messaging.handlers import handlers_of
from passeport_prevention.messaging.streams import DURABLES, ENTRIES, PERSONS, STREAM
from passeport_prevention.parts.programmes import find_programmes, open_programmes
from passeport_prevention.regulation.table import Regulation
from passeport_prevention.rpc.policies import POLICIES
from passeport_prevention.rpc.services import add_services
from passeport_prevention.settings import Settings
from passeport_prevention.storage import tables
from passeport_prevention.storage.backlog import watch_arrivals, watch_imports
from passeport_prevention.storage.retentions import RETENTIONS
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.import_ports import ImportTools
from passeport_prevention.usecases.ports import OpenWork, Workers
from passeport_prevention.usecases.programme_ports import ProgrammeTools
from passeport_prevention.usecases.read_arrivals import ReadArrivals
from passeport_prevention.usecases.work_on_imports import import_worker

__all__ = ["STORE", "build_server", "serve"]

# Objects made between two looks of the collector for cycles: a chunk of a file is a hundred thousand that are in none.
_COLLECT_AFTER = 50_000


STORE: Store[Settings] = Store(
    name="prevention",
    migrations=Path(__file__).with_name("migrations"),
    stream=STREAM,
    outbox=tables.outbox,
    dead_letters=tables.dead_letter,
    durables=lambda settings: [one for one in DURABLES if one is not ENTRIES or settings.records_target],
    retentions=RETENTIONS,
    handlers=lambda settings, engine: handlers_of(
        lambda durable: UnitsOfWork(engine, durable.name, encode), system_clock
    ),
)


def import_tools(settings: Settings, open_work: UnitsOfWork, workers: IdentityWorkers) -> ImportTools:
    """What receiving and processing files of the official import takes."""
    seal = KeyRing.load(settings.import_keys_file) if settings.import_keys_file else None
    regulation, types = Regulation.read(settings.regulation_file), settings.training_types
    further = (system_clock, db.is_outage, settings.import_attempts)
    return ImportTools(open_work, seal, workers, regulation, types, *further)


def build_server(
    settings: Settings,
    open_work: OpenWork,
    workers: Workers,
    keys: CallerKeys,
    tools: ImportTools,
    programmes: ProgrammeTools,
    wake: Callable[[], None] = lambda: None,
) -> RpcServer:
    """The gRPC server with the services of the contract; `wake` tells the worker that a file was received."""
    server = open_server(settings, POLICIES, keys)
    return add_services(server, open_work, workers, tools, programmes, wake, settings.import_max_concurrent)


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    gc.set_threshold(_COLLECT_AFTER)
    gc.freeze()
    async with open_store(settings, STORE) as process:
        # Nothing is asked of identity on behalf of the caller: his token stays here.
        identity = process.channel(settings.identity_target, "passeport.identity.v1", forward_caller=False)
        workers = IdentityWorkers(identity)
        open_work = UnitsOfWork(process.engine, PERSONS.name, encode, process.relay.wake)
        types, found = await find_programmes(settings)
        tools = replace(import_tools(settings, open_work, workers), types=types)
        worker = import_worker(tools).rounds()
        if settings.runs("consumers") and tools.seal is not None:
            process.add("imports", worker.run)
            process.add("backlog", partial(watch_imports, process.engine))
        if settings.runs("consumers") and settings.records_target:
            # Nobody is acted for: what enters by itself enters for every holder.
            records = process.channel(settings.records_target, "passeport.records.v1", forward_caller=False)
            process.add("arrivals", ReadArrivals(open_work, RecordsEntries(records), system_clock, types).rounds().run)
            process.add("arrivals-backlog", partial(watch_arrivals, process.engine))
        if settings.runs("rpc"):
            keys = CallerKeys(STORE.name, CallerTokenKeys(identity).fetch)
            programmes = await open_programmes(process, types, found)
            server = build_server(settings, open_work, workers, keys, tools, programmes, worker.wake)
            process.add("rpc", server.run, ping=server.ping)
        await process.run()
