"""Everything that CI runs, stage by stage: `python -m tools.stages [stage ...]`; without names, all of them.

A stage of tests that ran none has failed: a suite that silently runs nothing would be the worst of all.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools.distributions import ROOT, TESTED, short_name

_REPORTS = ROOT / "build" / "test"
_PYTHON = sys.executable
_LONGEST = "records"
# With its own lock and nothing else installed: its team could take it out of the tree.
_ALONE = {"prevention"}


@dataclass(frozen=True)
class Stage:
    """One command; `is_test` when it must run tests, `suite` when it starts the whole suite and kills parts of it."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    is_test: bool = False
    suite: bool = False

    @property
    def report(self) -> Path:
        """Where its tests are counted."""
        return _REPORTS / f"{self.name}.xml"


@dataclass(frozen=True)
class Counts:
    """How many tests a stage ran and how they ended."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def ran(self) -> int:
        """Those that were really run."""
        return self.passed + self.failed


@dataclass(frozen=True)
class Outcome:
    """How a stage ended; `cpu` are the seconds of a core that it and the programs it started took.

    Those tell a slow stage even on a machine that is busy with something else.
    """

    stage: Stage
    exit_code: int
    seconds: float
    cpu: float
    counts: Counts = field(default_factory=Counts)

    @property
    def fault(self) -> str:
        """Why the stage failed; empty when it did not."""
        if self.stage.is_test and self.exit_code == 0 and self.counts.ran == 0:
            return "ran no test"
        return f"exit code {self.exit_code}" if self.exit_code else ""


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (_PYTHON, "-m", name, *arguments)


def _tests(name: str, folder: Path, *arguments: str, suite: bool = False) -> Stage:
    report = _REPORTS / f"{name}.xml"
    # The plugin of schemathesis takes a second to load, in each stage; the tests that use it need it as a library only.
    runner = ("tools.alone", name) if name in _ALONE else ("pytest",)
    folder = ROOT if name in _ALONE else folder
    command = _module(*runner, "--quiet", "-p", "no:schemathesis", "--durations=5", f"--junitxml={report}", *arguments)
    return Stage(name, command, folder, is_test=True, suite=suite)


_FEEDS_UNDER_FIRE = ("tests/resilience/test_events_under_fire.py", "tests/resilience/test_feed_under_fire.py")

STAGES = (
    Stage("lint", _module("tools.lint")),
    Stage("types", _module("tools.typecheck")),
    Stage("imports", (str(Path(_PYTHON).parent / "lint-imports"),)),
    Stage("proto-check", _module("tools.proto", "--check")),
    *(_tests(short_name(one), one.path) for one in TESTED),
    _tests("tools", ROOT, "tools/tests"),
    _tests("architecture", ROOT, "tests/architecture"),
    _tests("charts", ROOT, "tests/charts"),
    _tests("extending", ROOT, "tests/extending"),
    _tests("bench", ROOT, "tests/bench"),
    _tests("conformance", ROOT, "tests/conformance"),
    # One run, so that one suite is started for both.
    _tests("e2e", ROOT, "tests/e2e", "tests/telemetry", suite=True),
    # In two, each with a suite of its own: most of their time is spent in waiting for what was killed.
    _tests("resilience", ROOT, "tests/resilience", *(f"--ignore={one}" for one in _FEEDS_UNDER_FIRE), suite=True),
    _tests("resilience-feeds", ROOT, *_FEEDS_UNDER_FIRE, suite=True),
)


def count(report: Path) -> Counts:
    """Read what a JUnit report says; no report, no test."""
    if not report.exists():
        return Counts()
    total = failed = skipped = 0
    for suite in ET.parse(report).iter("testsuite"):  # noqa: S314 - our own pytest wrote it a moment ago
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return Counts(passed=total - failed - skipped, failed=failed, skipped=skipped)


def run(stage: Stage, *, captured: bool) -> Outcome:
    """Run a stage; captured output is printed in one piece at its end, so that lanes do not mix."""
    stage.report.unlink(missing_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"passeport-{stage.name}-", ignore_cleanup_errors=True) as temporary:
        # Each its own: a pytest that begins shuts the common folder, through which PostgreSQL must pass.
        own = (f"--basetemp={temporary}/pytest",) if stage.is_test else ()
        pipe = subprocess.PIPE if captured else None
        errors = subprocess.STDOUT if captured else None
        with subprocess.Popen(
            (*stage.command, *own), cwd=stage.folder, stdout=pipe, stderr=errors, text=True
        ) as process:
            output = process.stdout.read() if process.stdout else ""
            # As `wait` does, which does not tell what the process took.
            _, status, took = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    if captured:
        print(f"\n===== {stage.name}\n{output.rstrip()}", flush=True)
    counts = count(stage.report) if stage.is_test else Counts()
    return Outcome(stage, process.returncode, seconds, took.ru_utime + took.ru_stime, counts)


def run_all(stages: Iterable[Stage]) -> list[Outcome]:
    """Run stages in three lanes; outcomes are in the order of the stages.

    More lanes than the two cores of CI: a third of the time of a stage goes in waiting. One lane has the suites, which
    wait most of all, as long as there are others to keep the cores busy meanwhile; never more than two at once, for
    their programs all want a core when they start.
    """
    chosen = list(stages)
    if len(chosen) == 1:
        return [run(chosen[0], captured=False)]
    suites = deque(one for one in chosen if one.suite)
    # The longest first: whoever begins it last waits for it alone.
    others = deque(sorted((one for one in chosen if not one.suite), key=lambda one: one.name != _LONGEST))
    outcomes: list[Outcome] = []

    def follow(*queues: deque[Stage]) -> None:
        for queue in queues:
            while True:
                try:
                    stage = queue.popleft()
                except IndexError:
                    break
                outcomes.append(run(stage, captured=True))

    lanes = ((suites, others), (others, suites), (others,))
    with ThreadPoolExecutor(len(lanes)) as pool:
        for lane in [pool.submit(follow, *queues) for queues in lanes]:
            lane.result()
    return sorted(outcomes, key=lambda one: chosen.index(one.stage))


def summary(outcomes: list[Outcome], seconds: float) -> str:
    """Tell how each stage ended, how long it took and how much of that on a core; the last line counts the tests."""
    lines = [f"\n{'stage':<17}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}{'cpu':>8}"]
    for one in outcomes:
        counted = one.counts
        figures = f"{counted.passed:>8}{counted.failed:>8}{counted.skipped:>9}" if one.stage.is_test else " " * 25
        lines.append(f"{one.stage.name:<17}{figures}{one.seconds:>9.1f}{one.cpu:>8.1f}  {one.fault or 'ok'}")
    cpu = sum(one.cpu for one in outcomes)
    passed = sum(one.counts.passed for one in outcomes)
    faults = [one for one in outcomes if one.fault]
    failed = sum(one.counts.failed for one in outcomes) or len(faults)
    skipped = sum(one.counts.skipped for one in outcomes)
    lines.append(
        f"\n{len(outcomes) - len(faults)} of {len(outcomes)} stages are well, in {seconds:.0f} s, {cpu:.0f} s of a core"
    )
    lines.append(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return "\n".join(lines)


def main() -> int:
    """Run the stages named on the command line, or all; a name stands for all that begin with it and a hyphen."""
    known = {stage.name: stage for stage in STAGES}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stages", nargs="*", metavar="stage", help=", ".join(known))
    asked = parser.parse_args().stages or list(known)
    unknown = [name for name in asked if name not in known]
    if unknown:
        print(f"no stage {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    names = [name for name in known if any(name == one or name.startswith(f"{one}-") for one in asked)]
    _REPORTS.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    outcomes = run_all(known[name] for name in names)
    print(summary(outcomes, time.monotonic() - began), flush=True)
    return 1 if any(one.fault for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
