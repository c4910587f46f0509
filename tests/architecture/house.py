"""What the architecture tests read: architecture.toml, the files of the tree, the contracts, the services' modules."""

import ast
import importlib
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from google.protobuf.descriptor import FileDescriptor, ServiceDescriptor
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from tools.distributions import CONTRACTS, ROOT

GENERATED = CONTRACTS.source
HOUSE: Mapping[str, Any] = tomllib.loads((ROOT / "architecture.toml").read_text())
SERVICES: Mapping[str, Mapping[str, Any]] = HOUSE["services"]
LIBRARIES: Mapping[str, Mapping[str, Any]] = HOUSE["libraries"]
STORES = tuple(name for name, service in SERVICES.items() if "database" in service)


@cache
def tracked_files() -> tuple[Path, ...]:
    """The files that are committed or about to be; outside a git clone, all that are not made by the machine."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file())


def python_files() -> list[Path]:
    """Our own Python: not what protoc wrote."""
    return [path for path in tracked_files() if path.suffix == ".py" and not path.is_relative_to(GENERATED)]


@dataclass(frozen=True)
class Outline:
    """What many tests want to know of a file: its docstring, and the whole names of the modules that it imports."""

    docstring: str
    imports: tuple[str, ...]


@cache
def outline_of(path: Path) -> Outline:
    """Read once for all tests. The syntax itself is not kept: that of a thousand files is a burden on every one."""
    syntax = ast.parse(path.read_text(encoding="utf-8"))
    imports: list[str] = []
    for node in ast.walk(syntax):
        if isinstance(node, ast.Import):
            imports += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            imports.append(node.module)
    return Outline(ast.get_docstring(syntax) or "", tuple(imports))


def calls_of(name: str, path: Path) -> Iterator[ast.Call]:
    """The calls of a function or class in a file, as far as it is called by its bare name."""
    text = path.read_text(encoding="utf-8")
    if name in text:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def shown(path: Path) -> str:
    """How a failure names a file."""
    return str(path.relative_to(ROOT))


def contract_modules(service: str) -> Iterator[ModuleType]:
    """The generated modules of the contract that a service owns."""
    for path in sorted((GENERATED / "passeport" / service).rglob("*_pb2.py")):
        yield importlib.import_module(".".join(path.relative_to(GENERATED).with_suffix("").parts))


def rpc_services(service: str) -> Iterator[ServiceDescriptor]:
    """The gRPC services of a contract."""
    for module in contract_modules(service):
        file: FileDescriptor = module.DESCRIPTOR
        yield from file.services_by_name.values()


def rpc_methods(service: str) -> set[str]:
    """The full names of the methods of a contract: `/passeport.records.v1.FeedService/GetBatch`."""
    return {f"/{one.full_name}/{method.name}" for one in rpc_services(service) for method in one.methods}


def policies(service: str) -> Mapping[str, Any]:
    """Who may call what, as the service's server enforces it."""
    found: Mapping[str, Any] = importlib.import_module(f"passeport_{service}.rpc.policies").POLICIES
    return found


def error_reasons(owner: str) -> set[str]:
    """The reasons of a contract's ErrorReason, without their prefix."""
    module = importlib.import_module(f"passeport.{owner}.v1.error_reason_pb2")
    wrapper: EnumTypeWrapper = module.ErrorReason
    names = {name.removeprefix("ERROR_REASON_") for name in wrapper.DESCRIPTOR.values_by_name}
    return names - {"UNSPECIFIED"}
