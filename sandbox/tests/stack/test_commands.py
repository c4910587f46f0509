"""How a command of a service is run to its end."""

import os
import sys
from pathlib import Path

import pytest

from passeport_sandbox.stack import commands
from passeport_sandbox.stack.commands import Ended, forking, run_command


def test_a_command_runs_in_its_folder_and_tells_how_it_ended(tmp_path: Path) -> None:
    program = "import os, sys; print(os.getcwd(), os.environ['TOY']); sys.exit('no')"
    assert run_command((sys.executable, "-c", program), {"TOY": "told"}, tmp_path) == Ended(
        1, f"{tmp_path} told\n", "no\n"
    )


def test_one_that_does_not_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "PATIENCE", 0.05)
    with pytest.raises(TimeoutError, match="did not end in 0 s"):
        run_command((sys.executable, "-c", "import time; time.sleep(30)"), {}, tmp_path)


def test_a_forked_command_of_a_service_is_what_one_types(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PASSEPORT_LOG_LEVEL": "QUIET"}
    ended = forking()((sys.executable, "-m", "passeport_identity", "migrate"), environment, tmp_path)
    assert ended.exit_code == 2
    assert ended.printed == ""
    assert "\nPASSEPORT_LOG_LEVEL: must be DEBUG, INFO, WARNING or ERROR\n" in ended.complained
    assert "\nPASSEPORT_CALLER_TOKEN_KEY_FILE: Field required\n" in ended.complained
