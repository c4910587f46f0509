"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis import db
from passeport_chassis.admin import AdminServer, Ping
from passeport_chassis.clock import system_clock
from passeport_chassis.lifecycle import Part, supervise
from passeport_chassis.messaging import connect, provision
from passeport_chassis.rpc import CallerKeys, ClientTls, RpcServer, ServerTls, open_channel
from passeport_chassis.settings import SettingsError
from passeport_identity.clients.records import RecordsEmploymentFacts
from passeport_identity.domain.account import ActivationLimit
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.franceconnect.client import FranceConnect, Registration
from passeport_identity.messaging.bus import Bus
from passeport_identity.messaging.events import encode
from passeport_identity.messaging.streams import STREAM
from passeport_identity.rpc.account_service import AccountServicer, CivilIdentityServicer
from passeport_identity.rpc.person_resolution_service import PersonResolutionServicer
from passeport_identity.rpc.policies import POLICIES
from passeport_identity.rpc.registration import register
from passeport_identity.rpc.sign_in_service import SignInServicer
from passeport_identity.rpc.token_service import KeyServicer, TokenServicer
from passeport_identity.settings import Settings
from passeport_identity.storage import tables
from passeport_identity.storage.unit_of_work import SqlUnitOfWork
from passeport_identity.usecases.activate_account import ActivateAccount
from passeport_identity.usecases.begin_login import BeginLogin
from passeport_identity.usecases.complete_login import CompleteLogin
from passeport_identity.usecases.end_session import EndSession
from passeport_identity.usecases.get_account import GetAccount
from passeport_identity.usecases.get_civil_identity import GetCivilIdentity
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.issue_caller_token import IssueCallerToken
from passeport_identity.usecases.issue_partner_token import IssuePartnerToken
from passeport_identity.usecases.list_accesses import ListAccesses
from passeport_identity.usecases.ports import EmploymentFacts, IdentityProvider, UnitOfWork
from passeport_identity.usecases.resolve_persons import ResolvePersons
from passeport_identity.vault.caller_token_signer import load_caller_token_signer
from passeport_identity.vault.key_ring import load_key_ring
from passeport_identity.vault.nir_vault import NirVault
from passeport_identity.vault.secret_hasher import SecretHasher

__all__ = ["MIGRATIONS", "build_engine", "build_server", "build_vault", "migrate", "serve"]

NAME = "identity"
MIGRATIONS = Path(__file__).with_name("migrations")
RETENTIONS = (
    db.Retention(tables.session, "expires_at", timedelta()),
    db.Retention(tables.session, "idle_expires_at", timedelta()),
    # Kept for a while after they lapse, so that a late callback is told apart from a forged one in the logs.
    db.Retention(tables.sign_in_attempt, "expires_at", timedelta(hours=1)),
    db.Retention(tables.partner_token, "expires_at", timedelta()),
    # Long enough to rebuild the stream from.
    db.Retention(tables.outbox, "published_at", timedelta(days=30)),
)


def build_engine(settings: Settings) -> AsyncEngine:
    """The engine, as the role of the service."""
    url = settings.database_url.get_secret_value()
    return db.create_engine(url, pool_size=settings.database_pool_size, application=f"passeport-{NAME}")


def build_vault(settings: Settings) -> NirVault:
    """The vault of NIR. Raises KeyFileError when a file of keys will not do."""
    return NirVault(load_key_ring(settings.nir_keys_file), load_key_ring(settings.nir_index_keys_file))


def build_provider(settings: Settings, http: httpx.AsyncClient) -> FranceConnect:
    """FranceConnect, where this service is registered."""
    registration = Registration(
        settings.franceconnect_issuer,
        settings.franceconnect_client_id,
        settings.franceconnect_client_secret.get_secret_value(),
        redirect_uri=f"{settings.public_base_url}/auth/callback",
        post_logout_redirect_uri=f"{settings.public_base_url}/",
    )
    return FranceConnect(http, registration, max_age=settings.franceconnect_metadata_max_age)


def build_server(
    settings: Settings, units: UnitOfWork, provider: IdentityProvider, employment: EmploymentFacts
) -> RpcServer:
    """The gRPC server with every service of the contract. Raises KeyFileError when a file of keys will not do."""
    vault, clock, hasher = build_vault(settings), system_clock, SecretHasher()
    signer = load_caller_token_signer(settings.caller_token_key_file, settings.caller_token_neighbour_keys_file)
    level = Assurance.parse(settings.franceconnect_acr) or Assurance.EIDAS1
    lifetimes = SessionLifetimes(
        timedelta(seconds=settings.session_idle_lifetime), timedelta(seconds=settings.session_lifetime)
    )
    limit = ActivationLimit(settings.activation_failures, timedelta(seconds=settings.activation_lock))
    get_session = GetSession(units, clock, lifetimes)

    async def own_keys() -> str:
        return signer.jwks

    server = RpcServer(
        settings.grpc_listen,
        ServerTls(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file),
        POLICIES,
        caller_keys=CallerKeys(NAME, own_keys),
        max_concurrent=settings.grpc_max_concurrent,
        max_connection_age=settings.grpc_max_connection_age,
        grace=settings.shutdown_grace,
    )
    return register(
        server,
        sign_in_servicer=SignInServicer(
            BeginLogin(units, provider, clock, level, timedelta(seconds=settings.login_lifetime)),
            CompleteLogin(units, provider, clock, lifetimes),
            get_session,
            EndSession(units, provider, clock),
        ),
        token_servicer=TokenServicer(
            IssueCallerToken(units, get_session, signer, clock),
            IssuePartnerToken(units, hasher, clock, timedelta(seconds=settings.partner_token_lifetime)),
        ),
        key_servicer=KeyServicer(signer),
        account_servicer=AccountServicer(
            GetAccount(units, vault, clock),
            ActivateAccount(units, vault, employment, clock, limit),
            ListAccesses(units, clock),
        ),
        civil_identity_servicer=CivilIdentityServicer(GetCivilIdentity(units, clock)),
        resolution_servicer=PersonResolutionServicer(ResolvePersons(units, vault, clock)),
    )


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    engine = build_engine(settings)
    bus = Bus(settings.nats_url.get_secret_value(), NAME, STREAM.name)
    relay = db.OutboxRelay(engine, tables.outbox, bus.publish)
    tls = ClientTls(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
    records = open_channel(settings.records_target, "passeport.records.v1", tls, forward_caller=False)
    http = httpx.AsyncClient(timeout=settings.franceconnect_timeout)
    pings: dict[str, Ping] = {
        "database": partial(db.ping, engine),
        "revision": partial(db.check_revision, engine, MIGRATIONS),
    }
    if not settings.runs("rpc"):
        # A process that answers calls is ready without the bus: events wait in the outbox.
        pings["bus"] = bus.ping
    admin = AdminServer(settings.admin_listen, pings)
    parts = [Part("admin", admin.run)]
    if settings.runs("relay"):
        parts.append(Part("relay", relay.run))
        parts.append(Part("housekeeping", partial(db.keep_house, engine, RETENTIONS)))
    if settings.runs("rpc"):
        units = SqlUnitOfWork(engine, encode, on_events=relay.wake)
        server = build_server(settings, units, build_provider(settings, http), RecordsEmploymentFacts(records))
        parts.append(Part("rpc", server.run))

    async def drain() -> None:
        admin.draining = True

    try:
        await supervise(parts, on_drain=drain, grace=settings.shutdown_grace)
    finally:
        await http.aclose()
        await records.close()
        await bus.close()
        await engine.dispose()


async def migrate(settings: Settings) -> str:
    """Brings the database to the newest revision and makes the stream; returns the revision."""
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required to migrate")
    role = sa.make_url(settings.database_url.get_secret_value()).username or ""
    revision = await db.migrate(settings.migration_database_url.get_secret_value(), MIGRATIONS, role)
    url = settings.nats_provision_url or settings.nats_url
    client = await connect(url.get_secret_value(), NAME, wait=False)
    try:
        await provision(client, STREAM, (), replicas=settings.nats_replicas)
    finally:
        await client.close()
    return revision
