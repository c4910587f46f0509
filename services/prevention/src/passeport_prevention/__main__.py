"""`python -m passeport_prevention serve | relay | migrate | check-config | dead-letters`."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy import make_url

from passeport_chassis.db import list_dead_letters, migrate
from passeport_chassis.ids import parse_id
from passeport_chassis.messaging import connect, provision
from passeport_chassis.program import Command, run_program
from passeport_prevention import wiring
from passeport_prevention.messaging.dead_letters import replay
from passeport_prevention.messaging.streams import DURABLES, STREAM
from passeport_prevention.settings import Settings
from passeport_prevention.storage import tables


async def _serve(settings: Settings, arguments: argparse.Namespace) -> None:
    await wiring.serve(settings)


async def _relay(settings: Settings, arguments: argparse.Namespace) -> None:
    await wiring.serve(settings.model_copy(update={"parts": "relay"}))


async def _migrate(settings: Settings, arguments: argparse.Namespace) -> int:
    if settings.migration_database_url is None:
        print("passeport_prevention: PASSEPORT_MIGRATION_DATABASE_URL: is required to migrate", file=sys.stderr)
        return 2
    app_role = make_url(settings.database_url.get_secret_value()).username or ""
    owner_url = settings.migration_database_url.get_secret_value()
    revision = await migrate(owner_url, wiring.MIGRATIONS, app_role)
    bus_url = (settings.nats_provision_url or settings.nats_url).get_secret_value()
    client = await connect(bus_url, wiring.NAME, wait=False)
    try:
        await provision(client, STREAM, DURABLES, replicas=settings.nats_replicas)
    finally:
        await client.close()
    print(f"the database is at revision {revision}, the stream {STREAM.name} is there")
    return 0


def _dead_letter_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "replay"], help="show them, or hand them over again")
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these; none: all of them")


async def _dead_letters(settings: Settings, arguments: argparse.Namespace) -> int:
    wanted = {parse_id(text) for text in arguments.ids}
    if None in wanted:
        print("passeport_prevention: an identifier is a UUID, as `dead-letters list` shows it", file=sys.stderr)
        return 2
    engine = wiring.build_engine(settings)
    try:
        async with engine.connect() as connection:
            letters = await list_dead_letters(connection, tables.dead_letter, limit=1000)
        letters = [letter for letter in letters if not wanted or letter.id in wanted]
        if arguments.action == "list":
            for letter in letters:
                kept = letter.kept_at.isoformat(timespec="seconds")
                print(f"{letter.id}  {kept}  {letter.consumer}  {letter.subject}  {letter.error}")
            print(f"{len(letters)} dead letters")
            return 0
        outcomes = await replay(engine, tables.dead_letter, wiring.HANDLERS, letters)
    finally:
        await engine.dispose()
    for letter_id, outcome in outcomes.items():
        print(f"{letter_id}  {outcome}")
    missing = wanted - outcomes.keys()
    for unknown in missing:
        print(f"{unknown}  is not among the dead letters")
    return 0 if not missing and all(outcome == "replayed" for outcome in outcomes.values()) else 1


def main() -> int:
    """Runs the program."""
    return run_program(
        "prevention",
        Settings,
        {
            "serve": Command("answer calls and publish events", _serve),
            "relay": Command("publish events only", _relay),
            "migrate": Command("bring the database and the stream up to date", _migrate),
            "dead-letters": Command("show or replay messages given up on", _dead_letters, _dead_letter_arguments),
        },
    )


if __name__ == "__main__":
    sys.exit(main())
