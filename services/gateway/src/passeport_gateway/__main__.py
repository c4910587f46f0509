"""`python -m passeport_gateway serve | check-config | openapi`."""

from __future__ import annotations

import argparse
import sys

from passeport_chassis.program import Command, run_program
from passeport_gateway.http.description import description
from passeport_gateway.settings import Settings
from passeport_gateway.wiring import serve


async def _serve(settings: Settings, arguments: argparse.Namespace) -> None:
    await serve(settings)


def main() -> int:
    """Runs the sub-command that the command line names."""
    if sys.argv[1:] == ["openapi"]:
        # The description needs no settings.
        sys.stdout.write(description())
        return 0
    return run_program("gateway", Settings, {"serve": Command("serve HTTP", _serve)})


if __name__ == "__main__":
    sys.exit(main())
