"""`python -m passeport_identity serve | relay | migrate | check-config | import-persons | rekey-nirs | …`."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command, run_program
from passeport_chassis.store import open_engine, store_commands
from passeport_identity.commands.lives import LIFE_COMMANDS
from passeport_identity.commands.professionals import PROFESSIONAL_COMMANDS
from passeport_identity.commands.registry import REGISTRY_COMMANDS
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_file import PartnerFiles, read_partners
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.errors import EmailNotKept
from passeport_identity.messaging.events import encode
from passeport_identity.settings import Settings
from passeport_identity.storage.tables import trail
from passeport_identity.storage.unit_of_work import UnitsOfWork
from passeport_identity.trail.commands import trail_commands
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.usecases.rekey_addresses import RekeyAddresses
from passeport_identity.usecases.remove_partner import RemovePartner
from passeport_identity.vault.address_vault import load_address_vault
from passeport_identity.vault.client_assertions import public_jwks
from passeport_identity.vault.secret_hasher import SecretHasher
from passeport_identity.wiring import STORE, anchor_signer, serve


async def _rekey_addresses(settings: Settings, arguments: argparse.Namespace) -> int:
    left: list[UUID] = []

    def tell(person_id: UUID, why: str) -> None:
        left.append(person_id)
        print(f"person {person_id}: {why}")

    addresses = load_address_vault(settings.email_keys_file)
    engine = open_engine(settings, STORE.name)
    try:
        rekeyed = await RekeyAddresses(UnitsOfWork(engine, encode), addresses)(tell)
    except EmailNotKept:
        return _wrong("PASSEPORT_EMAIL_KEYS_FILE is not set")
    finally:
        await engine.dispose()
    kept = f"{len(left)} keep older ones: keep those keys" if left else "none has an older one"
    print(f"{rekeyed} addresses were sealed anew with the key {addresses.sealing_version}, {kept}")
    return 1 if left else 0


def _partner_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--organisation", required=True, help="name that holders see beside each access")
    parser.add_argument("--siret", required=True)
    parser.add_argument("--role", help=f"what it is: {', '.join(PartnerRole)}")
    parser.add_argument("--scope", default=[], action="append", help="scopes, separated by spaces; may be repeated")
    parser.add_argument("--id-client", default="", help="idClient (BCR) of a certifier")
    parser.add_argument("--id-contrat", default="", help="idContrat of a certifier")
    parser.add_argument("--secret-file", type=Path, help="holds the client secret; made, with a new one, when missing")
    parser.add_argument("--jwks-file", type=Path, help="holds the public keys of the client, for private_key_jwt")


async def _register_partner(settings: Settings, arguments: argparse.Namespace) -> int:
    scopes = frozenset(scope for given in arguments.scope for scope in given.split())
    try:
        client = PartnerClient(
            arguments.client_id,
            arguments.organisation,
            arguments.siret,
            scopes,
            arguments.id_client,
            role=PartnerRole.parse(arguments.role) if arguments.role is not None else None,
            id_contrat=arguments.id_contrat,
        )
    except ValueError as error:
        return _wrong(str(error))
    return await _register(settings, [(client, PartnerFiles(arguments.secret_file, arguments.jwks_file))])


def _partners_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="TOML of clients; its form is in docs/operating.md")


async def _register_partners(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        clients = list(read_partners(arguments.file.read_text(encoding="utf-8")))
    except (ValueError, FileNotFoundError, PermissionError) as error:
        return _wrong(str(error))
    return await _register(settings, clients)


async def _register(settings: Settings, clients: Iterable[tuple[PartnerClient, PartnerFiles]]) -> int:
    engine = open_engine(settings, STORE.name)
    try:
        register = RegisterPartner(UnitsOfWork(engine, encode), SecretHasher())
        for client, files in clients:
            jwks = public_jwks(files.jwks.read_text(encoding="utf-8")) if files.jwks is not None else ""
            await register(replace(client, jwks=jwks), _secret(files.secret) if files.secret is not None else None)
            what = " ".join(sorted(client.scopes)) or "professionals who may sign in"
            print(f"{client.client_id} is registered with {what}")
            if client.role is None:
                print(f"{client.client_id} has no role: name one, so that its scopes are checked", file=sys.stderr)
    except (ValueError, FileNotFoundError, PermissionError) as error:
        return _wrong(str(error))
    finally:
        await engine.dispose()
    return 0


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("client_id")


async def _remove_partner(settings: Settings, arguments: argparse.Namespace) -> int:
    engine = open_engine(settings, STORE.name)
    try:
        removed = await RemovePartner(UnitsOfWork(engine, encode), system_clock)(arguments.client_id)
    finally:
        await engine.dispose()
    if not removed:
        return _wrong(f"no client {arguments.client_id!r} is registered")
    print(f"{arguments.client_id} is taken away, with its access tokens")
    return 0


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="utf-8").strip()


def _wrong(what: str) -> int:
    print(f"passeport_identity: {what}", file=sys.stderr)
    return 2


def main() -> int:
    """Runs the program."""
    commands = {
        **trail_commands(trail, anchor_signer, store_commands(STORE, serve)),
        **REGISTRY_COMMANDS,
        **LIFE_COMMANDS,
        **PROFESSIONAL_COMMANDS,
        "rekey-addresses": Command("seal every e-mail address with the newest key", _rekey_addresses),
        "register-partner": Command(
            "register a client of a partner, or write it anew", _register_partner, _partner_arguments
        ),
        "register-partners": Command(
            "do so for all clients that a file lists", _register_partners, _partners_arguments
        ),
        "remove-partner": Command("take a client of a partner away", _remove_partner, _remove_arguments),
    }
    return run_program(STORE.name, Settings, commands)


if __name__ == "__main__":
    sys.exit(main())
