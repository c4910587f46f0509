"""Make the environment in .venv from the locks: needs Python 3.11 or later and nothing else.

Run by the system's Python before anything is installed, so it uses the standard library alone, and syntax that an
old Python can read well enough to be told that it is too old.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
EDITABLE = (
    "proto",
    "libs/chassis",
    "libs/testing",
    "services/identity",
    "services/records",
    "services/publishing",
    "services/prevention",
    "services/gateway",
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


def main() -> int:
    """Make or mend the environment; what is already as it should be costs little."""
    try:
        check_python((sys.version_info.major, sys.version_info.minor))
        check_venv_module()
        folder = ROOT / ".venv"
        python = folder / "bin" / "python"
        if not python.exists():
            run("making .venv", [sys.executable, "-m", "venv", "--clear", str(folder)])
        pip = [str(python), "-m", "pip"]
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
    except SetupError as error:
        print(f"\nsetup: {error}", file=sys.stderr)
        return 1
    (folder / ".ready").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
