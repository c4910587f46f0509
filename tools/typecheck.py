"""mypy, strict, over every distribution with its tests, then over what lives at the root.

Each run sees the tests of one distribution only: theirs are scripts beside one another (`support.py`), not a package.
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.distributions import ROOT, TESTED

_AT_THE_ROOT = ("tools", "tests", "bench")


def check(folders: list[Path], *, tests: Path | None = None) -> int:
    """Type-check some folders."""
    there = [str(folder.relative_to(ROOT)) for folder in folders if any(folder.rglob("*.py"))]
    if not there:
        return 0
    environment = {**os.environ, "MYPYPATH": str(tests.relative_to(ROOT)) if tests else ""}
    command = [sys.executable, "-m", "mypy", "--no-error-summary", *there]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Check everything; all runs take place, so that one pass tells everything."""
    codes = [check([one.path / "src", one.path / "tests"], tests=one.path / "tests") for one in TESTED]
    codes.append(check([ROOT / name for name in _AT_THE_ROOT if (ROOT / name).exists()]))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
