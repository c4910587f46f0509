"""A command of a service run to its end, in a process of its own that need not load the program first.

To load a service's program takes more than a second of CPU, and its tests run some hundred commands. A process that has
loaded the program and started nothing is forked for each: what a command does, prints and returns is its own, as when
it is typed.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from importlib import import_module
from multiprocessing.context import ForkServerContext
from pathlib import Path

__all__ = ["FORKED", "load", "run_command"]

FORKED: ForkServerContext = multiprocessing.get_context("forkserver")
"""Makes processes that are forked from the one that has loaded."""

_loaded: list[str] = []


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
        process.start()
        process.join(patience)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(f"{package} {' '.join(arguments)} took more than {patience:.0f} s")
        return process.exitcode, streams[1].read_text(encoding="utf-8"), streams[2].read_text(encoding="utf-8")


def _become(
    package: str, environment: dict[str, str], arguments: tuple[str, ...], streams: list[Path], folder: Path | None
) -> None:
    if folder is not None:
        os.chdir(folder)
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    # multiprocessing gives its children an empty standard input.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it is open as long as the process is
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [package, *arguments]
    sys.exit(import_module(f"{package}.__main__").main())
