"""One Ctrl-C is enough, a second one does no harm, and the terminal may go away."""

import os
import pty
import signal
import subprocess
import sys

import pytest

from passeport_sandbox.stack.interruptions import interrupt_once, uninterrupted

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

PROGRAM = """
import sys, time
from passeport_sandbox.stack.interruptions import interrupt_once
interrupt_once()
try:
    print("up", flush=True)
    time.sleep(30)
except KeyboardInterrupt:
    sys.exit(7)
"""

# A terminal tells its first program that it is closed; this one, as make does, waits for ours and does not tell it.
FIRST_PROGRAM = """
import os, signal, subprocess, sys
os.dup2(os.open(sys.argv[2], os.O_RDWR), 0)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
ours = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
signal.signal(signal.SIGHUP, signal.SIG_IGN)
sys.exit(ours.wait())
"""


@pytest.mark.parametrize("number", NUMBERS)
def test_the_first_interrupts_and_the_others_do_not(number: signal.Signals) -> None:
    for each in NUMBERS:
        signal.signal(each, signal.SIG_DFL)
    interrupt_once()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    for again in NUMBERS:
        signal.raise_signal(again)


def test_a_hang_up_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    interrupt_once()
    signal.raise_signal(signal.SIGHUP)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_a_script_starts_in_the_background_can_be_interrupted(number: signal.Signals) -> None:
    # A shell without job control lets it ignore SIGINT.
    script = 'python="$0"; "$python" -c "$1" & echo $!; wait $!; echo "ended with $?"'
    with subprocess.Popen(
        ["sh", "-c", script, sys.executable, PROGRAM],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    ) as shell:
        assert shell.stdout is not None
        pid = int(shell.stdout.readline())
        assert shell.stdout.readline() == "up\n"
        os.kill(pid, number)
        assert shell.stdout.readline() == "ended with 7\n"


def test_stopping_is_not_cut_short() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - that it comes after the block is the point
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("all")
        done.append("more")
    assert done == ["all"]


def test_a_terminal_that_is_closed_interrupts_though_nobody_tells() -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", FIRST_PROGRAM, PROGRAM, os.ttyname(theirs)],
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "up\n"
        os.close(theirs)
        os.close(ours)
        assert first.wait(10) == 7
