"""One whole suite for tests that stand outside of it, with a collector for its traces."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from passeport_sandbox.stack.commands import forking
from passeport_sandbox.stack.stack import Stack
from passeport_testing.commands import load, start_program
from passeport_testing.process import LaunchError
from tests.telemetry.collector import Collector, collecting

# Tests sign in more often in a minute than one address may.
_UNHURRIED = {
    f"PASSEPORT_RATE_{what}": "100000/minute"
    for what in ("SIGN_IN", "OAUTH", "OAUTH_ADDRESS", "ACTIVATION", "VERIFICATION", "PROFESSIONAL", "CONSULTATION")
}
# Whoever asks for a status list gets it as it stands, not as it stood up to a minute ago.
_UNCACHED = {"PASSEPORT_STATUS_LIST_MAX_AGE": "0"}


@dataclass(frozen=True)
class Suite:
    """What runs, what it told the collector, and the folder where its programs leave what they do not clear away."""

    stack: Stack
    collector: Collector
    leftovers: Path


# To load a service is most of what it costs to start it again, which tests do a hundred times.
load("passeport_gateway.__main__")
_run_command = forking()


@contextmanager
def running_suite(folder: Path, leftovers: Path) -> Iterator[Suite]:
    """Run a suite for the time of a `with` block."""
    with pytest.MonkeyPatch.context() as patch, collecting() as (collector, endpoint):
        patch.setenv("TMPDIR", str(leftovers))
        settings = {"PASSEPORT_OTLP_ENDPOINT": endpoint, "PASSEPORT_LOG_LEVEL": "DEBUG"}
        try:
            settings |= {**_UNHURRIED, **_UNCACHED}
            stack = Stack.start(folder, settings=settings, run_command=_run_command, launch=start_program)
        except LaunchError as failure:
            # Said once: every test needs it.
            pytest.exit(f"the suite does not start\n{failure}", returncode=1)
        try:
            yield Suite(stack, collector, leftovers)
        finally:
            stack.stop()
