"""What every file of the tree keeps to: its length, its name, its docstring, and what must never stand in it."""

import ast
import re
from pathlib import Path

from tests.architecture.house import python_files, shown, tracked_files
from tools.distributions import ROOT, SERVICES

_LONGEST = 400
_LONGEST_WIRING = 120
_VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "misc"}
# Put together here, so that this file does not find itself.
_MACHINE_PATH = re.compile(
    "|".join(("/wo" + "rk/[a-z]", "/tm" + "p/(plan|bash)", "/ro" + r"ot/\.", "/ho" + "me/[a-z]+/"))
)
_INDEX = re.compile(
    r"(^|\s)(-i|--index-url|--extra-index-url|--find-links)[ =]|pypi\." + r"org|files\.pythonhosted", re.M
)
_LEFT_OPEN = re.compile(
    "|".join(("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error", "mark" + r"\.skip", "xf" + r"ail\("))
)
_SECRET = re.compile("-----BEGIN [A-Z ]*PRIV" + "ATE KEY-----")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


def test_files_are_short() -> None:
    def limit(path: Path) -> int:
        return _LONGEST_WIRING if path.name == "wiring.py" else _LONGEST

    long = {shown(path): lines for path in python_files() if (lines := len(text_of(path).splitlines())) > limit(path)}
    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    named = {part for path in python_files() for part in (path.stem, path.parent.name)}
    assert named & _VAGUE == set()


def test_every_module_says_what_it_is_in_a_few_lines() -> None:
    silent, long = [], []
    for path in python_files():
        docstring = ast.get_docstring(ast.parse(text_of(path)))
        if not docstring and path.stat().st_size:
            silent.append(shown(path))
        elif docstring and "src" in path.parts and len(docstring.splitlines()) > 9:
            long.append(shown(path))
    assert silent == []
    assert long == []


def test_no_path_of_a_machine_no_index_no_secret() -> None:
    offences = [
        f"{shown(path)}: {found.group().strip()}"
        for path in tracked_files()
        if path.suffix not in {".png", ".pdf", ".gz", ".ttf", ".otf", ".woff2"}
        for pattern in (_MACHINE_PATH, _INDEX, _SECRET)
        if (found := pattern.search(text_of(path)))
    ]
    assert offences == []


def test_nothing_is_left_open() -> None:
    offences = [
        f"{shown(path)}: {found.group()}" for path in python_files() if (found := _LEFT_OPEN.search(text_of(path)))
    ]
    assert offences == []


def test_every_service_has_what_a_service_has() -> None:
    wanted = ("README.md", "CHANGELOG.md", "pyproject.toml", "tests")
    inside = ("__init__.py", "__main__.py", "py.typed", "wiring.py", "settings.py")
    for service in SERVICES:
        package = service.source / service.package
        missing = [name for name in wanted if not (service.path / name).exists()]
        missing += [name for name in inside if not (package / name).exists()]
        assert missing == [], service.name


def test_no_lock_of_another_tool() -> None:
    assert [shown(path) for path in tracked_files() if path.name in {"uv.lock", "poetry.lock", "pdm.lock"}] == []
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
