"""Style and common mistakes, over the whole tree: `python -m tools.lint`."""

import subprocess
import sys

from tools.distributions import ROOT


def main() -> int:
    """Run the linter and the formatter's check; both always run, so that one pass tells everything."""
    commands = (["check", "--quiet"], ["format", "--check", "--quiet"])
    codes = [
        subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, check=False).returncode
        for command in commands
    ]
    if any(codes):
        print("fix: make fmt mends most of it", file=sys.stderr)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
