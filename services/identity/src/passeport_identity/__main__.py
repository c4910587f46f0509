"""`python -m passeport_identity serve | relay | migrate | check-config | import-persons | rekey-nirs | …`."""

from __future__ import annotations

import sys

from passeport_chassis.program import run_program
from passeport_chassis.store import store_commands
from passeport_identity.commands.finding import FINDING_COMMANDS
from passeport_identity.commands.lives import LIFE_COMMANDS
from passeport_identity.commands.partners import PARTNER_COMMANDS
from passeport_identity.commands.professionals import PROFESSIONAL_COMMANDS
from passeport_identity.commands.registry import REGISTRY_COMMANDS
from passeport_identity.settings import Settings
from passeport_identity.storage.tables import trail
from passeport_identity.trail.commands import trail_commands
from passeport_identity.wiring import STORE, anchor_signer, serve


def main() -> int:
    """Runs the program."""
    commands = {
        **trail_commands(trail, anchor_signer, store_commands(STORE, serve)),
        **REGISTRY_COMMANDS,
        **LIFE_COMMANDS,
        **FINDING_COMMANDS,
        **PARTNER_COMMANDS,
        **PROFESSIONAL_COMMANDS,
    }
    return run_program(STORE.name, Settings, commands)


if __name__ == "__main__":
    sys.exit(main())
