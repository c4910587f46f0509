"""Who calls whom and who says what is written once, in architecture.toml; every other place agrees with it."""

import ast
import configparser
import importlib
import re
from pathlib import Path

import pytest

from passeport_sandbox.stack import addresses, bus, table
from tests.architecture.house import HOUSE, LIBRARIES, SERVICES, STORES, outline_of, policies, shown
from tools.distributions import ROOT


def callers_of(service: str) -> set[str]:
    return {name for name, one in SERVICES.items() if service in one["calls"]}


@pytest.fixture(scope="module")
def import_contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


@pytest.mark.parametrize("service", STORES)
def test_import_contracts_let_in_exactly_the_callers(service: str, import_contracts: configparser.ConfigParser) -> None:
    contract = import_contracts[f"importlinter:contract:{service}-callers"]
    assert contract["type"] == "protected"
    assert contract["protected_modules"].split() == [f"passeport.{service}"]
    allowed = set(contract["allowed_importers"].split())
    readers = {name for name, library in LIBRARIES.items() if service in library["reads"]}
    assert allowed == {f"passeport_{name}" for name in callers_of(service) | readers | {service}}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_used_by_those_alone_who_may_read_what_it_reads(
    library: str, import_contracts: configparser.ConfigParser
) -> None:
    contract = import_contracts[f"importlinter:contract:{library}-users"]
    assert (contract["type"], contract["protected_modules"].split()) == ("protected", [f"passeport_{library}"])
    users = set(LIBRARIES[library]["used_by"])
    assert set(contract["allowed_importers"].split()) == {f"passeport_{name}" for name in users}
    for user in users:
        assert set(LIBRARIES[library]["reads"]) <= set(SERVICES[user]["calls"]), user


def test_import_contracts_cover_every_service(import_contracts: configparser.ConfigParser) -> None:
    packages = {f"passeport_{name}" for name in SERVICES}
    assert packages <= set(import_contracts["importlinter"]["root_packages"].split())
    for contract, key in (("independent", "modules"), ("onion", "containers"), ("sandbox", "source_modules")):
        assert set(import_contracts[f"importlinter:contract:{contract}"][key].split()) == packages, contract


@pytest.mark.parametrize("service", STORES)
def test_policies_admit_only_callers(service: str) -> None:
    admitted = {peer for policy in policies(service).values() for peer in policy.peers}
    assert admitted == callers_of(service), "peers in the policies of the rpcs, callers in architecture.toml"


@pytest.mark.parametrize("service", SERVICES)
def test_every_call_that_is_written_down_is_made(service: str) -> None:
    source = ROOT / "services" / service / "src"
    names = {name for path in source.rglob("*.py") for name in outline_of(path).imports}
    imported = {name.split(".")[1] for name in names if re.match(r"passeport\.[a-z]+\.v1", name)}
    assert set(SERVICES[service]["calls"]) <= imported, "an edge that nobody uses any more"


def test_the_local_stack_gives_each_service_the_addresses_of_those_it_calls() -> None:
    assert {name: set(calls) for name, calls in table.CALLS.items()} == {
        name: set(service["calls"]) for name, service in SERVICES.items()
    }
    assert set(addresses.SERVICES) == set(SERVICES)
    assert set(addresses.STORES) == set(STORES)


@pytest.mark.parametrize("service", STORES)
def test_permissions_on_the_bus(service: str) -> None:
    role = bus.ROLES[service]
    assert role.stream == SERVICES[service]["stream"]
    assert set(role.publishes) == set(SERVICES[service]["publishes"])
    streams = {SERVICES[subject.split(".")[1]]["stream"] for subject in SERVICES[service]["consumes"]}
    assert set(role.consumes) == streams


@pytest.mark.parametrize("service", STORES)
def test_streams_and_consumers_of_a_service(service: str) -> None:
    streams = importlib.import_module(f"passeport_{service}.messaging.streams")
    assert streams.STREAM.name == SERVICES[service]["stream"]
    consumed = {subject for durable in streams.DURABLES for subject in durable.subjects}
    assert consumed == set(SERVICES[service]["consumes"])
    assert {one.stream: one.name for one in streams.DURABLES} == dict(bus.ROLES[service].consumes)


def test_nobody_else_is_on_the_bus() -> None:
    assert set(bus.ROLES) == set(STORES)
    users = bus.users({name: "x" * 8 for one in STORES for name in (one, bus.provisioner(one))})
    for service in STORES:
        others = {subject for name in STORES if name != service for subject in SERVICES[name]["publishes"]}
        assert not others & set(users[service].publish)
        assert not any(subject in {">", "$JS.>", "$JS.API.>", "_INBOX.>"} for subject in users[service].publish)
        assert users[service].subscribe == (f"_INBOX_{service}.>",)


@pytest.mark.parametrize("service", STORES)
def test_events_are_published_on_subjects_of_their_owner(service: str) -> None:
    own = rf"passeport\.{service}\.v1\.[a-z]+\.[a-z]+"
    assert all(re.fullmatch(own, subject) for subject in SERVICES[service]["publishes"])
    # An event outside of its stream would be set aside every five minutes, and never be taken.
    stream = importlib.import_module(f"passeport_{service}.messaging.streams").STREAM
    assert stream.subjects == (f"passeport.{service}.v1.>",)


@pytest.mark.parametrize("service", STORES)
def test_the_events_of_a_service_are_those_that_are_written_down(service: str) -> None:
    source = Path(importlib.import_module(f"passeport_{service}.messaging.events").__file__ or "")
    constants = [node.value for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Constant)]
    subjects = {text for text in constants if isinstance(text, str) and re.fullmatch(r"\w+(\.\w+){2,}", text)}
    assert subjects == set(SERVICES[service]["publishes"])


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_consumed_is_published(service: str) -> None:
    published = {subject for one in SERVICES.values() for subject in one["publishes"]}
    assert set(SERVICES[service]["consumes"]) <= published


def owners() -> dict[str, list[str]]:
    lines = (ROOT / "CODEOWNERS").read_text().splitlines()
    return {line.split()[0]: line.split()[1:] for line in lines if line and not line.startswith("#")}


@pytest.mark.parametrize("service", SERVICES)
def test_code_owners_of_a_service(service: str) -> None:
    owner = SERVICES[service]["owner"]
    assert owners()[f"/services/{service}/"] == [owner]
    assert owner in owners()[f"/requirements/{service}.txt"]
    assert owners()[f"/deploy/helm/{service}/"] == [owner]
    if service in STORES:
        assert owners()[f"/proto/passeport/{service}/"] == [owner]


def test_code_owners_of_the_platform() -> None:
    for path in HOUSE["platform"]["paths"]:
        assert owners()[path] == [HOUSE["platform"]["owner"]], path


def test_code_owners_name_only_what_is_there() -> None:
    gone = [path for path in owners() if path != "*" and not (ROOT / path.strip("/")).exists()]
    assert gone == []


def test_services_are_all_written_down() -> None:
    assert {path.name for path in (ROOT / "services").iterdir() if (path / "pyproject.toml").exists()} == set(SERVICES)
    assert shown(ROOT / "services")
