"""`python -m passeport_publishing serve | relay | migrate | check-config | dead-letters | make-test-authority`.

Imports are made where they are used: worker processes import this module again and need none of them.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from passeport_publishing.settings import Settings


async def _serve(settings: Settings, arguments: argparse.Namespace) -> None:
    from passeport_publishing import wiring

    await wiring.serve(settings)


async def _relay(settings: Settings, arguments: argparse.Namespace) -> None:
    await _serve(settings.model_copy(update={"parts": "relay"}), arguments)


async def _migrate(settings: Settings, arguments: argparse.Namespace) -> int:
    from passeport_chassis.settings import SettingsError
    from passeport_publishing import wiring

    try:
        revision = await wiring.migrate(settings)
    except SettingsError as error:
        print(f"passeport_publishing: {error}", file=sys.stderr)
        return 2
    print(f"the database is at revision {revision}, the stream and the consumer are there")
    return 0


def _dead_letter_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "replay"], help="show them, or hand them over again")
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these; none: all of them")


async def _dead_letters(settings: Settings, arguments: argparse.Namespace) -> int:
    from passeport_chassis.db import list_dead_letters
    from passeport_publishing import wiring
    from passeport_publishing.messaging.dead_letters import replay
    from passeport_publishing.storage import tables

    wanted = set(arguments.ids)
    engine = wiring.build_engine(settings)
    try:
        async with engine.connect() as connection:
            letters = await list_dead_letters(connection, tables.dead_letter, limit=1000)
        letters = [letter for letter in letters if not wanted or str(letter.id) in wanted]
        if arguments.action == "list":
            for letter in letters:
                kept = letter.kept_at.isoformat(timespec="seconds")
                print(f"{letter.id}  {kept}  {letter.consumer}  {letter.subject}  {letter.error}")
            print(f"{len(letters)} dead letters")
            return 0
        handlers = wiring.build_handlers(wiring.units_of_work(engine))
        outcomes = await replay(engine, tables.dead_letter, handlers, letters)
    finally:
        await engine.dispose()
    for letter_id, outcome in outcomes.items():
        print(f"{letter_id}  {outcome}")
    missing = wanted - {str(letter_id) for letter_id in outcomes}
    for unknown in sorted(missing):
        print(f"{unknown}  is not among the dead letters")
    return 0 if not missing and all(outcome == "replayed" for outcome in outcomes.values()) else 1


def _make_test_authority(arguments: list[str]) -> int:
    """Runs before any setting is read: it makes the files that settings name."""
    from passeport_publishing.documents.authority_for_tests import make_test_authority

    parser = argparse.ArgumentParser(
        prog="passeport_publishing make-test-authority",
        description="Makes a seal and its authority, worth nothing outside tests and the local stack.",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder that holds none of the files yet")
    folder: Path = parser.parse_args(arguments).out
    try:
        make_test_authority(folder)
    except OSError as error:
        print(f"passeport_publishing: {error}", file=sys.stderr)
        return 1
    print(f"a test authority and a seal of no value are in {folder}")
    return 0


def main() -> int:
    """Runs the program."""
    if sys.argv[1:2] == ["make-test-authority"]:
        return _make_test_authority(sys.argv[2:])
    from passeport_chassis.program import Command, run_program
    from passeport_publishing.settings import Settings

    return run_program(
        "publishing",
        Settings,
        {
            "serve": Command("answer calls, publish events, hear of changes", _serve),
            "relay": Command("publish events only", _relay),
            "migrate": Command("bring the database, the stream and the consumer up to date", _migrate),
            "dead-letters": Command("show or replay messages given up on", _dead_letters, _dead_letter_arguments),
        },
    )


if __name__ == "__main__":
    sys.exit(main())
