"""The environment that a service runs in, and nothing else in it: `python -m tools.environment SERVICE FOLDER`.

What its lock names, with its hashes, and wheels of those of our distributions that it asks for, directly or not. Images
are made by this, and so is what their tests start.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tools.distributions import ROOT, SERVICES, Distribution, short_name
from tools.locks import asked


def needed(service: str) -> list[Distribution]:
    """A service and the distributions of this tree that it asks for, those that these ask for included."""
    (one,) = (each for each in SERVICES if short_name(each) == service)
    found = [one]
    for distribution in found:
        found += [other for other in asked(distribution) if other not in found]
    return found


def build_wheels(distributions: list[Distribution], folder: Path) -> None:
    """Make the wheels of some distributions, of the same files the same bytes each time."""
    for one in distributions:
        _uv("build", "--quiet", "--wheel", "--no-build-isolation", "--out-dir", folder, one.path)


def make_environment(service: str, wheels: Path, target: Path) -> None:
    """Make an environment at `target`: the lock of the service, and wheels of ours out of a folder."""
    install_lock(service, target)
    # By their names, for a path would be noted; and not out of the cache, which knows files by their dates.
    _uv(*_install(target), "--no-cache", "--no-index", "--find-links", wheels, *(one.name for one in needed(service)))
    for note in target.glob("lib/*/site-packages/*.dist-info/uv_cache.json"):
        _take_out(note)


def install_lock(service: str, target: Path) -> None:
    """Make an environment at `target` with what the lock of a service names, and nothing of ours."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(target)], check=True)
    lock = ROOT / "requirements" / f"{service}.txt"
    _uv(*_install(target), "--only-binary", ":all:", "--require-hashes", "--requirement", lock)


def _install(target: Path) -> tuple[str | Path, ...]:
    return ("pip", "install", "--quiet", "--python", target / "bin" / "python", "--no-deps")


def _take_out(note: Path) -> None:
    """Remove what the installer notes for itself: when a wheel was made, which would be another day each time."""
    record = note.with_name("RECORD")
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    record.write_text("".join(line for line in lines if f"/{note.name}," not in line), encoding="utf-8")
    note.unlink()


def _uv(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "uv", *map(str, arguments)], cwd=ROOT, check=True)


def main() -> int:
    """Make the environment of one service."""
    parser = argparse.ArgumentParser(prog="tools.environment", description=__doc__)
    parser.add_argument("service", choices=[short_name(one) for one in SERVICES])
    parser.add_argument("folder", type=Path, help="where it goes; it stays there")
    asked_for = parser.parse_args()
    wheels = ROOT / "build" / "wheels"
    build_wheels(needed(asked_for.service), wheels)
    make_environment(asked_for.service, wheels, asked_for.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
