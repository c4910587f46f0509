"""Make the environment in .venv from the locks: needs Python 3.11 or later and nothing else.

Run by the system's Python before anything is installed, so it uses the standard library alone, and syntax that an
old Python can read well enough to be told that it is too old.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
EDITABLE = (
    "proto",
    "libs/chassis",
    "libs/tlog",
    "libs/verify",
    "libs/logbook",
    "libs/dossier",
    "libs/testing",
    "services/identity",
    "services/records",
    "services/publishing",
    "services/prevention",
    "services/gateway",
    *sorted(f"extensions/{path.parent.name}" for path in (ROOT / "extensions").glob("*/pyproject.toml")),
    "sandbox",
)


class SetupError(Exception):
    """What stands in the way, and what to do about it."""


def check_python(version: tuple[int, int]) -> None:
    """Refuse a Python that is too old, naming a better one if the machine has it."""
    if version >= OLDEST:
        return
    known = [f"python3.{minor}" for minor in range(OLDEST[1], 20)]
    better = next((name for name in known if shutil.which(name)), None)
    fix = f"make setup PYTHON={better}" if better else "install Python 3.11 or later, then: make setup PYTHON=..."
    raise SetupError(
        f"{sys.executable} is Python {version[0]}.{version[1]}, passeport needs 3.11 or later\n  fix: {fix}"
    )


def check_venv_module() -> None:
    """Refuse a Python whose distribution left out what makes environments."""
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError as missing:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise SetupError(
            f"{sys.executable} has no module {missing.name}\n  fix: apt-get install {package} (Debian, Ubuntu), "
            "or use another Python: make setup PYTHON=..."
        ) from missing


def run(what: str, command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run one step; a step that fails is told by name with the end of what it printed."""
    began = time.monotonic()
    print(f"setup: {what} ...", end=" ", flush=True)
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        print("failed", flush=True)
        tail = "\n".join(f"    {line}" for line in result.stdout.splitlines()[-15:])
        raise SetupError(f"{what} failed:\n{tail}\n  fix: see above; a package index must be reachable the first time")
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def runs(command: list[str]) -> bool:
    """Tell whether a command runs: what a setup that was killed left behind may not."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def installer_environment(pip: list[str]) -> dict[str, str]:
    """Let uv use the index and the certificates that pip is set up with on this machine."""
    environment = dict(os.environ)
    if "UV_DEFAULT_INDEX" not in environment and "UV_INDEX_URL" not in environment:
        asked = subprocess.run([*pip, "config", "get", "global.index-url"], capture_output=True, text=True, check=False)
        index = environment.get("PIP_INDEX_URL") or asked.stdout.strip()
        if index:
            environment["UV_DEFAULT_INDEX"] = index
    if "PIP_CERT" in environment:
        environment.setdefault("SSL_CERT_FILE", environment["PIP_CERT"])
    return environment


def was_moved(folder: Path) -> bool:
    """Tell whether an environment was made in another place: our own distributions would be those of that place."""
    try:
        made_in = (folder / ".ready").read_bytes()
    except FileNotFoundError:
        return False
    return made_in not in {b"", os.fsencode(ROOT)}


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second setup in the same place wait for the first."""
    place = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("setup: another one is at work here, waiting for it ...", flush=True)
            fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def main() -> int:
    """Make or mend the environment, and say what stands in the way."""
    try:
        check_python((sys.version_info.major, sys.version_info.minor))
        check_venv_module()
        with one_at_a_time():
            make_environment(ROOT / ".venv")
    except SetupError as error:
        print(f"\nsetup: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nsetup: {error}\n  fix: let this user write in {ROOT}, and make room there (1 GB)", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nsetup: stopped; the next one goes on from here", file=sys.stderr)
        return 130
    return 0


def make_environment(folder: Path) -> None:
    """Make or mend the environment; what is already as it should be costs little."""
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip"]
    if not python.exists() or was_moved(folder) or not runs([*pip, "--version"]):
        run("making .venv", [sys.executable, "-m", "venv", "--clear", str(folder)])
    quiet = ["--quiet", "--disable-pip-version-check"]
    run(
        "the installer",
        [*pip, "install", *quiet, "--require-hashes", "--requirement", "requirements/bootstrap.txt"],
    )
    uv = [str(python), "-m", "uv", "pip"]
    environment = installer_environment(pip)
    target = ["--python", str(python), "--quiet"]
    run(
        "dependencies, from requirements/dev.txt",
        [*uv, "sync", *target, "--compile-bytecode", "--require-hashes", "requirements/dev.txt"],
        environment,
    )
    ours = [part for distribution in EDITABLE for part in ("--editable", f"./{distribution}")]
    run(
        "our own distributions, in place",
        [*uv, "install", *target, "--no-deps", "--no-build-isolation", *ours],
        environment,
    )
    (folder / ".ready").write_bytes(os.fsencode(ROOT))


if __name__ == "__main__":
    sys.exit(main())
