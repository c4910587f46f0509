"""Plays steps one after the other, one line for each, and says which one failed and why, with the log that tells."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from passeport_sandbox.stack.refused import RefusedError

_LAST_LINES = 15
ReadLog = Callable[[str], str]


class UnexpectedError(Exception):
    """An answer was good, but not the one that the journey needs."""


@dataclass(frozen=True)
class Step:
    """What happens, in a few words; what does it, giving what came of it; and the processes that take part."""

    title: str
    run: Callable[[], str]
    processes: Sequence[str]


class StepFailedError(Exception):
    """A step did not do what it should: the message tells which, why, and what the log says."""


def expect(condition: object, cause: str) -> None:
    """Raise UnexpectedError with its cause unless the condition holds."""
    if not condition:
        raise UnexpectedError(cause)


def play(steps: Sequence[Step], read_log: ReadLog) -> None:
    """Play the steps and print each. Raises StepFailedError at the first that fails."""
    for number, step in enumerate(steps, start=1):
        began = time.monotonic()
        try:
            told = step.run()
        except Exception as failure:
            cause = f"step {number} of {len(steps)}, {step.title}: {_cause(failure)}"
            raise StepFailedError("\n".join((cause, *_what_logs_say(step, failure, read_log)))) from failure
        print(f"{number:>4}  {step.title:<46}{time.monotonic() - began:>6.2f} s   {told}", flush=True)


def _cause(failure: Exception) -> str:
    if isinstance(failure, UnexpectedError | RefusedError):
        return str(failure)
    return f"{type(failure).__name__}: {failure}"


def _what_logs_say(step: Step, failure: Exception, read_log: ReadLog) -> list[str]:
    """The lines about the very request when the refusal names its trace, else the end of each log."""
    logs = {name: read_log(name).splitlines() for name in step.processes}
    trace = failure.trace_id if isinstance(failure, RefusedError) else ""
    traced = {name: [line for line in lines if trace in line] for name, lines in logs.items()} if trace else {}
    told = {name: lines for name, lines in traced.items() if lines} or logs
    return [
        text
        for name, lines in told.items()
        for text in (f"  from the log of {name}:", *(f"    {line}" for line in lines[-_LAST_LINES:]))
    ]
