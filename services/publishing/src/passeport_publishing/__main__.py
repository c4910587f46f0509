"""`python -m passeport_publishing serve | relay | migrate | check-config | … | verify-log | make-test-authority`.

Imports are made where they are used: worker processes import this module again and need none of them.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import argparse
import sys
from pathlib import Path


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
    from passeport_chassis.program import run_program
    from passeport_chassis.store import store_commands
    from passeport_publishing.commands import tlog
    from passeport_publishing.settings import Settings
    from passeport_publishing.wiring import STORE, serve

    return run_program(STORE.name, Settings, {**store_commands(STORE, serve), **tlog.COMMANDS})


if __name__ == "__main__":
    sys.exit(main())
