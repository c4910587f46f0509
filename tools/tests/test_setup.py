"""What stands in the way of an environment is said by name, with the fix; the locks name no machine and no index."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import distributions, setup
from tools.distributions import ROOT


def test_an_old_python_is_refused_by_name() -> None:
    with pytest.raises(setup.SetupError, match=r"is Python 3\.9, passeport needs 3\.11 or later\n  fix: "):
        setup.check_python((3, 9))
    setup.check_python((3, 11))


def test_a_python_without_venv_is_told_which_package_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    setup.check_venv_module()
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(setup.SetupError, match=r"no module ensurepip\n  fix: apt-get install python3\.\d+-venv"):
        setup.check_venv_module()


def test_a_step_that_fails_is_told_with_what_it_printed() -> None:
    with pytest.raises(setup.SetupError, match=r"(?s)toy failed:\n    out of luck"):
        setup.run("toy", [sys.executable, "-c", "import sys; sys.exit('out of luck')"])


def test_an_environment_knows_the_place_that_it_was_made_for(tmp_path: Path) -> None:
    assert not setup.was_moved(tmp_path)
    for content, moved in ((b"", False), (os.fsencode(ROOT), False), (b"/elsewhere", True)):
        (tmp_path / ".ready").write_bytes(content)
        assert setup.was_moved(tmp_path) is moved


def test_a_second_setup_waits_for_the_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    program = "import sys; from pathlib import Path; from tools import setup; setup.ROOT = Path(sys.argv[1])\n"
    program += "with setup.one_at_a_time(): print('in', flush=True)"
    command = [sys.executable, "-c", program, str(tmp_path)]
    with setup.one_at_a_time():
        second = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert second.stdout.readline() == "setup: another one is at work here, waiting for it ...\n"
        assert second.poll() is None
    assert second.communicate(timeout=10)[0] == "in\n"
    assert second.returncode == 0


def test_what_a_killed_setup_left_is_told_from_what_runs(tmp_path: Path) -> None:
    assert setup.runs([sys.executable, "-c", ""])
    assert not setup.runs([sys.executable, "-c", "import no_such_module"])
    assert not setup.runs([str(tmp_path / "no-such-program")])


def test_setup_installs_every_distribution() -> None:
    assert set(setup.EDITABLE) == {one.folder for one in distributions.ALL}


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements/*.txt")), ids=lambda path: path.stem)
def test_every_line_of_a_lock_is_pinned_and_hashed(lock: Path) -> None:
    requirements = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert len(requirements) >= 3
    for requirement in requirements:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement
    assert "://" not in lock.read_text()


def test_every_service_has_a_lock() -> None:
    locks = {path.stem for path in ROOT.glob("requirements/*.txt")}
    assert locks == {distributions.short_name(one) for one in distributions.SERVICES} | {
        "dev",
        "bootstrap",
        "charts",
        "sbom",
    }
