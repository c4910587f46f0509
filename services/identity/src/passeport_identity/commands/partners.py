"""Commands that let clients of partners in, and take them away; each is kept as an act of who gave it."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_identity.commands.arguments import operator_arguments, operator_of
from passeport_identity.commands.opening import opened
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_file import PartnerFiles, read_partners
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.settings import Settings
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.usecases.remove_partner import RemovePartner
from passeport_identity.vault.client_assertions import public_jwks
from passeport_identity.vault.secret_hasher import SecretHasher

__all__ = ["PARTNER_COMMANDS"]

_WHY = "why, by the number of a file and no name: both are kept for good, and listed by operator-acts"


def _partner_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--organisation", required=True, help="name that holders see beside each access")
    parser.add_argument("--siret", required=True)
    parser.add_argument("--role", help=f"what it is: {', '.join(PartnerRole)}")
    parser.add_argument("--scope", default=[], action="append", help="scopes, separated by spaces; may be repeated")
    parser.add_argument("--id-client", default="", help="idClient (BCR) of a certifier")
    parser.add_argument("--id-contrat", default="", help="idContrat of a certifier")
    parser.add_argument(
        "--redirect-uri", default=[], action="append", help="where browsers go back to a platform; may be repeated"
    )
    parser.add_argument("--purpose", default="", help="what a platform wants the data for; holders read it, in French")
    parser.add_argument("--secret-file", type=Path, help="holds the client secret; made, with a new one, when missing")
    parser.add_argument("--jwks-file", type=Path, help="holds the public keys of the client, for private_key_jwt")
    operator_arguments(parser, why=_WHY)


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
            redirect_uris=tuple(arguments.redirect_uri),
            purpose=arguments.purpose,
        )
    except ValueError as error:
        return _wrong(str(error))
    return await _register(settings, arguments, [(client, PartnerFiles(arguments.secret_file, arguments.jwks_file))])


def _partners_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="TOML of clients; its form is in docs/operating.md")
    operator_arguments(parser, why=_WHY)


async def _register_partners(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        clients = list(read_partners(_text_of(arguments.file)))
    except ValueError as error:
        return _wrong(f"{arguments.file}: {error}")
    return await _register(settings, arguments, clients)


async def _register(
    settings: Settings, arguments: argparse.Namespace, clients: Iterable[tuple[PartnerClient, PartnerFiles]]
) -> int:
    operator = operator_of(arguments)
    try:
        async with opened(settings) as units:
            register = RegisterPartner(
                units, SecretHasher(), system_clock, operator, settings.partner_secrets == "allowed"
            )
            # All of them before the first is registered, and before any secret is made.
            ready = [(_with_keys(client, files, register), files.secret) for client, files in clients]
            for client, secret_file in ready:
                await register(client, _secret(secret_file) if secret_file is not None else None)
                what = " ".join(sorted(client.scopes)) or "professionals who may sign in"
                print(f"{client.client_id} is registered with {what}")
                if client.role is None:
                    print(f"{client.client_id} has no role: name one, so that its scopes are checked", file=sys.stderr)
    except ValueError as error:
        return _wrong(str(error))
    return 0


def _with_keys(client: PartnerClient, files: PartnerFiles, register: RegisterPartner) -> PartnerClient:
    try:
        jwks = _keys(files.jwks) if files.jwks is not None else ""
        whole = replace(client, jwks=jwks)
        register.check(whole, has_secret=files.secret is not None)
    except ValueError as error:
        raise ValueError(f"{client.client_id}: {error}") from error
    return whole


def _keys(path: Path) -> str:
    try:
        return public_jwks(_text_of(path))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _secret(path: Path) -> str:
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32), encoding="ascii")
        return _text_of(path).strip()
    except OSError as error:
        raise ValueError(f"{path}: cannot be written ({error.strerror})") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _text_of(path: Path) -> str:
    """What a file says. Raises ValueError with the reason why not, and without what is in it."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 at byte {error.start + 1}") from None


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("client_id")
    operator_arguments(parser, why=_WHY)


async def _remove_partner(settings: Settings, arguments: argparse.Namespace) -> int:
    async with opened(settings) as units:
        removed = await RemovePartner(units, system_clock, operator_of(arguments))(arguments.client_id)
    if not removed:
        return _wrong(f"no client {arguments.client_id!r} is registered")
    print(f"{arguments.client_id} is taken away, with its access tokens")
    return 0


def _wrong(what: str) -> int:
    print(f"passeport_identity: {what}", file=sys.stderr)
    return 2


PARTNER_COMMANDS = {
    "register-partner": Command(
        "register a client of a partner, or write it anew", _register_partner, _partner_arguments
    ),
    "register-partners": Command("do so for all clients that a file lists", _register_partners, _partners_arguments),
    "remove-partner": Command("take a client of a partner away", _remove_partner, _remove_arguments),
}
