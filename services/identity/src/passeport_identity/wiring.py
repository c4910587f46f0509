"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from passeport_chassis.clock import system_clock
from passeport_chassis.rpc import CallerKeys, RpcServer
from passeport_chassis.store import Store, StoreProcess, open_server, open_store
from passeport_identity.clients.records import RecordsEmploymentFacts
from passeport_identity.domain.assurance import Assurance
from passeport_identity.franceconnect.client import FranceConnect, Registration
from passeport_identity.franceconnect.envelopes import EnvelopeOpener
from passeport_identity.messaging.events import encode
from passeport_identity.messaging.streams import DURABLES, STREAM
from passeport_identity.proconnect.client import ProConnect, ProConnectOff, ProRegistration
from passeport_identity.rpc.policies import POLICIES
from passeport_identity.rpc.registration import Outside, register
from passeport_identity.settings import Settings
from passeport_identity.storage import tables
from passeport_identity.storage.retention import RETENTIONS
from passeport_identity.storage.unit_of_work import UnitsOfWork
from passeport_identity.usecases.platforms import Platform
from passeport_identity.vault.caller_token_signer import load_caller_token_signer
from passeport_identity.vault.client_assertions import ClientAssertions
from passeport_identity.vault.decryption_keys import DecryptionKeys, load_decryption_keys
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
    retentions=RETENTIONS,
)


@dataclass(frozen=True, slots=True)
class _Clients:
    """Makes clients of FranceConnect, all registered with the same addresses."""

    settings: Settings
    closing: AsyncExitStack
    http: httpx.AsyncClient
    keys: DecryptionKeys

    def first(self) -> FranceConnect:
        settings = self.settings
        secret = settings.franceconnect_client_secret
        # Keys may be published before FranceConnect+ is asked, which wants to see them first.
        encrypts = settings.limits.assurance > Assurance.EIDAS1
        return self._client(settings.franceconnect_issuer, settings.franceconnect_client_id, secret, encrypts=encrypts)

    def beside(self) -> tuple[Platform, ...]:
        settings = self.settings
        issuer, client_id = settings.franceconnect_plus_issuer, settings.franceconnect_plus_client_id
        secret = settings.franceconnect_plus_client_secret
        if issuer is None or client_id is None or secret is None:
            return ()
        client = self._client(issuer, client_id, secret, encrypts=True)
        return (Platform(client, Assurance[settings.franceconnect_plus_acr.upper()], issuer),)

    def _client(self, issuer: str, client_id: str, secret: SecretStr, *, encrypts: bool) -> FranceConnect:
        settings = self.settings
        registration = Registration(
            issuer,
            client_id,
            secret.get_secret_value(),
            redirect_uri=f"{settings.public_base_url}/auth/callback",
            post_logout_redirect_uri=f"{settings.public_base_url}/",
        )
        client = FranceConnect(
            self.http,
            registration,
            envelopes=EnvelopeOpener(self.keys) if encrypts else None,
            patience=settings.franceconnect_timeout,
            max_age=settings.franceconnect_metadata_max_age,
        )
        self.closing.push_async_callback(client.close)
        return client


def _professionals(settings: Settings, http: httpx.AsyncClient) -> ProConnect | ProConnectOff:
    if settings.proconnect_issuer is None or settings.proconnect_client_secret is None:
        return ProConnectOff()
    registration = ProRegistration(
        settings.proconnect_issuer,
        settings.proconnect_client_id,
        settings.proconnect_client_secret.get_secret_value(),
        redirect_uri=f"{settings.public_base_url}/auth/professional/callback",
        post_logout_redirect_uri=f"{settings.public_base_url}/",
        levels=settings.proconnect_acr.split(),
        algorithm=settings.proconnect_algorithm,
    )
    max_age = settings.franceconnect_metadata_max_age
    return ProConnect(http, registration, patience=settings.franceconnect_timeout, max_age=max_age)


def _decryption_keys(settings: Settings) -> DecryptionKeys:
    path = settings.franceconnect_encryption_keys_file
    return load_decryption_keys(path) if path is not None else DecryptionKeys([])


def build_server(settings: Settings, outside: Outside) -> RpcServer:
    """The gRPC server with every service of the contract."""

    async def own_keys() -> str:
        return outside.signer.jwks

    return register(open_server(settings, POLICIES, CallerKeys(STORE.name, own_keys)), outside, settings.limits)


async def _add_rpc(process: StoreProcess[Settings]) -> None:
    settings = process.settings
    # Asked for identity's own sake, about a person and not on his behalf.
    records = process.channel(settings.records_target, "passeport.records.v1", forward_caller=False)
    http = await process.closing.enter_async_context(httpx.AsyncClient())
    keys = _decryption_keys(settings)
    clients = _Clients(settings, process.closing, http, keys)
    outside = Outside(
        units=UnitsOfWork(process.engine, encode, process.relay.wake),
        provider=clients.first(),
        beside=clients.beside(),
        professionals=_professionals(settings, http),
        employment=RecordsEmploymentFacts(records),
        vault=load_nir_vault(settings.nir_keys_file, settings.nir_index_keys_file),
        signer=load_caller_token_signer(settings.caller_token_key_file, settings.caller_token_neighbour_keys_file),
        encryption_jwks=keys.jwks,
        hasher=SecretHasher(),
        assertions=ClientAssertions(),
        # The issuer of our metadata (RFC 8414), or the endpoint itself, as RFC 7523 has it.
        token_audiences=(settings.public_base_url, f"{settings.public_base_url}/oauth/token"),
        clock=system_clock,
    )
    server = build_server(settings, outside)
    process.add("rpc", server.run, ping=server.ping)


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    async with open_store(settings, STORE) as process:
        if settings.runs("rpc"):
            await _add_rpc(process)
        await process.run()
