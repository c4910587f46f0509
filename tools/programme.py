"""Install the programme that the variable EXTENSION names into a folder: `python -m tools.programme FOLDER`.

Images are made by this: what the programme is, what its requirements.txt names, with hashes, and nothing that
prevention has already. A second one on top goes into the same folder.
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.distributions import ROOT


def commands(extension: Path, target: Path) -> list[list[str]]:
    """What installs a programme."""
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", str(target)]
    lock = extension / "requirements.txt"
    further = [*install, "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    return [*([further] if lock.exists() else []), [*install, "--no-build-isolation", str(extension)]]


def main() -> int:
    """Install one."""
    extension = ROOT / "extensions" / os.environ.get("EXTENSION", "")
    if not (extension / "pyproject.toml").exists() or len(sys.argv) != 2:
        print("programme: EXTENSION names no folder of extensions; fix: --build-arg EXTENSION=…", file=sys.stderr)
        return 2
    for command in commands(extension, Path(sys.argv[1])):
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
