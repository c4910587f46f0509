"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.clock import system_clock
from passeport_chassis.db import is_outage
from passeport_chassis.events import Handlers
from passeport_chassis.rpc import CallerKeys, RpcServer
from passeport_chassis.store import Store, open_server, open_store
from passeport_chassis.telemetry import continue_trace
from passeport_dossier.messaging.persons import PersonChanges
from passeport_records.clients.identity import CallerTokenKeys
from passeport_records.clients.persons import IdentityPersons
from passeport_records.domain.persons import WORDING
from passeport_records.ledger.queue import sequencer
from passeport_records.messaging.events import encode
from passeport_records.messaging.streams import DURABLES, PERSONS, STREAM
from passeport_records.referentials.storage.search import SqlTermSearch
from passeport_records.rpc.policies import POLICIES
from passeport_records.rpc.server import add_services
from passeport_records.settings import Settings
from passeport_records.storage import tables
from passeport_records.storage.backlog import watch_backlog
from passeport_records.storage.ledger import SqlPublicLedger
from passeport_records.storage.person_work import PersonUnitsOfWork
from passeport_records.storage.piece_seal import load_sealed_pieces
from passeport_records.storage.retention import RETENTIONS
from passeport_records.storage.sources import SqlSources
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.purge_entries import purge_regularly
from passeport_records.usecases.retry_waiting import waiting_worker
from passeport_records.usecases.roll_back_batch import rollback_worker
from passeport_records.usecases.sweep_attachments import sweep_regularly
from passeport_records.usecases.work_on_batches import batch_worker

__all__ = ["STORE", "build_server", "serve"]

_log = structlog.get_logger(__name__)

# Objects made between two looks of the collector for cycles. A chunk of a file is some hundred thousand objects that
# hold one another in no cycle: at the usual 700 the collector took a third of the time of a file.
_COLLECT_AFTER = 50_000


def _handlers(settings: Settings, engine: AsyncEngine) -> Handlers:
    open_work = PersonUnitsOfWork(engine, PERSONS.name)
    return {PERSONS.name: PersonChanges(open_work, WORDING, system_clock)}


STORE: Store[Settings] = Store(
    name="records",
    migrations=Path(__file__).with_name("migrations"),
    stream=STREAM,
    outbox=tables.outbox,
    dead_letters=tables.dead_letter,
    durables=lambda settings: DURABLES,
    retentions=RETENTIONS,
    handlers=_handlers,
)


def build_server(
    settings: Settings,
    engine: AsyncEngine,
    tools: FeedTools,
    wake: Callable[[], None],
    keys: CallerKeys,
    committed: Callable[[], None] = lambda: None,
) -> RpcServer:
    """The gRPC server with the services of the contract; `committed` is called after a commit that had events."""
    server = open_server(settings, POLICIES, keys)
    open_work = UnitsOfWork(engine, encode, committed)
    ledger, search = SqlPublicLedger(engine), SqlTermSearch(engine)
    keep_deleted = timedelta(days=settings.deletion_days)
    at_once, attachments = settings.transfers_at_once, settings.attachments
    kept = (keep_deleted, attachments, settings.deadlines, SqlSources(engine), settings.rhythms)
    return add_services(server, open_work, ledger, search, tools, wake, at_once, *kept)


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    seal = load_sealed_pieces(settings.feed_keys_file)
    if settings.attachment_scanner == "none":
        _log.warning("files of entries are kept without being scanned: PASSEPORT_ATTACHMENT_SCANNER is none")
    gc.set_threshold(_COLLECT_AFTER)
    gc.freeze()
    async with open_store(settings, STORE) as process:
        # Nothing is asked of identity on behalf of the caller: his token stays here.
        identity = process.channel(settings.identity_target, "passeport.identity.v1", forward_caller=False)
        units = FeedUnitsOfWork(process.engine, encode, process.relay.wake, settings.ledger_keys)
        persons = IdentityPersons(identity)
        tools = FeedTools(units, seal, persons, system_clock, is_outage, settings.feed_attempts, settings.file_senders)
        worker = batch_worker(tools, continue_trace).rounds()
        if settings.runs("consumers"):
            process.add("batches", worker.run)
            process.add("waiting-lines", waiting_worker(tools).run)
            process.add("rollbacks", rollback_worker(tools).run)
            process.add("backlog", partial(watch_backlog, process.engine, settings.rhythms))
            process.add("purge", partial(purge_regularly, units, system_clock))
            if (attachments := settings.attachments) is not None:
                process.add("sweep", partial(sweep_regularly, units, attachments.store))
            if (name := settings.ledger) is not None:
                interval = timedelta(seconds=settings.ledger_checkpoint_interval)
                process.add("ledger", sequencer(process.engine, name, system_clock, interval).run)
        if settings.runs("rpc"):
            keys = CallerKeys(STORE.name, CallerTokenKeys(identity).fetch)
            server = build_server(settings, process.engine, tools, worker.wake, keys, process.relay.wake)
            process.add("rpc", server.run, ping=server.ping)
        await process.run()
