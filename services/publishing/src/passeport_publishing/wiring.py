"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.clock import system_clock
from passeport_chassis.events import Handlers
from passeport_chassis.rpc import CallerKeys
from passeport_chassis.store import Store, StoreProcess, open_server, open_store
from passeport_publishing.clients import CallerTokenKeys, IdentityRegister, PreventionTrainings, RecordsPassport
from passeport_publishing.documents.queue_worker import QueueWorker
from passeport_publishing.documents.shop import DocumentShop
from passeport_publishing.domain.codes import verification_address
from passeport_publishing.domain.links import share_address
from passeport_publishing.messaging.events import encode
from passeport_publishing.messaging.handlers import handlers_of
from passeport_publishing.messaging.streams import DURABLES, ENTRY_CHANGES, STREAM, TRAINING_CHANGES
from passeport_publishing.rpc.policies import policies_at
from passeport_publishing.rpc.server import Ports, add_services
from passeport_publishing.settings import Settings
from passeport_publishing.storage import tables
from passeport_publishing.storage.retentions import RETENTIONS
from passeport_publishing.storage.tlog import SqlPublicLog
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.tlog.queue import sequencer
from passeport_publishing.usecases.make_publication import MakePublication
from passeport_publishing.usecases.publish_queued import PublishQueued
from passeport_publishing.vault import PinHasher

__all__ = ["STORE", "serve"]


def _handlers(settings: Settings, engine: AsyncEngine) -> Handlers:
    return handlers_of(lambda durable: UnitsOfWork(engine, durable.name, encode), system_clock)


STORE: Store[Settings] = Store(
    name="publishing",
    migrations=Path(__file__).with_name("migrations"),
    stream=STREAM,
    outbox=tables.outbox,
    dead_letters=tables.dead_letter,
    durables=lambda settings: [one for one in DURABLES if one is not TRAINING_CHANGES or settings.prevention_target],
    retentions=RETENTIONS,
    handlers=_handlers,
)


def _add_rpc(process: StoreProcess[Settings]) -> None:
    settings = process.settings
    # The holder's token travels along: he reads his own entries and his own name.
    identity = process.channel(settings.identity_target, "passeport.identity.v1", forward_caller=True)
    records = process.channel(settings.records_target, "passeport.records.v1", forward_caller=True)
    shop = DocumentShop(
        settings.seals,
        settings.seal_trust_file,
        settings.seal_policy,
        lowers=settings.timestamp_fallback == "B-B",
        render_workers=settings.render_workers,
        verify_workers=settings.verify_workers,
        waiting=settings.workers_waiting,
    )
    making = MakePublication(
        open_work=UnitsOfWork(process.engine, ENTRY_CHANGES.name, encode, process.relay.wake),
        press=shop.press,
        credentials=settings.credential_book,
        address=partial(verification_address, settings.public_base_url),
        clock=system_clock,
        new_salt=settings.new_salt,
        seal_chains=settings.seal_chains,
        artefacts=settings.artefacts,
    )
    queue = QueueWorker(PublishQueued(making.open_work, making, system_clock), places=settings.render_workers)
    ports = Ports(
        source=RecordsPassport(records),
        register=IdentityRegister(identity),
        making=making,
        examiner=shop.examiner,
        darkroom=shop.examiner,
        pins=PinHasher(),
        link=partial(share_address, settings.public_base_url),
        log=SqlPublicLog(process.engine),
        log_book=settings.log_book,
        badges=settings.badges,
        two_d_docs=settings.two_d_docs,
        wallets=settings.wallets,
        prevention=_prevention(process),
        queue_most=settings.queue_most,
        queued=queue.wake,
    )
    policies = policies_at(publish=settings.publish_assurance, share=settings.share_assurance)
    server = open_server(settings, policies, CallerKeys(STORE.name, CallerTokenKeys(identity).fetch))
    add_services(server, ports, status_max_age=settings.status_list_max_age)
    process.add("documents", shop.run, ping=shop.ping)
    process.add("queue", queue.run)
    process.add("rpc", server.run, ping=server.ping)


def _prevention(process: StoreProcess[Settings]) -> PreventionTrainings | None:
    target = process.settings.prevention_target
    if not target:
        return None
    channel = process.channel(target, "passeport.prevention.v1", forward_caller=True)
    return PreventionTrainings(channel, system_clock)


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    async with open_store(settings, STORE) as process:
        if settings.runs("rpc"):
            _add_rpc(process)
        if settings.runs("consumers") and (name := settings.log_name) is not None:
            interval = timedelta(seconds=settings.tlog_checkpoint_interval)
            process.add("log", sequencer(process.engine, name, system_clock, interval).run)
        await process.run()
