"""Write a programme of prevention that works right away, to be changed: `python -m tools.new_extension NAME`.

It is the shape of extensions/habilitation-electrique, smaller: a type of trainings, a table, three routes.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.distributions import ROOT

_TEMPLATES = Path(__file__).with_name("extension")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40
# What a file is called there, and here.
_FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "src/{{package}}/__init__.py": "package.py",
    "src/{{package}}/programme.py": "programme.py",
    "src/{{package}}/routes.py": "routes.py",
    "src/{{package}}/models.py": "models.py",
    "src/{{package}}/tables.py": "tables.py",
    "src/{{package}}/migrations/__init__.py": "migrations.py",
    "src/{{package}}/migrations/0001_training_mark.py": "revision.py",
    "tests/test_conformance.py": "test_conformance.py",
}


class NameRefused(Exception):
    """The name cannot be that of a programme, or is taken; the message says what to do."""


def write_extension(name: str, parent: Path) -> Path:
    """Write the programme into a folder of its name; returns the folder. Raises NameRefused."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise NameRefused(
            f"{name!r} is no name; fix: small letters, figures and hyphens, {_LONGEST} at most: caces-r489"
        )
    folder = parent / name
    if folder.exists():
        raise NameRefused(f"{folder} is there already; fix: another name, or remove it")
    values = {
        "name": name,
        "title": name.replace("-", " ").capitalize(),
        "package": f"passeport_prevention_{name.replace('-', '_')}",
        "distribution": f"passeport-prevention-{name}",
    }
    for target, template in _FILES.items():
        path = folder / _filled(target, values)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled((_TEMPLATES / f"{template}.txt").read_text(encoding="utf-8"), values), encoding="utf-8")
    (folder / "src" / values["package"] / "py.typed").touch()
    return folder


def _filled(text: str, values: dict[str, str]) -> str:
    for key, value in values.items():
        text = text.replace(f"{{{{{key}}}}}", value)
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one, and say what comes next."""
    parser = argparse.ArgumentParser(prog="tools.new_extension", description=__doc__)
    parser.add_argument("name", help="of the programme, for example caces-r489")
    parser.add_argument("--into", type=Path, default=ROOT / "extensions", help="the folder that gets its folder")
    asked = parser.parse_args(arguments)
    try:
        folder = write_extension(asked.name, asked.into)
    except NameRefused as refused:
        print(f"new-extension: {refused}", file=sys.stderr)
        return 2
    print(f"{folder} is written; now:\n  make setup\n  make test-{asked.name}\n  make run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
