"""`python -m passeport_tlog verify`: whether an entry is in a log, offline and from files alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteKey
from passeport_tlog.proof_file import ProofFile

_MOST_BYTES = 1_000_000


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def _verify(arguments: argparse.Namespace) -> str:
    key = NoteKey.parse(arguments.key)
    proof = ProofFile.parse(_read(arguments.proof).decode("utf-8"))
    leaf = leaf_hash(_read(arguments.entry))
    checkpoint = proof.verify(leaf, arguments.origin or key.name, [key])
    return f"entry {proof.index} of the {checkpoint.size} in the log {checkpoint.origin}, as {key.name} signed it"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m passeport_tlog", description=__doc__)
    verify = parser.add_subparsers(required=True).add_parser("verify", help="whether an entry is in a log")
    verify.add_argument("proof", type=Path, help="a .tlog-proof file (c2sp.org/tlog-proof)")
    verify.add_argument("--entry", type=Path, required=True, help="the bytes of the entry, as the log has them")
    verify.add_argument("--key", required=True, help="the verifier key of the log: <name>+<identifier>+<base64>")
    verify.add_argument("--origin", help="the name of the log, where it is not that of the key")
    verify.set_defaults(run=_verify)
    return parser


def main(words: list[str] | None = None) -> int:
    """Runs the program: 0 when it holds, 1 when it does not, and why."""
    arguments = _parser().parse_args(words)
    try:
        print(arguments.run(arguments))
    except (OSError, ValueError) as error:
        print(f"does not hold: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
