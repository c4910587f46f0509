"""The parts list of the process: the one module that knows every part."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import httpx
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.clock import system_clock
from passeport_chassis.rpc import CallerKeys, RpcServer
from passeport_chassis.store import Store, StoreProcess, open_server, open_store
from passeport_identity.clients.records import RecordsEmploymentFacts
from passeport_identity.domain.contact import SealedAddress
from passeport_identity.domain.sealed_nir import SealedNir
from passeport_identity.messaging.events import encode
from passeport_identity.messaging.streams import DURABLES, STREAM
from passeport_identity.providers import Providers, decryption_keys
from passeport_identity.rpc.policies import POLICIES
from passeport_identity.rpc.registration import Outside, register
from passeport_identity.settings import Settings
from passeport_identity.storage import tables
from passeport_identity.storage.key_versions import KeyVersions
from passeport_identity.storage.retention import RETENTIONS
from passeport_identity.storage.unit_of_work import UnitsOfWork
from passeport_identity.trail.anchors import AnchorSigner, load_anchor_signer
from passeport_identity.trail.sealer import Sealer
from passeport_identity.vault.address_vault import load_address_vault
from passeport_identity.vault.caller_token_signer import load_caller_token_signer
from passeport_identity.vault.client_assertions import ClientAssertions
from passeport_identity.vault.nir_vault import load_nir_vault
from passeport_identity.vault.secret_hasher import SecretHasher

__all__ = ["STORE", "anchor_signer", "build_server", "key_versions", "serve"]

_log = structlog.get_logger(__name__)

STORE: Store[Settings] = Store(
    name="identity",
    migrations=Path(__file__).with_name("migrations"),
    stream=STREAM,
    outbox=tables.outbox,
    dead_letters=tables.dead_letter,
    durables=lambda settings: DURABLES,
    retentions=RETENTIONS,
)


def build_server(settings: Settings, outside: Outside) -> RpcServer:
    """The gRPC server with every service of the contract."""

    async def own_keys() -> str:
        return outside.signer.jwks

    return register(open_server(settings, POLICIES, CallerKeys(STORE.name, own_keys)), outside, settings.limits)


async def _add_rpc(process: StoreProcess[Settings]) -> None:
    settings = process.settings
    if "partner_secrets" not in settings.model_fields_set:
        _log.warning("partners may show secrets, for want of a setting", set="PASSEPORT_PARTNER_SECRETS")
    # Asked for identity's own sake, about a person and not on his behalf.
    records = process.channel(settings.records_target, "passeport.records.v1", forward_caller=False)
    http = await process.closing.enter_async_context(httpx.AsyncClient())
    keys = decryption_keys(settings)
    providers = Providers(settings, process.closing, http, keys)
    outside = Outside(
        units=UnitsOfWork(process.engine, encode, process.relay.wake),
        provider=providers.first(),
        beside=providers.beside(),
        professionals=providers.professionals(),
        employment=RecordsEmploymentFacts(records),
        vault=load_nir_vault(settings.nir_keys_file, settings.nir_index_keys_file),
        addresses=load_address_vault(settings.email_keys_file),
        signer=load_caller_token_signer(settings.caller_token_key_file, settings.caller_token_neighbour_keys_file),
        encryption_jwks=keys.jwks,
        hasher=SecretHasher(),
        assertions=ClientAssertions(),
        # The issuer of our metadata (RFC 8414), or the endpoint itself, as RFC 7523 has it.
        token_audiences=(settings.public_base_url, f"{settings.public_base_url}/oauth/token"),
        clock=system_clock,
    )
    versions = key_versions(process.engine, settings)
    process.add("keys", versions.run, ping=versions.ping)
    server = build_server(settings, outside)
    process.add("rpc", server.run, ping=server.ping)


def key_versions(engine: AsyncEngine, settings: Settings) -> KeyVersions:
    """The check that the keys of the settings are those with which things are kept."""
    vault = load_nir_vault(settings.nir_keys_file, settings.nir_index_keys_file)
    addresses = load_address_vault(settings.email_keys_file)
    opens = {
        "nir_keys_file": lambda sealed, version, person_id: vault.open(SealedNir(sealed, version), person_id),
        "email_keys_file": lambda sealed, version, person_id: addresses.open(SealedAddress(sealed, version), person_id),
    }

    async def finds(sealed: bytes, version: str, person_id: UUID, index: bytes) -> bool:
        number = await vault.open(SealedNir(sealed, version), person_id)
        return index in {each.value for each in vault.indexes(number)}

    return KeyVersions(engine, settings.key_versions, opens, finds)


def anchor_signer(settings: Settings) -> AnchorSigner | None:
    """What signs the anchors of the trail, if there is a key for it."""
    return load_anchor_signer(settings.audit_key_file) if settings.audit_key_file is not None else None


async def serve(settings: Settings) -> None:
    """Runs the parts that the settings name, until a signal."""
    async with open_store(settings, STORE) as process:
        if settings.runs("relay"):
            process.add("sealer", Sealer(process.engine, tables.trail, anchor_signer(settings), system_clock).run)
        if settings.runs("rpc"):
            await _add_rpc(process)
        await process.run()
