"""`python -m passeport_prevention serve | relay | migrate | check-config | dead-letters`."""

from __future__ import annotations

import sys

from passeport_chassis.program import run_program
from passeport_chassis.store import store_commands
from passeport_prevention.settings import Settings
from passeport_prevention.wiring import STORE, serve


def main() -> int:
    """Runs the program."""
    return run_program(STORE.name, Settings, store_commands(STORE, serve))


if __name__ == "__main__":
    sys.exit(main())
