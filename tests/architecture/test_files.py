"""What every file of the tree keeps to: its length, its name, its docstring, and what must never stand in it."""

import ast
import io
import re
import tokenize
from pathlib import Path

from tests.architecture.house import outline_of, python_files, shown, tracked_files
from tools.distributions import CHASSIS, ROOT, SERVICES, TESTING

_LONGEST = 400
_LONGEST_WIRING = 120
_CHASSIS_BUDGET = 2600
_VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "misc"}
# Put together here, so that this file does not find itself.
_MACHINE_PATH = re.compile(
    "|".join(("/wo" + "rk/[a-z]", "/tm" + "p/(plan|bash)", "/ro" + r"ot/\.", "/ho" + "me/[a-z]+/"))
)
_INDEX = re.compile(
    r"(^|\s)(-i|--index-url|--extra-index-url|--find-links)[ =]|pypi\." + r"org|files\.pythonhosted", re.M
)
_LEFT_OPEN = re.compile(
    "|".join(("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error", r"(mark|pytest)" + r"\.skip", "xf" + r"ail\("))
)
_SECRET = re.compile("-----BEGIN [A-Z ]*PRIV" + "ATE KEY-----")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


def test_files_are_short() -> None:
    def limit(path: Path) -> int:
        return _LONGEST_WIRING if path.name == "wiring.py" else _LONGEST

    long = {shown(path): lines for path in python_files() if (lines := len(text_of(path).splitlines())) > limit(path)}
    assert long == {}


def code_lines(text: str) -> int:
    """The lines that hold code: no blank line, no comment, no docstring."""
    idle = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {line for one in tokens if one.type not in idle for line in range(one.start[0], one.end[0] + 1)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                lines -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return len(lines)


def test_only_code_is_counted() -> None:
    assert code_lines('"""Says what."""\n\n# why\ndef f() -> int:\n    """Adds."""\n    return (1 +\n        2)\n') == 3


def test_the_chassis_stays_within_its_budget() -> None:
    assert sum(code_lines(text_of(path)) for path in CHASSIS.source.rglob("*.py")) <= _CHASSIS_BUDGET


def test_no_file_has_a_name_that_says_nothing() -> None:
    named = {part for path in python_files() for part in (path.stem, path.parent.name)}
    assert named & _VAGUE == set()


def test_every_module_says_what_it_is_in_a_few_lines() -> None:
    silent, long = [], []
    for path in python_files():
        docstring = outline_of(path).docstring
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
        f"{shown(path)}: {found.group()}"
        for path in python_files()
        # It skips the further cases of tests which have others.
        if path != TESTING.source / TESTING.package / "further.py" and (found := _LEFT_OPEN.search(text_of(path)))
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
