"""Commands of operators, typed beside a suite that runs, with the settings that it leaves for them."""

import os
import shlex
import subprocess
import sys

import pytest

from passeport_sandbox.stack.addresses import STORES
from passeport_sandbox.stack.settings_files import settings_file
from passeport_sandbox.stack.stack import Stack


def typed(stack: Stack, service: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = shlex.quote(str(settings_file(stack.folder, service)))
    command = shlex.join((sys.executable, "-m", f"passeport_{service}", *arguments))
    return subprocess.run(
        ["/bin/sh", "-c", f"(set -a; . {settings}; {command})"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("service", STORES)
def test_commands_of_every_service_find_its_settings(stack: Stack, service: str) -> None:
    done = typed(stack, service, "check-config")
    assert (done.returncode, "PASSEPORT_" in done.stderr) == (0, False), done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("dead-letters", "list"), ("migrate",)], ids=" ".join)
def test_commands_reach_the_database_that_the_settings_name(stack: Stack, arguments: tuple[str, ...]) -> None:
    done = typed(stack, "records", *arguments)
    assert (done.returncode, "PASSEPORT_" in done.stderr) == (0, False), done.stdout + done.stderr


def test_identity_tells_what_operators_did(stack: Stack) -> None:
    done = typed(stack, "identity", "operator-acts")
    assert done.returncode == 0, done.stderr
    assert "certifs-ponant" in done.stdout
