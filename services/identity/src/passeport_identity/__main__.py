"""`python -m passeport_identity serve | relay | migrate | check-config | import-persons | register-partner`."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command, run_program
from passeport_chassis.settings import SettingsError
from passeport_identity import wiring
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.registry_file import BadLine, RegistryFileError, read_registry
from passeport_identity.messaging.events import encode
from passeport_identity.settings import Settings
from passeport_identity.storage.unit_of_work import SqlUnitOfWork
from passeport_identity.usecases.import_persons import ImportPersons
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.vault.key_ring import KeyFileError
from passeport_identity.vault.secret_hasher import SecretHasher

Run = Callable[[Settings, argparse.Namespace], Awaitable[int | None]]


async def _serve(settings: Settings, arguments: argparse.Namespace) -> None:
    await wiring.serve(settings)


async def _relay(settings: Settings, arguments: argparse.Namespace) -> None:
    await wiring.serve(settings.model_copy(update={"parts": "relay"}))


async def _migrate(settings: Settings, arguments: argparse.Namespace) -> None:
    revision = await wiring.migrate(settings)
    print(f"the database is at revision {revision}, the stream is there")


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV of persons; its columns are in the README")


async def _import_persons(settings: Settings, arguments: argparse.Namespace) -> int:
    def tell(bad: BadLine) -> None:
        print(f"line {bad.number}: {bad.column or 'line'}: {bad.rule}")

    vault = wiring.build_vault(settings)
    engine = wiring.build_engine(settings)
    try:
        use_case = ImportPersons(SqlUnitOfWork(engine, encode), vault, system_clock)
        # What is not UTF-8 becomes characters that no name may hold: its line is refused, the others go on.
        with arguments.file.open(encoding="utf-8", errors="surrogateescape", newline="") as lines:
            report = await use_case(read_registry(lines), tell)
    finally:
        await engine.dispose()
    print(
        f"{report.added} persons added, {report.corrected} corrected, {report.unchanged} as they were, "
        f"{report.refused} lines refused"
    )
    return 1 if report.refused else 0


def _partner_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--organisation", required=True, help="name that holders see beside each access")
    parser.add_argument("--siret", required=True)
    parser.add_argument("--scope", required=True, action="append", help="scopes, separated by spaces; may be repeated")
    parser.add_argument("--id-client", default="", help="idClient (BCR) of a certifier")
    parser.add_argument(
        "--secret-file", required=True, type=Path, help="holds the client secret; made with a new one when missing"
    )


async def _register_partner(settings: Settings, arguments: argparse.Namespace) -> int:
    scopes = frozenset(scope for given in arguments.scope for scope in given.split())
    engine = wiring.build_engine(settings)
    try:
        client = PartnerClient(
            arguments.client_id, arguments.organisation, arguments.siret, scopes, arguments.id_client
        )
        register = RegisterPartner(SqlUnitOfWork(engine, encode), SecretHasher())
        await register(client, _secret(arguments.secret_file))
    except ValueError as error:
        print(f"passeport_identity: --{str(error).replace('_', '-', 1)}", file=sys.stderr)
        return 2
    finally:
        await engine.dispose()
    print(f"{client.client_id} is registered with {' '.join(sorted(scopes))}")
    return 0


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="utf-8").strip()


def _told(run: Run) -> Run:
    """The same command, with what an operator can mend said in one line."""

    async def told(settings: Settings, arguments: argparse.Namespace) -> int | None:
        try:
            return await run(settings, arguments)
        except (SettingsError, KeyFileError, RegistryFileError, OSError) as error:
            print(f"passeport_identity: {error}", file=sys.stderr)
            return 2

    return told


def main() -> int:
    """Runs the program."""
    return run_program(
        "identity",
        Settings,
        {
            "serve": Command("answer calls and publish events", _told(_serve)),
            "relay": Command("publish events only", _told(_relay)),
            "migrate": Command("bring the database and the stream up to date", _told(_migrate)),
            "import-persons": Command(
                "import persons of the civil registers", _told(_import_persons), _import_arguments
            ),
            "register-partner": Command(
                "register a client of a partner, or write it anew", _told(_register_partner), _partner_arguments
            ),
        },
    )


if __name__ == "__main__":
    sys.exit(main())
