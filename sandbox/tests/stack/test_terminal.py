"""What the terminal hears: causes with their fix, and nothing that could stop us from stopping."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from passeport_sandbox.stack import command
from passeport_sandbox.stack.terminal import told
from passeport_testing.process import LaunchError

SPEAKER = """
import sys
from passeport_sandbox.stack.terminal import say
sys.stdin.readline()
say("one"); say("two"); say("three", error=True)
sys.exit(7)
"""


def test_nobody_needs_to_listen() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SPEAKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as speaker:
        assert speaker.stdin
        assert speaker.stdout
        assert speaker.stderr
        speaker.stdout.close()
        speaker.stdin.write(b"\n")
        speaker.stdin.flush()
        assert speaker.stderr.read() == b"three\n"
        assert speaker.wait(10) == 7


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EROFS, "let this one write there"),
        (errno.EACCES, "run as the user who owns it"),
        (errno.EIO, "make run FRESH=1"),
    ],
)
def test_what_the_system_refuses_is_told_with_the_place_and_the_fix(code: int, fix: str) -> None:
    text = told(OSError(code, os.strerror(code), "var/secrets/x"), Path("var"))
    assert text.splitlines()[0] == f"stack: var/secrets/x: {os.strerror(code)}"
    assert fix in text.splitlines()[1]
    assert told(OSError(code, os.strerror(code)), Path("var")).startswith("stack: var: ")


def test_other_failures_speak_for_themselves() -> None:
    assert told(TimeoutError("batch 7 after 60 s"), Path("var")) == "batch 7 after 60 s"
    assert told(LaunchError("NATS", "died", fix="mend it"), Path("var")) == "NATS: died\n  fix: mend it"


@pytest.mark.parametrize("port", ["80", "65530", "8O80", "-1", "9000.5", ""])
def test_a_port_that_is_none_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["--port", port])
    assert f"{port!r} is not a number from 1024 to 65520; 16 ports are taken from there on" in capsys.readouterr().err


def test_a_folder_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "var").write_text("")
    assert command.main(["--folder", str(tmp_path / "var")]) == 1
    assert "var is not a folder\n  fix: " in capsys.readouterr().err


def test_the_supervisor_begins_without_loading_what_only_its_children_need() -> None:
    program = "import sys, passeport_sandbox.stack.command; sys.exit(bool({'fastapi', 'grpc'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
