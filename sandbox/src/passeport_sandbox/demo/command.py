"""Plays the whole journey on a suite of its own, on free ports; leaves the sealed CV and its credential."""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from passeport_sandbox.demo.journey import Journey
from passeport_sandbox.demo.steps import StepFailedError, play
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from passeport_testing.process import LaunchError

_PATIENCE = 60.0


def main(arguments: Sequence[str]) -> int:
    """Start the suite, play, tell what is left where, stop everything."""
    parser = argparse.ArgumentParser("passeport_sandbox demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="where the CV and the credential go")
    parser.add_argument("--keep", action="store_true", help="keep the folder of the suite: data and logs")
    options = parser.parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    folder = Path(tempfile.mkdtemp(prefix="passeport-demo-"))
    # PostgreSQL runs as another user when we are root, and must be let in.
    folder.chmod(0o755)
    status = 1
    try:
        status = _play(folder, options.out)
    except (LaunchError, StepFailedError) as failure:
        print(f"\n{failure}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nstopped before its end", file=sys.stderr)
        status = 130
    if status == 1 or options.keep:
        print(f"\ndata and logs of the suite: {folder}", file=sys.stderr)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def _play(folder: Path, out: Path) -> int:
    began = time.monotonic()
    print("starting the suite on free ports ...", end=" ", flush=True)
    stack = Stack.start(folder)
    try:
        print(f"ready in {time.monotonic() - began:.1f} s at {stack.addresses.base_url}\n", flush=True)
        base_url = stack.addresses.base_url
        with httpx.Client(base_url=base_url, timeout=_PATIENCE) as http, Browser(base_url) as browser:
            journey = Journey(stack, http, browser, out)
            play(journey.steps(), stack.log)
    finally:
        stack.stop()
    print(f"\nthe whole journey took {time.monotonic() - began:.1f} s; it left")
    for path in (journey.pdf, journey.credential):
        print(f"  {path}  {path.stat().st_size} bytes")
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
