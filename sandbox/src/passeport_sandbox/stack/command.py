"""Starts the whole suite on this machine, fed and ready; Ctrl-C stops it.

Data is kept in a folder and found again on the next start; --fresh forgets it.
"""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from passeport_sandbox.stack.refused import RefusedError
from passeport_sandbox.stack.report import progress, what_there_is
from passeport_sandbox.stack.stack import Stack
from passeport_testing.process import LaunchError

_WATCH_SECONDS = 0.5


def main(arguments: Sequence[str]) -> int:
    """Start, tell where everything is, watch over it until asked to stop."""
    parser = argparse.ArgumentParser("passeport_sandbox stack", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the data is kept")
    parser.add_argument("--fresh", action="store_true", help="forget the data of earlier runs")
    parser.add_argument(
        "--origin", help="a front end of yours that may call the gateway, such as http://localhost:5173"
    )
    options = parser.parse_args(arguments)
    settings = {"PASSEPORT_CORS_ORIGINS": options.origin} if options.origin else {}
    # `kill` and a closed terminal mean the same as Ctrl-C: stop everything in order.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    began = time.monotonic()
    try:
        stack = Stack.start(options.folder, ports="known", fresh=options.fresh, settings=settings, told=progress)
        try:
            _feed(stack)
        except BaseException:
            stack.stop()
            raise
    except (LaunchError, RefusedError, TimeoutError, httpx.HTTPError) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped before it was ready")
        return 130
    print(what_there_is(stack, time.monotonic() - began), flush=True)
    try:
        return _watch(stack)
    except KeyboardInterrupt:
        return 0
    finally:
        # A second Ctrl-C would leave half of it running.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("\nstopping ...", end=" ", flush=True)
        stack.stop()
        print(f"all stopped; the data stays in {options.folder}")


def _feed(stack: Stack) -> None:
    began = time.monotonic()
    stack.feed()
    progress("sample feeds", time.monotonic() - began)


def _watch(stack: Stack) -> int:
    while True:
        time.sleep(_WATCH_SECONDS)
        dead = stack.dead()
        if dead:
            for failure in dead:
                print(f"\n{failure}", file=sys.stderr)
            return 1


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
