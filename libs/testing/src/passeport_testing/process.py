"""A program that runs as our child: started, watched, ended by its own pid, its last words kept."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import psutil

_POLL_SECONDS = 0.02


class LaunchError(Exception):
    """A program did not start, or died: which one, why, what to do, and the end of its log."""

    def __init__(self, name: str, cause: str, *, fix: str, log_tail: str = "") -> None:
        self.name, self.cause, self.fix, self.log_tail = name, cause, fix, log_tail
        lines = [f"{name}: {cause}", f"  fix: {fix}"]
        if log_tail:
            lines += ["  last lines of its log:", *(f"    {line}" for line in log_tail.splitlines())]
        super().__init__("\n".join(lines))

    def with_fix(self, fix: str) -> "LaunchError":
        """Give the same failure with another fix."""
        return LaunchError(self.name, self.cause, fix=fix, log_tail=self.log_tail)


def end_leftover(pid_file: Path) -> None:
    """End what a former run left behind when it was itself killed: the same pid, born at the same instant."""
    try:
        pid, born = pid_file.read_text().split()
        leftover = psutil.Process(int(pid))
        if leftover.create_time() != float(born):
            return
        leftover.send_signal(signal.SIGINT)
        try:
            leftover.wait(10)
        except psutil.TimeoutExpired:
            leftover.kill()
            leftover.wait(5)
    except (OSError, ValueError, psutil.NoSuchProcess):
        return


class Running(Protocol):
    """What a `subprocess.Popen` tells of its program, and takes."""

    pid: int

    @property
    def returncode(self) -> int | None:
        """What it ended with, as `poll` or `wait` found it."""

    def poll(self) -> int | None:
        """What it ended with; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises subprocess.TimeoutExpired."""

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless it has ended."""


class Launch(Protocol):
    """Starts a program in a session of its own, which prints to the end of a log."""

    def __call__(
        self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None, folder: Path | None
    ) -> Running:
        """Start it; raises FileNotFoundError or PermissionError."""


class ChildProcess:
    """One program in its own session, so that Ctrl-C reaches us alone and we choose the order of ending."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: tuple[int, int] | None = None,
        launch: Launch | None = None,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.environment = environment
        self.folder = folder
        self.user = user
        self._launch = launch or self._as_typed
        self._process: Running | None = None
        self._log_start = 0

    @property
    def pid(self) -> int:
        """The process id; only while there is one."""
        if self._process is None:
            raise LaunchError(self.name, "was never started", fix="call start() first")
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the program runs now."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """What the program ended with; None while it runs or before it did."""
        return None if self._process is None else self._process.poll()

    @property
    def pid_file(self) -> Path:
        """Where the process is noted, for a later run to end it if we are killed."""
        return self.log.with_suffix(".pid")

    def start(self) -> None:
        """Start the program; what it prints is appended to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        end_leftover(self.pid_file)
        self.log.touch()
        self._log_start = self.log.stat().st_size
        try:
            self._process = self._launch(self.command, self.log, self.environment, self.folder)
        except FileNotFoundError as missing:
            fix = "run `make setup` again: a program of the environment is not where it should be"
            raise LaunchError(self.name, f"cannot find {missing.filename}", fix=fix) from missing
        except PermissionError as refused:
            fix = "check the permissions of that file and of the folders above it"
            raise LaunchError(self.name, f"may not run {refused.filename}", fix=fix) from refused
        self._remember()

    def _as_typed(
        self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None, folder: Path | None
    ) -> Running:
        uid, gid = self.user or (None, None)
        with log.open("ab") as opened:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=opened,
                stderr=subprocess.STDOUT,
                env=None if environment is None else dict(environment),
                cwd=folder,
                user=uid,
                group=gid,
                extra_groups=None if gid is None else [],
                start_new_session=True,
            )

    def _remember(self) -> None:
        try:
            born = psutil.Process(self.pid).create_time()
        except psutil.NoSuchProcess:
            return
        self.pid_file.write_text(f"{self.pid} {born}\n")

    def stop(self, how: signal.Signals = signal.SIGTERM, *, timeout: float = 15.0) -> int | None:
        """Ask the program to end, wait, and kill it when it does not; gives its exit code."""
        if self._process is None:
            return None
        if self.alive:
            self._process.send_signal(how)
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
        self.pid_file.unlink(missing_ok=True)
        return self._process.returncode

    def kill(self) -> None:
        """End the program at once, as a power cut would: it can do nothing about it."""
        if self._process is not None and self.alive:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def log_tail(self, lines: int = 15) -> str:
        """Give the last lines that the program printed since its last start."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(self._log_start, self.log.stat().st_size - 16_384))
                return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    def wait_until(self, is_ready: Callable[[], bool], *, timeout: float, every: float = _POLL_SECONDS) -> None:
        """Wait for a fact that tells the program is ready; a death on the way is told with its last words.

        It is looked for `every` so many seconds: less often when looking costs the program something.
        """
        deadline = time.monotonic() + timeout
        while not is_ready():
            if not self.alive:
                raise self.failure(f"died while starting (exit code {self.exit_code})")
            if time.monotonic() > deadline:
                raise self.failure(f"was not ready after {timeout:.0f} s")
            time.sleep(every)

    def failure(self, cause: str, *, fix: str = "") -> LaunchError:
        """Describe a failure of this program, with the end of its log."""
        return LaunchError(
            self.name,
            cause,
            fix=fix or f"read {self.log}, mend the cause, start again",
            log_tail=self.log_tail(),
        )
