"""What every service with a database and a stream has alike: the parts of its process, and its commands."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar
from uuid import UUID

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis import db
from passeport_chassis.admin import AdminServer, Ping
from passeport_chassis.db.housekeeping import count_expired, delete_expired
from passeport_chassis.events import Bus, Handlers, LetterBox, replay
from passeport_chassis.ids import parse_id
from passeport_chassis.lifecycle import Part, supervise
from passeport_chassis.messaging import Durable, Stream, connect, provision
from passeport_chassis.program import Command
from passeport_chassis.rpc import CallerKeys, Policy, RpcServer, TlsFiles, open_channel
from passeport_chassis.settings import RpcSettings, SettingsError, StoreSettings

# One that has a day more than others: no access is kept for less than a year.
_A_YEAR = 366
_TEN_YEARS = 3660

S = TypeVar("S", bound=StoreSettings)


@dataclass(frozen=True, slots=True)
class Store(Generic[S]):
    """What a service owns: its name, migrations, stream, outbox, durable consumers, and where its dead letters lie.

    `durables` gives the consumers, which may be fewer by the settings; `handlers` makes what they do with a message. A
    service that consumes nothing leaves both out.
    """

    name: str
    migrations: Path
    stream: Stream
    outbox: sa.Table
    dead_letters: sa.Table
    durables: Callable[[S], Sequence[Durable]] = field(default=lambda settings: ())
    retentions: Sequence[db.Retention] = ()
    handlers: Callable[[S, AsyncEngine], Handlers] = field(default=lambda settings, engine: {})


class StoreProcess(Generic[S]):
    """A running process of such a service: what it always has, and the parts that the service adds."""

    def __init__(self, settings: S, store: Store[S], closing: AsyncExitStack) -> None:
        self.settings = settings
        self.closing = closing
        self.engine = open_engine(settings, store.name)
        self.bus = Bus(settings.nats_url.get_secret_value(), store.name, store.stream)
        self.relay = db.OutboxRelay(self.engine, store.outbox, self.bus.publish)
        probe = db.DatabaseProbe(settings.database_url.get_secret_value(), store.migrations)
        for close in (self.engine.dispose, self.bus.close, probe.close):
            closing.push_async_callback(close)
        self._pings: dict[str, Ping] = {"database": probe}
        if not settings.runs("rpc"):
            # A process that answers calls is ready without the bus: events wait in the outbox, and
            # outbox_oldest_unpublished_seconds tells of it.
            self._pings["bus"] = self.bus.ping
        self._parts: list[Part] = []
        if settings.runs("relay"):
            self.add("housekeeping", partial(db.keep_house, self.engine, store.retentions))
            self.add("relay", self.relay.run)
        if settings.runs("consumers"):
            handlers = store.handlers(settings, self.engine)
            for durable in store.durables(settings):
                memory = LetterBox(self.engine, store.dead_letters, durable.name)
                self.add(durable.name, partial(self.bus.consume, durable, handlers[durable.name], memory))

    def add(self, name: str, run: Callable[[asyncio.Event], Awaitable[None]], ping: Ping | None = None) -> None:
        """Adds a part; with `ping` the process is ready only while that passes."""
        self._parts.append(Part(name, run))
        if ping is not None:
            self._pings[name] = ping

    def channel(self, target: str, package: str, *, forward_caller: bool) -> grpc.aio.Channel:
        """Opens a channel to another service, closed with the process."""
        tls = TlsFiles(self.settings.tls_cert_file, self.settings.tls_key_file, self.settings.tls_ca_file)
        channel = open_channel(target, package, tls, forward_caller=forward_caller)
        self.closing.push_async_callback(channel.close)
        return channel

    async def run(self) -> None:
        """Runs all parts until a signal, or until one of them fails."""
        admin = AdminServer(self.settings.admin_listen, self._pings)

        async def drain() -> None:
            admin.draining = True

        parts = [Part("admin", admin.run), *self._parts]
        await supervise(parts, on_drain=drain, grace=self.settings.shutdown_grace)


@asynccontextmanager
async def open_store(settings: S, store: Store[S]) -> AsyncIterator[StoreProcess[S]]:
    """Opens what a process of the service always has, and closes it at the end."""
    async with AsyncExitStack() as closing:
        yield StoreProcess(settings, store, closing)


def open_server(settings: RpcSettings, policies: Mapping[str, Policy], keys: CallerKeys) -> RpcServer:
    """The gRPC server as the settings want it; servicers are added by the service."""
    return RpcServer(
        settings.grpc_listen,
        TlsFiles(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file),
        policies,
        caller_keys=keys,
        is_outage=db.is_outage,
        max_concurrent=settings.grpc_max_concurrent,
        max_connection_age=settings.grpc_max_connection_age,
        grace=settings.shutdown_grace,
    )


def open_engine(settings: StoreSettings, name: str) -> AsyncEngine:
    """The engine of a service, as the role that may read and write rows and nothing else."""
    url = settings.database_url.get_secret_value()
    return db.create_engine(url, pool_size=settings.database_pool_size, application=f"passeport-{name}")


@asynccontextmanager
async def _to_its_end(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    try:
        yield engine
    finally:
        await engine.dispose()


def store_commands(store: Store[S], serve: Callable[[S], Awaitable[None]]) -> dict[str, Command[S]]:
    """The commands that every such service has; it may add its own."""

    async def bring_up_to_date(settings: S, arguments: argparse.Namespace) -> None:
        revision = await _migrate(settings, store)
        sys.stdout.write(f"the database is at revision {revision}, the stream {store.stream.name} is there\n")

    async def again(settings: S, arguments: argparse.Namespace) -> None:
        async with _to_its_end(open_engine(settings, store.name)) as engine:
            count = await db.republish(engine, store.outbox, arguments.since, _say_so_far)
        sys.stdout.write(f"{count} events will be published again by the relay\n")

    async def expire_accesses(settings: S, arguments: argparse.Namespace) -> None:
        owner = db.create_engine(_owner_url(settings), pool_size=1, application=f"passeport-{store.name}")
        # The trail lies beside the outbox.
        trail = db.Retention(store.outbox.metadata.tables["access"], "at", timedelta(days=arguments.days))
        async with _to_its_end(owner) as engine:
            if arguments.dry_run:
                told = f"{await count_expired(engine, trail)} accesses would be deleted"
            else:
                told = f"{await delete_expired(engine, trail, _say_so_far)} accesses deleted"
        sys.stdout.write(f"{told}, older than {arguments.days} days\n")

    async def dead_letters(settings: S, arguments: argparse.Namespace) -> int:
        async with _to_its_end(open_engine(settings, store.name)) as engine:
            return await _dead_letters(settings, store, engine, arguments)

    return {
        "serve": Command("run the parts that PASSEPORT_PARTS names", lambda settings, _: serve(settings)),
        "relay": Command(
            "publish events only", lambda settings, _: serve(settings.model_copy(update={"parts": "relay"}))
        ),
        "migrate": Command("bring the database, the stream and the consumers up to date", bring_up_to_date),
        "republish": Command("publish again what was published since a moment", again, _since_argument),
        "expire-accesses": Command("delete accesses older than a year", expire_accesses, _expiry_arguments),
        "dead-letters": Command("show or replay messages given up on", dead_letters, _dead_letter_arguments),
    }


async def _migrate(settings: S, store: Store[S]) -> str:
    owner_url = _owner_url(settings)
    app_role = sa.make_url(settings.database_url.get_secret_value()).username or ""
    revision = await db.migrate(owner_url, store.migrations, app_role)
    bus_url = (settings.nats_provision_url or settings.nats_url).get_secret_value()
    client = await connect(bus_url, store.name, wait=False)
    try:
        stream = replace(store.stream, max_bytes=settings.nats_stream_bytes or store.stream.max_bytes)
        await provision(client, stream, store.durables(settings), replicas=settings.nats_replicas)
    finally:
        await client.close()
    return revision


def _owner_url(settings: StoreSettings) -> str:
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required, the URL of the owner of the tables")
    return settings.migration_database_url.get_secret_value()


def _expiry_arguments(parser: argparse.ArgumentParser) -> None:
    def days(text: str) -> int:
        if not text.isdecimal() or not _A_YEAR <= int(text) <= _TEN_YEARS:
            raise argparse.ArgumentTypeError(f"must be days, from {_A_YEAR} (the year of the law) to {_TEN_YEARS}")
        return int(text)

    parser.add_argument("--days", type=days, default=_A_YEAR, help=f"age from which they go; none: {_A_YEAR}")
    parser.add_argument("--dry-run", action="store_true", help="only count them")


def _say_so_far(total: int) -> None:
    sys.stdout.write(f"{total} so far\n")


def _since_argument(parser: argparse.ArgumentParser) -> None:
    def moment(text: str) -> datetime:
        try:
            read = datetime.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError("must be a date and time such as 2026-11-01T00:00:00+00:00") from None
        return read if read.tzinfo else read.replace(tzinfo=UTC)

    parser.add_argument(
        "since", type=moment, metavar="SINCE", help="date and time (RFC 3339; UTC when it does not say)"
    )


def _dead_letter_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "replay"], help="show them, or hand them over again")
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these; none: all of them")


async def _dead_letters(settings: S, store: Store[S], engine: AsyncEngine, arguments: argparse.Namespace) -> int:
    named = [parse_id(text) for text in arguments.ids]
    wanted = {one for one in named if one is not None}
    if None in named:
        sys.stderr.write("an identifier is a UUID, as `dead-letters list` shows it\n")
        return 2
    handlers = store.handlers(settings, engine)
    met, failed, last = set[UUID](), 0, None
    while True:
        async with engine.connect() as connection:
            letters = await db.list_dead_letters(connection, store.dead_letters, 1000, after=last, ids=wanted)
        if not letters:
            break
        last = letters[-1]
        met |= {letter.id for letter in letters}
        if arguments.action == "list":
            for letter in letters:
                kept = letter.kept_at.isoformat(timespec="seconds")
                sys.stdout.write(f"{letter.id}  {kept}  {letter.consumer}  {letter.subject}  {letter.error}\n")
            continue
        for letter_id, outcome in (await replay(engine, store.dead_letters, handlers, letters)).items():
            failed += outcome != "replayed"
            sys.stdout.write(f"{letter_id}  {outcome}\n")
    for unknown in wanted - met:
        sys.stdout.write(f"{unknown}  is not among the dead letters\n")
    if arguments.action == "list":
        sys.stdout.write(f"{len(met)} dead letters\n")
    return 1 if failed or wanted - met else 0
