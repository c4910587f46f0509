"""`python -m passeport_prevention serve | relay | migrate | … | validate-import`; the README has them all."""

from __future__ import annotations

import sys

from passeport_chassis.program import run_program
from passeport_chassis.store import store_commands
from passeport_prevention.commands import validate
from passeport_prevention.commands.arrivals import ARRIVAL_COMMANDS
from passeport_prevention.commands.programmes import with_programmes
from passeport_prevention.commands.remind import REMIND_COMMANDS
from passeport_prevention.commands.results import RESULT_COMMANDS
from passeport_prevention.commands.settle import SETTLE_COMMANDS
from passeport_prevention.settings import Settings
from passeport_prevention.wiring import STORE, serve


def main() -> int:
    """Runs the program."""
    if sys.argv[1:2] == [validate.PROGRAM]:
        # For partners, who have none of our settings.
        return validate.main(sys.argv[1:])
    commands = {
        **with_programmes(store_commands(STORE, serve)),
        **ARRIVAL_COMMANDS,
        **RESULT_COMMANDS,
        **SETTLE_COMMANDS,
        **REMIND_COMMANDS,
    }
    return run_program(STORE.name, Settings, commands, also=validate.ABOUT)


if __name__ == "__main__":
    sys.exit(main())
