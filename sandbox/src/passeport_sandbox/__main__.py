"""`python -m passeport_sandbox <command> ...`: any sub-package holding a `command` module is a command.

Such a module has `main(arguments) -> exit status` and a docstring whose first line is its help.
"""

import importlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path


def commands() -> list[str]:
    """Return the names of the sub-packages that can be run, in alphabetical order."""
    return sorted(module.parent.name for module in Path(__file__).parent.glob("*/command.py"))


def main(arguments: Sequence[str]) -> int:
    """Hand the arguments over to the command named first; without one, list the commands."""
    known = commands()
    if not arguments or arguments[0] in {"-h", "--help"}:
        print("usage: python -m passeport_sandbox <command> [-h] ...\n")
        for name in known:
            summary = (importlib.import_module(_module(name)).__doc__ or "").partition("\n")[0]
            print(f"  {name:<16}{summary}")
        return 0
    if arguments[0] not in known:
        print(f"unknown command {arguments[0]!r}; known: {', '.join(known)}", file=sys.stderr)
        return 2
    # A terminal that lacks a character shows another one; that is no reason to stop.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    status: int = importlib.import_module(_module(arguments[0])).main(arguments[1:])
    return status


def _module(name: str) -> str:
    return f"passeport_sandbox.{name}.command"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # while modules were being loaded
        sys.exit(130)
