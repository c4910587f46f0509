"""A stage that ran no test has failed, and the summary says so."""

import sys
from pathlib import Path

import pytest

from tools import stages
from tools.distributions import ROOT


@pytest.fixture(autouse=True)
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stages, "_REPORTS", tmp_path)
    return tmp_path


def stage_writing(report: str, *, exit_code: int = 0) -> stages.Stage:
    program = f"import pathlib, sys; pathlib.Path(sys.argv[1]).write_text({report!r}); sys.exit({exit_code})"
    path = stages._REPORTS / "toy.xml"
    return stages.Stage("toy", (sys.executable, "-c", program, str(path)), is_test=True)


def test_a_stage_that_ran_no_test_has_failed() -> None:
    outcome = stages.run(stage_writing('<testsuites><testsuite tests="0"/></testsuites>'), captured=True)
    assert outcome.fault == "ran no test"
    assert stages.summary([outcome], 1).endswith("0 passed, 1 failed")


def test_a_stage_whose_tests_were_all_skipped_has_failed() -> None:
    report = '<testsuites><testsuite tests="3" skipped="3"/></testsuites>'
    assert stages.run(stage_writing(report), captured=True).fault == "ran no test"


def test_counts_are_read_from_the_report() -> None:
    report = '<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"/></testsuites>'
    outcome = stages.run(stage_writing(report, exit_code=1), captured=True)
    assert outcome.counts == stages.Counts(passed=5, failed=2, skipped=2)
    assert outcome.fault == "exit code 1"
    assert stages.summary([outcome], 1).endswith("5 passed, 2 failed, 2 skipped")


def test_a_report_of_an_earlier_run_does_not_count(reports: Path) -> None:
    (reports / "toy.xml").write_text('<testsuites><testsuite tests="9"/></testsuites>')
    outcome = stages.run(stages.Stage("toy", (sys.executable, "-c", ""), is_test=True), captured=True)
    assert outcome.fault == "ran no test"


def test_what_a_stage_and_its_programs_took_of_a_core_is_told() -> None:
    work = "import time\nwhile time.process_time() < 0.5: pass"
    starting = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    busy = stages.run(stages.Stage("busy", (sys.executable, "-c", starting)), captured=True)
    idle = stages.run(stages.Stage("idle", (sys.executable, "-c", "import time; time.sleep(0.5)")), captured=True)
    assert busy.cpu > 0.5 > idle.cpu
    assert idle.seconds > 0.5
    assert f"{busy.cpu:.1f}  ok" in stages.summary([busy, idle], 1)


def test_every_distribution_has_its_stage() -> None:
    names = {stage.name for stage in stages.STAGES}
    assert names >= {"chassis", "identity", "records", "publishing", "prevention", "gateway", "sandbox"}


def test_every_folder_of_tests_is_in_a_stage() -> None:
    named = {part for stage in stages.STAGES for part in stage.command}
    folders = {f"tests/{path.name}" for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))}
    assert folders <= named


def test_every_test_of_resilience_is_in_one_stage() -> None:
    ignored = {part.removeprefix("--ignore=") for part in by_name("resilience").command if part.startswith("--ignore=")}
    assert ignored
    assert ignored <= set(by_name("resilience-feeds").command)


def test_suites_run_beside_the_others_and_never_three_at_once(reports: Path) -> None:
    journal = reports / "journal"

    def noting(name: str, *, suite: bool) -> stages.Stage:
        note = f"open({str(journal)!r}, 'a').write"
        program = f"import time; {note}('+{name} '); time.sleep(0.4); {note}('-{name} ')"
        return stages.Stage(name, (sys.executable, "-c", program), suite=suite)

    asked = [noting(name, suite=name.isupper()) for name in ("a", "S", "T", "U", "b")]
    assert [one.stage for one in stages.run_all(asked)] == asked
    running, most, together = set[str](), 0, False
    for note in journal.read_text().split():
        sign, name = note[0], note[1:]
        (running.add if sign == "+" else running.discard)(name)
        at_once = [one for one in running if one.isupper()]
        most, together = max(most, len(at_once)), together or (len(at_once) < len(running) and bool(at_once))
    assert most == 2
    assert together


def test_the_longest_stage_begins_first(reports: Path) -> None:
    journal = reports / "journal"
    names = ["style", "rules", "terms", stages._LONGEST]
    program = "import sys, time; open(sys.argv[1], 'a').write(sys.argv[2] + ' '); time.sleep(0.4)"
    command = (sys.executable, "-c", program, str(journal))
    stages.run_all(stages.Stage(name, (*command, name)) for name in names)
    assert stages._LONGEST in journal.read_text().split()[:3]
    assert stages._LONGEST in {stage.name for stage in stages.STAGES}


def by_name(name: str) -> stages.Stage:
    return next(stage for stage in stages.STAGES if stage.name == name)
