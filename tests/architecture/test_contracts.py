"""Every rpc has a policy and a time-out; every reason of a contract has its error class, and every class its reason."""

import ast
import importlib
import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from passeport_chassis.errors import DomainError
from tests.architecture.house import STORES, error_reasons, outline_of, policies, python_files, rpc_methods
from tools.distributions import ROOT


def service_config(service: str) -> dict[str, Any]:
    path = ROOT / "proto" / "passeport" / service / "v1" / "service_config.json"
    config: dict[str, Any] = json.loads(path.read_text())
    return config


@pytest.mark.parametrize("service", STORES)
def test_every_rpc_has_a_policy_and_every_policy_an_rpc(service: str) -> None:
    assert rpc_methods(service)
    assert set(policies(service)) == rpc_methods(service)


@pytest.mark.parametrize("service", STORES)
def test_every_rpc_has_a_timeout_of_its_own(service: str) -> None:
    named = [
        f"/{name['service']}/{name['method']}"
        for entry in service_config(service)["methodConfig"]
        if "timeout" in entry
        for name in entry["name"]
    ]
    assert sorted(named) == sorted(rpc_methods(service))


@pytest.mark.parametrize("service", STORES)
def test_calls_are_balanced_over_every_copy_of_a_service_that_is_well(service: str) -> None:
    config = service_config(service)
    assert config["loadBalancingConfig"] == [{"round_robin": {}}]
    assert config["healthCheckConfig"] == {"serviceName": ""}


def error_classes(service: str) -> list[type[DomainError]]:
    """The classes of a service's errors that have a reason of their own."""
    module = importlib.import_module(f"passeport_{service}.errors")
    return [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        # It may be a package.
        if issubclass(one, DomainError)
        and f"{one.__module__}.".startswith(f"{module.__name__}.")
        and "reason" in vars(one)
    ]


@pytest.mark.parametrize("service", STORES)
def test_every_reason_has_a_class_and_every_class_a_reason(service: str) -> None:
    classes = error_classes(service)
    assert sorted(one.reason for one in classes) == sorted(error_reasons(service))
    assert {one.domain for one in classes} == {f"{service}.passeport"}


def raised_or_made(path: Path, errors: str) -> set[str]:
    """The classes of the module `errors` that a file raises, or makes for somebody to raise."""
    if errors not in outline_of(path).imports:
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == errors
        for alias in node.names
    }
    named = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call | ast.Raise) and (what := node.func if isinstance(node, ast.Call) else node.exc)
        for name in ast.walk(what)
    ]
    return {imported[node.id] for node in named if isinstance(node, ast.Name) and node.id in imported}


def test_what_is_only_imported_or_caught_is_not_given(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text(
        "from toy.errors import A, B as Renamed, C, D\n"
        "def f(x):\n"
        "    try:\n        raise A if x else Renamed('x')\n"
        "    except D:\n        return C.of(x)\n"
    )
    assert raised_or_made(source, "toy.errors") == {"A", "B", "C"}


@pytest.mark.parametrize("service", STORES)
def test_every_reason_can_be_given(service: str) -> None:
    package = ROOT / "services" / service / "src" / f"passeport_{service}"
    files = [path for path in python_files() if path.is_relative_to(package)]
    given = {name for path in files for name in raised_or_made(path, f"passeport_{service}.errors")}
    assert {one.__name__ for one in error_classes(service)} - given == set()


def test_every_shared_reason_has_a_class_of_the_chassis() -> None:
    for module in ("errors", "rpc.caller", "rpc.policy", "rpc.deadline", "rpc.server"):
        importlib.import_module(f"passeport_chassis.{module}")

    def below(parent: type[DomainError]) -> set[type[DomainError]]:
        return {parent}.union(*(below(child) for child in parent.__subclasses__()))

    reasons = {one.reason for one in below(DomainError) if one.__module__.startswith("passeport_chassis.")}
    assert error_reasons("common") <= reasons
