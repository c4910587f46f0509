"""Compile requirements/*.txt from the pyprojects: every version pinned, every file hashed, no index named.

`python -m tools.locks` writes them; `--upgrade` takes the newest versions instead of the ones already locked;
`--check` only says whether the locks still answer to the pyprojects.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from tools.distributions import ALL, ROOT, SERVICES, Distribution, short_name

_FOLDER = ROOT / "requirements"
_OLDEST_PYTHON = "3.11"
# Wheels of which a file is wanted, not what they ask for.
_ALONE = {"charts.txt"}


def lock_inputs() -> dict[str, list[str]]:
    """What each lock is compiled from, line by line."""
    inputs = {short_name(one): [*(f"./{other.folder}" for other in asked(one)), one.requirement] for one in SERVICES}
    inputs |= {name: _lines(_FOLDER / f"{name}.in") for name in ("bootstrap", "charts", "sbom")}
    inputs["dev"] = [*(one.requirement for one in ALL), *_lines(_FOLDER / "dev.in")]
    return inputs


def asked(distribution: Distribution) -> list[Distribution]:
    """The other distributions of this tree that one asks for; their extras are named where it does."""
    project = tomllib.loads((distribution.path / "pyproject.toml").read_text())["project"]
    names = {line.partition("[")[0] for line in project["dependencies"]}
    return [one for one in ALL if one.name in names]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def compile_lock(requirements: Sequence[str], lock: Path, *, upgrade: bool) -> None:
    """Resolve requirements for every platform and Python that we support, and write them with their hashes."""
    command = [
        sys.executable,
        *("-m", "uv"),
        "pip",
        "compile",
        "-",
        *("--output-file", str(lock)),
        *("--universal", "--python-version", _OLDEST_PYTHON),
        *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
        *(part for one in ALL for part in ("--no-emit-package", one.name)),
        *(["--no-deps"] if lock.name in _ALONE else []),
        *(["--upgrade"] if upgrade else []),
        "--quiet",
    ]
    subprocess.run(command, input="\n".join(requirements), text=True, cwd=ROOT, check=True)


def main() -> int:
    """Write the locks, or say which do not answer to the pyprojects any more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale: list[str] = []
    for name, requirements in lock_inputs().items():
        lock = _FOLDER / f"{name}.txt"
        if not options.check:
            compile_lock(requirements, lock, upgrade=options.upgrade)
            print(f"requirements/{name}.txt")
            continue
        with tempfile.TemporaryDirectory() as folder:
            # What is locked stays as it is while it answers: uv reads the present lock as preferences.
            fresh = Path(folder) / lock.name
            fresh.write_text(lock.read_text())
            compile_lock(requirements, fresh, upgrade=False)
            if fresh.read_text() != lock.read_text():
                stale.append(f"requirements/{name}.txt")
    if stale:
        print(f"not what the pyprojects ask for: {', '.join(stale)}\n  fix: make locks", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
