"""A distribution imports only what it declares: what happens to be installed beside it is no reason."""

import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.house import outline_of
from tools.distributions import ALL, CHASSIS, CONTRACTS, Distribution

_OURS = {one.package: one.name for one in ALL}


@cache
def providers() -> dict[str, set[str]]:
    """Which installed distributions hold a top-level module."""
    return {module: {normal(name) for name in names} for module, names in packages_distributions().items()}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(distribution: Distribution) -> set[str]:
    project = tomllib.loads((distribution.path / "pyproject.toml").read_text())["project"]
    extras = project.get("optional-dependencies", {}).values()
    requirements = [*project.get("dependencies", []), *(line for extra in extras for line in extra)]
    names = {normal(re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0]) for line in requirements}
    # What the chassis was asked for comes with its extras; its API is made of those libraries' types.
    asked = {part for line in requirements for part in re.findall(r"^passeport-chassis\[([^]]*)]", line)}
    chassis = tomllib.loads((CHASSIS.path / "pyproject.toml").read_text())["project"]
    lent = [*chassis["dependencies"]] if "passeport-chassis" in names else []
    for extra in ",".join(asked).split(","):
        lent += chassis["optional-dependencies"].get(extra.strip(), [])
    return names | {normal(re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0]) for line in lent}


@pytest.mark.parametrize("distribution", [one for one in ALL if one is not CONTRACTS], ids=lambda one: one.name)
def test_what_is_imported_is_declared(distribution: Distribution) -> None:
    known = declared(distribution) | {distribution.name}
    undeclared = set()
    read = [(module, path.name) for path in distribution.source.rglob("*.py") for module in outline_of(path).imports]
    for module, file in read:
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names:
            continue
        names = {_OURS[top]} if top in _OURS else providers().get(top, {top})
        if not names & known:
            undeclared.add(f"{file}: {module} ({', '.join(sorted(names))})")
    assert undeclared == set()
