"""A command is forked and is none the less as it is typed: its folder, its environment, what it reads and returns."""

from pathlib import Path

import pytest

from passeport_testing.commands import run_command

_TOY = """
import os, sys
def main() -> int:
    print(sys.argv[1], os.environ["TOY"], input(), os.getcwd())
    print("complained", file=sys.stderr)
    return 3
"""


def test_what_a_command_is_given_and_gives_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "toy_command").mkdir()
    (tmp_path / "toy_command" / "__main__.py").write_text(_TOY)
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "folder"
    folder.mkdir()
    ended = run_command("toy_command", {"TOY": "told"}, ("asked",), "typed\n", 30, folder=folder)
    assert ended == (3, f"asked told typed {folder}\n", "complained\n")
