"""Every rpc has a policy and a time-out; every reason of a contract has its error class, and every class its reason."""

import importlib
import inspect
import json
from typing import Any

import pytest

from passeport_chassis.errors import DomainError
from tests.architecture.house import STORES, error_reasons, policies, rpc_methods
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


@pytest.mark.parametrize("service", STORES)
def test_every_reason_has_a_class_and_every_class_a_reason(service: str) -> None:
    module = importlib.import_module(f"passeport_{service}.errors")
    classes = [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, DomainError) and one.__module__ == module.__name__ and "reason" in vars(one)
    ]
    assert sorted(one.reason for one in classes) == sorted(error_reasons(service))
    assert {one.domain for one in classes} == {f"{service}.passeport"}


def test_every_shared_reason_has_a_class_of_the_chassis() -> None:
    for module in ("errors", "rpc.caller", "rpc.policy", "rpc.deadline", "rpc.server"):
        importlib.import_module(f"passeport_chassis.{module}")

    def below(parent: type[DomainError]) -> set[type[DomainError]]:
        return {parent}.union(*(below(child) for child in parent.__subclasses__()))

    reasons = {one.reason for one in below(DomainError) if one.__module__.startswith("passeport_chassis.")}
    assert error_reasons("common") <= reasons
