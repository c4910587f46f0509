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


def test_stages_with_a_suite_come_after_the_others(reports: Path) -> None:
    journal = reports / "journal"

    def noting(name: str, *, suite: bool) -> stages.Stage:
        program = f"open({str(journal)!r}, 'a').write({name!r} + chr(10))"
        return stages.Stage(name, (sys.executable, "-c", program), suite=suite)

    stages.run_all([noting("kills", suite=True), noting("rules", suite=False), noting("style", suite=False)])
    assert journal.read_text().splitlines()[-1] == "kills"


def by_name(name: str) -> stages.Stage:
    return next(stage for stage in stages.STAGES if stage.name == name)
