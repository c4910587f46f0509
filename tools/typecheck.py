"""mypy, strict, over every distribution with its tests, then over what lives at the root.

Each run sees the tests of one distribution only: theirs are scripts beside one another (`support.py`), not a package.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.distributions import EXTENSIONS, ROOT, TESTED, Distribution

_AT_THE_ROOT = ("tools", "tests", "bench")


def check(folders: list[Path], *, bases: Sequence[Path] = ()) -> int:
    """Type-check some folders; `bases` are those from which their modules are imported, beside those of mypy_path."""
    there = [str(folder.relative_to(ROOT)) for folder in folders if any(folder.rglob("*.py"))]
    if not there:
        return 0
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(str(base.relative_to(ROOT)) for base in bases)}
    command = [sys.executable, "-m", "mypy", "--no-error-summary", *there]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _bases(one: Distribution) -> list[Path]:
    # A programme of prevention is named nowhere, so neither in mypy_path.
    return [one.path / "tests", *([one.source] if one in EXTENSIONS else [])]


def main() -> int:
    """Check everything; all runs take place, so that one pass tells everything."""
    codes = [check([one.path / "src", one.path / "tests"], bases=_bases(one)) for one in TESTED]
    codes.append(check([ROOT / name for name in _AT_THE_ROOT if (ROOT / name).exists()]))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
