"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import httpx

from passeport_chassis import db
from passeport_chassis.admin import AdminServer, Ping
from passeport_chassis.clock import system_clock
from passeport_chassis.events import Bus
from passeport_chassis.lifecycle import Part, supervise
from passeport_chassis.rpc import CallerKeys, ClientTls, RpcServer, ServerTls, open_channel
from passeport_chassis.store import Store, open_engine
from passeport_identity.clients.records import RecordsEmploymentFacts
from passeport_identity.franceconnect.client import FranceConnect, Registration
from passeport_identity.messaging.events import encode
from passeport_identity.messaging.streams import DURABLES, STREAM
from passeport_identity.rpc.policies import POLICIES
from passeport_identity.rpc.registration import Outside, register
from passeport_identity.settings import Settings
from passeport_identity.storage import tables
from passeport_identity.storage.retention import RETENTIONS
from passeport_identity.storage.unit_of_work import UnitsOfWork
from passeport_identity.vault.caller_token_signer import load_caller_token_signer
from passeport_identity.vault.nir_vault import load_nir_vault
from passeport_identity.vault.secret_hasher import SecretHasher

__all__ = ["STORE", "build_server", "serve"]

STORE: Store[Settings] = Store(
    name="identity",
    migrations=Path(__file__).with_name("migrations"),
    stream=STREAM,
    outbox=tables.outbox,
    dead_letters=tables.dead_letter,
    durables=DURABLES,
)


def _registration(settings: Settings) -> Registration:
    return Registration(
        settings.franceconnect_issuer,
        settings.franceconnect_client_id,
        settings.franceconnect_client_secret.get_secret_value(),
        redirect_uri=f"{settings.public_base_url}/auth/callback",
        post_logout_redirect_uri=f"{settings.public_base_url}/",
    )


def build_server(settings: Settings, outside: Outside) -> RpcServer:
    """The gRPC server with every service of the contract."""

    async def own_keys() -> str:
        return outside.signer.jwks

    server = RpcServer(
        settings.grpc_listen,
        ServerTls(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file),
        POLICIES,
        caller_keys=CallerKeys(STORE.name, own_keys),
        max_concurrent=settings.grpc_max_concurrent,
        max_connection_age=settings.grpc_max_connection_age,
        grace=settings.shutdown_grace,
        is_outage=db.is_outage,
    )
    return register(server, outside, settings.limits)


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    async with AsyncExitStack() as closing:
        engine = open_engine(settings, STORE.name)
        closing.push_async_callback(engine.dispose)
        bus = Bus(settings.nats_url.get_secret_value(), STORE.name, STREAM.name)
        closing.push_async_callback(bus.close)
        tls = ClientTls(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
        records = open_channel(settings.records_target, "passeport.records.v1", tls, forward_caller=False)
        closing.push_async_callback(records.close)
        http = await closing.enter_async_context(httpx.AsyncClient())
        relay = db.OutboxRelay(engine, tables.outbox, bus.publish)
        probe = db.DatabaseProbe(settings.database_url.get_secret_value(), STORE.migrations)
        closing.push_async_callback(probe.close)
        pings: dict[str, Ping] = {"database": probe}
        if not settings.runs("rpc"):  # a process that answers calls is ready without the bus: events wait
            pings["bus"] = bus.ping
        admin = AdminServer(settings.admin_listen, pings)
        parts = [Part("admin", admin.run)]
        if settings.runs("relay"):
            parts += [Part("housekeeping", partial(db.keep_house, engine, RETENTIONS)), Part("relay", relay.run)]
        if settings.runs("rpc"):
            outside = Outside(
                units=UnitsOfWork(engine, encode, relay.wake),
                provider=FranceConnect(
                    http,
                    _registration(settings),
                    patience=settings.franceconnect_timeout,
                    max_age=settings.franceconnect_metadata_max_age,
                ),
                employment=RecordsEmploymentFacts(records),
                vault=load_nir_vault(settings.nir_keys_file, settings.nir_index_keys_file),
                signer=load_caller_token_signer(
                    settings.caller_token_key_file, settings.caller_token_neighbour_keys_file
                ),
                hasher=SecretHasher(),
                clock=system_clock,
            )
            parts.append(Part("rpc", build_server(settings, outside).run))

        async def drain() -> None:
            admin.draining = True

        await supervise(parts, on_drain=drain, grace=settings.shutdown_grace)
