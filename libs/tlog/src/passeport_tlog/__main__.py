"""`python -m passeport_tlog verify | monitor | copy`: an entry in a log, offline; a log from outside."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from passeport_tlog.fetching import Unreachable, fetcher, write_whole
from passeport_tlog.following import Contradiction, follow, read_log
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteKey
from passeport_tlog.proof_file import ProofFile
from passeport_tlog.tiles import Tile

_MOST_BYTES = 1_000_000


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def _keys(arguments: argparse.Namespace) -> tuple[str, list[NoteKey]]:
    keys = [NoteKey.parse(text) for text in arguments.key]
    return arguments.origin or keys[0].name, keys


def _verify(arguments: argparse.Namespace) -> str:
    origin, keys = _keys(arguments)
    proof = ProofFile.parse(_read(arguments.proof).decode("utf-8"))
    leaf = leaf_hash(_read(arguments.entry))
    checkpoint = proof.verify(leaf, origin, keys)
    return f"entry {proof.index} of the {checkpoint.size} in the log {checkpoint.origin}, as {keys[0].name} signed it"


def _monitor(arguments: argparse.Namespace) -> str:
    origin, keys = _keys(arguments)
    state: Path = arguments.state
    before = _read(state).decode("utf-8") if state.exists() else None
    try:
        seen = follow(fetcher(arguments.log), origin, keys, before)
    except Contradiction as found:
        # The proof of it: two signed notes, one in each file.
        evidence = state.with_name(f"{state.name}.refused")
        write_whole(evidence, found.note.encode())
        raise ValueError(f"{found}; it is kept in {evidence}, beside {state}, which stays") from None
    write_whole(state, seen.note.encode())
    begun = "it continues what was seen before" if before is not None else "nothing was seen before"
    return f"{seen.checkpoint.size} entries, root {seen.checkpoint.root.hex()}: {begun}"


def _copy(arguments: argparse.Namespace) -> str:
    origin, keys = _keys(arguments)
    folder: Path = arguments.to
    fetch = fetcher(arguments.log)
    state = folder / "checkpoint"
    seen = follow(fetch, origin, keys, _read(state).decode("utf-8") if state.exists() else None)

    def fetch_once(path: str) -> bytes:
        # Whole bundles never change; hashed again all the same.
        kept = folder / path
        return kept.read_bytes() if Tile.parse(path).is_whole and kept.is_file() else fetch(path)

    written: list[Path] = []
    try:
        for tile, data in read_log(fetch_once, seen.checkpoint):
            if not (folder / tile.path).is_file():
                write_whole(folder / tile.path, data)
                written.append(folder / tile.path)
    except ValueError:
        # Which of them is wrong cannot be told.
        for path in written:
            path.unlink()
        raise
    write_whole(state, seen.note.encode())
    return f"{seen.checkpoint.size} entries are in {folder}, and lead to the root that {origin} signed"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m passeport_tlog", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(name: str, help_: str, run: Callable[[argparse.Namespace], str]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_)
        added.add_argument(
            "--key",
            required=True,
            action="append",
            help="a verifier key of the log: <name>+<identifier>+<base64>; may be given again",
        )
        added.add_argument("--origin", help="the name of the log, where it is not that of the key")
        added.set_defaults(run=run)
        return added

    verify = command("verify", "whether an entry is in a log", _verify)
    verify.add_argument("proof", type=Path, help="a .tlog-proof file (c2sp.org/tlog-proof)")
    verify.add_argument("--entry", type=Path, required=True, help="the bytes of the entry, as the log has them")
    monitor = command("monitor", "whether a log continues what was seen of it before; to be run regularly", _monitor)
    monitor.add_argument("log", help="its address, for example https://passeport.example/log/publications")
    monitor.add_argument("--state", type=Path, required=True, help="the file that keeps the last checkpoint accepted")
    copy = command("copy", "read all of a log, and keep its entries and their checkpoint", _copy)
    copy.add_argument("log", help="its address, for example https://passeport.example/log/publications")
    copy.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where to; what is there is read again")
    return parser


def main(words: list[str] | None = None) -> int:
    """Runs the program: 0 when it holds, 1 when it does not, 2 when that cannot be told; and why."""
    arguments = _parser().parse_args(words)
    try:
        print(arguments.run(arguments))
    except Unreachable as error:
        print(f"cannot be told: {error}", file=sys.stderr)
        return 2
    except (OSError, ValueError) as error:
        print(f"does not hold: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
