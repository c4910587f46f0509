"""A command of a service run to its end: as a program of its own, unless who starts the stack has another way."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

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
