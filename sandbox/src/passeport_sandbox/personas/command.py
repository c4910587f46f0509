"""Lists the invented people, or writes the register of persons that identity imports."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from passeport_sandbox.personas.register import load, write_registry


def main(arguments: Sequence[str]) -> int:
    """Print a line per persona; with --registry, write the CSV instead."""
    parser = argparse.ArgumentParser("passeport_sandbox personas", description=__doc__)
    parser.add_argument("--registry", type=Path, metavar="FILE", help="where to write the register")
    options = parser.parse_args(arguments)
    if options.registry:
        write_registry(options.registry)
    else:
        for persona in load():
            sys.stdout.write(f"{persona.login:<20}{persona.nir_with_key}  {persona.full_name:<28}{persona.story}\n")
    return 0
