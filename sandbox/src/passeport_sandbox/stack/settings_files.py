"""The settings of each service in a file that a shell reads, for commands of operators that one types."""

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from passeport_sandbox.stack.table import Program
from passeport_testing.certificates import write_private

_OURS = "PASSEPORT_"


def settings_file(folder: Path, service: str) -> Path:
    """Where the settings of a service are."""
    return folder / "settings" / f"{service}.env"


def write_settings_files(folder: Path, programs: Mapping[str, Program], services: Iterable[str]) -> None:
    """Write them anew for each of some services: ports may be others than last time. Secrets stay in their files."""
    for service in services:
        settings = sorted(
            (name, value) for name, value in programs[service].environment.items() if name.startswith(_OURS)
        )
        lines = [f"{name}={shlex.quote(value)}\n" for name, value in settings]
        told = f"# Settings of {service}, written by the stack at each start.\n"
        write_private(settings_file(folder, service), (told + "".join(lines)).encode())
