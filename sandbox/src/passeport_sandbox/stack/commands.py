"""A command of a service run to its end: as a program of its own, or in a process that has loaded it already."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from passeport_sandbox.stack.addresses import STORES
from passeport_testing import commands

PATIENCE = 120.0


class Ended(NamedTuple):
    """How a command ended, and what it printed on either stream."""

    exit_code: int
    printed: str
    complained: str


class RunCommand(Protocol):
    """Runs a command with an environment, in a folder; raises TimeoutError when it takes longer than PATIENCE."""

    def __call__(self, command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> Ended:
        """Run it to its end."""


def run_command(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> Ended:
    """Run it as whoever types it does."""
    try:
        result = subprocess.run(
            command,
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TimeoutError(f"did not end in {PATIENCE:.0f} s") from late
    return Ended(result.returncode, result.stdout, result.stderr)


def forking() -> RunCommand:
    """Have the services loaded once, and give the way to run their commands in processes that have them.

    A suite takes a dozen commands, and to load a service is most of what one costs. To be called before any other
    process is forked; what it runs is `python -m package arguments`.
    """
    for service in STORES:
        commands.load(f"passeport_{service}.__main__")
        commands.load(f"passeport_{service}.wiring")

    def run(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> Ended:
        _, _, package, *arguments = map(str, command)
        return Ended(*commands.run_command(package, environment, tuple(arguments), "", PATIENCE, folder=folder))

    return run
