"""Plays the whole journey on a suite of its own, on free ports; leaves the sealed CV and its credential."""

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from passeport_sandbox.demo.journey import Journey
from passeport_sandbox.demo.steps import StepFailedError, play
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.commands import forking
from passeport_sandbox.stack.interruptions import interrupt_once
from passeport_sandbox.stack.stack import Stack
from passeport_sandbox.stack.terminal import FAILURES, say, told

_PATIENCE = 60.0


def main(arguments: Sequence[str]) -> int:
    """Start the suite, play, tell what is left where, stop everything."""
    parser = argparse.ArgumentParser("passeport_sandbox demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="where the CV and the credential go")
    parser.add_argument("--keep", action="store_true", help="keep the folder of the suite: data and logs")
    options = parser.parse_args(arguments)
    interrupt_once()
    try:
        folder = Path(tempfile.mkdtemp(prefix="passeport-demo-"))
    except OSError as failure:
        say(f"stack: {failure}\n  fix: set TMPDIR to a folder where there is room and you may write", error=True)
        return 1
    # PostgreSQL runs as another user when we are root, and must be let in.
    folder.chmod(0o755)
    status = 1
    try:
        status = _play(folder, options.out)
    except (*FAILURES, StepFailedError) as failure:
        say(f"\n{told(failure, folder)}", error=True)
    except KeyboardInterrupt:
        say("\nstopped before its end; nothing is left running", error=True)
        status = 130
    if status == 1 or options.keep:
        say(f"\ndata and logs of the suite: {folder}", error=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def _play(folder: Path, out: Path) -> int:
    began = time.monotonic()
    say("starting the suite on free ports ...", end=" ")
    stack = Stack.start(folder, run_command=forking())
    try:
        say(f"ready in {time.monotonic() - began:.1f} s at {stack.addresses.base_url}\n")
        base_url = stack.addresses.base_url
        with httpx.Client(base_url=base_url, timeout=_PATIENCE) as http, Browser(base_url) as browser:
            journey = Journey(stack, http, browser, out)
            play(journey.steps(), stack.log)
    finally:
        stack.stop()
    say(f"\nthe whole journey took {time.monotonic() - began:.1f} s; it left")
    for path in (journey.pdf, journey.credential):
        say(f"  {path}  {path.stat().st_size} bytes")
    return 0
