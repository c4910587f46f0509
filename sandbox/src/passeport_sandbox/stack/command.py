"""Starts the whole suite on this machine, fed and ready; Ctrl-C stops it.

Data is kept in a folder and found again on the next start; --fresh forgets it.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from passeport_sandbox.stack.addresses import BLOCK
from passeport_sandbox.stack.claim import HIGHEST, LOWEST
from passeport_sandbox.stack.commands import forking
from passeport_sandbox.stack.interruptions import interrupt_once
from passeport_sandbox.stack.report import progress, what_there_is
from passeport_sandbox.stack.stack import Stack
from passeport_sandbox.stack.table import FRONT_ENDS, LEVEL_TO_PUBLISH
from passeport_sandbox.stack.terminal import FAILURES, say, told

_PORT = 8080
_WATCH_SECONDS = 0.5


def main(arguments: Sequence[str]) -> int:
    """Start, tell where everything is, watch over it until asked to stop."""
    options = _parser().parse_args(arguments)
    interrupt_once()
    try:
        return _run(options)
    except FAILURES as failure:
        say(f"\n{told(failure, options.folder)}", error=True)
        return 1
    except KeyboardInterrupt:
        say("\nstopped before it was ready; nothing is left running")
        return 130


def _run(options: argparse.Namespace) -> int:
    chosen = {FRONT_ENDS: options.origin, LEVEL_TO_PUBLISH: options.assurance}
    settings = {name: value for name, value in chosen.items() if value}
    began = time.monotonic()
    stack = Stack.start(
        options.folder, port=options.port, fresh=options.fresh, settings=settings, run_command=forking(), told=progress
    )
    try:
        _feed(stack)
        say(what_there_is(stack, time.monotonic() - began))
        return _watch(stack)
    except KeyboardInterrupt:
        return 0
    finally:
        say("\nstopping ...", end=" ")
        stack.stop()
        say(f"all stopped; the data stays in {options.folder}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("passeport_sandbox stack", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the data is kept")
    parser.add_argument("--fresh", action="store_true", help="forget the data of earlier runs")
    parser.add_argument(
        "--port",
        type=_port,
        default=_PORT,
        help=f"where the gateway listens, {_PORT} by default; all others take the {BLOCK - 1} ports that follow",
    )
    parser.add_argument(
        "--origin", help="a front end of yours that may call the gateway, such as http://localhost:5173"
    )
    parser.add_argument(
        "--assurance",
        choices=("eidas2", "eidas3"),
        help="the level that a holder must be signed in at to publish; any will do by default",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not LOWEST <= int(text) <= HIGHEST:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number from {LOWEST} to {HIGHEST}; {BLOCK} ports are taken from there on"
        )
    return int(text)


def _feed(stack: Stack) -> None:
    began = time.monotonic()
    stack.feed()
    progress("sample feeds", time.monotonic() - began)


def _watch(stack: Stack) -> int:
    while not (dead := stack.dead()):
        time.sleep(_WATCH_SECONDS)
    for failure in dead:
        say(f"\n{failure}", error=True)
    return 1
