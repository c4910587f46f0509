"""A program of a service, in a process of its own that need not load it first.

To load one takes more than a second of CPU; tests run some hundred commands and start services again as often. A
process that has loaded the program and started nothing is forked for each: what it does, prints and ends with is its
own, as when it is typed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing import connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

__all__ = ["FORKED", "load", "run_command", "start_program"]

FORKED: ForkServerContext = multiprocessing.get_context("forkserver")
"""Makes processes that are forked from the one that has loaded."""

_loaded: list[str] = []

# What starts a process also looks whether others have ended; two that look at once take each other's exit code.
_turn = threading.Lock()


def load(module: str) -> None:
    """Has a module loaded before the first process is forked, besides those named before; without effect afterwards.

    An installed one: before Python 3.13 what lies beside tests is not found there, and passed over without a word.
    """
    _loaded.append(module)
    # There is one such process in each of ours, and one list: whoever set it would replace what others want.
    FORKED.set_forkserver_preload(_loaded)


def run_command(
    package: str,
    environment: Mapping[str, str],
    arguments: tuple[str, ...],
    typed: str,
    patience: float,
    *,
    folder: Path | None = None,
) -> tuple[int, str, str]:
    """Runs `python -m package arguments` in a folder to its end, with what is typed; gives its code and both streams.

    Raises TimeoutError when it takes longer than `patience` seconds; it is then killed.
    """
    with tempfile.TemporaryDirectory(prefix="passeport-command-") as streams_folder:
        streams = [Path(streams_folder, name) for name in ("in", "out", "err")]
        streams[0].write_text(typed, encoding="utf-8")
        process = FORKED.Process(target=_become, args=(package, dict(environment), arguments, streams, folder))
        running = Forked(process)
        try:
            code = running.wait(patience)
        except subprocess.TimeoutExpired as late:
            running.send_signal(signal.SIGKILL)
            running.wait()
            raise TimeoutError(f"{package} {' '.join(arguments)} took more than {patience:.0f} s") from late
        return code, streams[1].read_text(encoding="utf-8"), streams[2].read_text(encoding="utf-8")


def start_program(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None, folder: Path | None
) -> Forked:
    """Starts `python -m package arguments` in a session of its own; what it prints is added to the log."""
    _, _, package, *arguments = command
    streams = [Path(os.devnull), log, log]
    given = dict(os.environ if environment is None else environment)
    return Forked(FORKED.Process(target=_lead, args=(package, given, tuple(arguments), streams, folder)))


class Forked:
    """A process that was forked; to be asked and told as a `subprocess.Popen` is."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        with _turn:
            process.start()
        self.pid: int = process.ident or 0

    @property
    def returncode(self) -> int | None:
        """What it ended with; None while it runs."""
        with _turn:
            return self._process.exitcode

    def poll(self) -> int | None:
        """What it ended with; None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Waits for its end. Raises subprocess.TimeoutExpired."""
        connection.wait([self._process.sentinel], timeout)
        code = self.returncode
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return code

    def send_signal(self, sig: int) -> None:
        """Sends a signal, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, sig)


def _lead(
    package: str, environment: dict[str, str], arguments: tuple[str, ...], streams: list[Path], folder: Path | None
) -> None:
    os.setsid()
    _become(package, environment, arguments, streams, folder)


def _become(
    package: str, environment: dict[str, str], arguments: tuple[str, ...], streams: list[Path], folder: Path | None
) -> None:
    if folder is not None:
        os.chdir(folder)
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    # multiprocessing gives its children an empty standard input.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it is open as long as the process is
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [package, *arguments]
    # What it spawns itself begins with its main program, not with that of the tests.
    program = sys.modules["__main__"] = import_module(f"{package}.__main__")
    sys.exit(program.main())
