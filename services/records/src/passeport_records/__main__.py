"""`python -m passeport_records serve | relay | migrate | check-config | … | verify-log`; the README has them all."""

from __future__ import annotations

import sys

from passeport_chassis.program import run_program
from passeport_chassis.store import store_commands
from passeport_records.commands import batches, disputes, ledger, referentials, reports, validate
from passeport_records.settings import Settings
from passeport_records.wiring import STORE, serve


def main() -> int:
    """Runs the program."""
    if sys.argv[1:2] and sys.argv[1] in validate.PROGRAMS:
        # For partners, who have none of our settings.
        return validate.main(sys.argv[1:])
    parts = (referentials, ledger, batches, reports, disputes)
    own = {name: command for part in parts for name, command in part.COMMANDS.items()}
    commands = {**store_commands(STORE, serve), **own}
    return run_program(STORE.name, Settings, commands, also=validate.ABOUT)


if __name__ == "__main__":
    sys.exit(main())
