"""Generate the code of the contracts, and check that they keep their rules and their promises.

`python -m tools.proto` writes proto/gen; `--check` changes nothing: it generates elsewhere and compares, lints the
contracts, and refuses a change that breaks what the last release promised.
"""

import argparse
import filecmp
import importlib.util
import io
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from pathlib import Path

from tools.distributions import ROOT

_CONTRACTS = ROOT / "proto"
_GENERATED = _CONTRACTS / "gen"
_RULES = ROOT / "buf.yaml"
_PACKAGE = "passeport"
_DOCSTRING = '"""Generated from the contracts; see proto/README.md."""\n'
# Service configs, and the JSON Schemas of what is sent in a format of ours.
_BESIDE = "*.json"


class ContractsError(Exception):
    """A compiler, a rule or a promise says no; the message is what it said."""


def generate(target: Path, *, contracts: Path = _CONTRACTS) -> None:
    """Write the generated code of every contract into a folder, what lies beside a contract beside its code."""
    sources = _sources(contracts)
    with_services = [source for source in sources if source.endswith("_service.proto")]
    _protoc(contracts, [f"--python_out={target}", f"--pyi_out={target}"], sources)
    # Typed stubs come from mypy-protobuf: protoc has none for gRPC.
    plugin = Path(sysconfig.get_path("scripts")) / "protoc-gen-mypy_grpc"
    grpc_outputs = [
        f"--grpc_python_out={target}",
        f"--plugin=protoc-gen-mypy_grpc={plugin}",
        f"--mypy_grpc_out=quiet,only_async:{target}",
    ]
    _protoc(contracts, grpc_outputs, with_services)
    for beside in sorted(contracts.glob(f"{_PACKAGE}/*/*/{_BESIDE}")):
        shutil.copyfile(beside, target / beside.relative_to(contracts))
    for folder in [target / _PACKAGE, *(path for path in (target / _PACKAGE).rglob("*") if path.is_dir())]:
        (folder / "__init__.py").write_text(_DOCSTRING)
    (target / _PACKAGE / "py.typed").touch()


def differences(one: Path, other: Path) -> list[str]:
    """Name the files that two folders do not have in common, byte for byte."""
    here, there = (
        {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and _counts(path)}
        for folder in (one, other)
    )
    _, changed, unreadable = filecmp.cmpfiles(one, other, sorted(here & there), shallow=False)
    return sorted({*(here ^ there), *changed, *unreadable})


def write_image(image: Path, *, contracts: Path = _CONTRACTS) -> None:
    """Write the contracts as one descriptor set, which buf reads without fetching what they import."""
    _protoc(
        contracts,
        ["--include_imports", "--include_source_info", f"--descriptor_set_out={image}"],
        _sources(contracts),
    )


def lint(image: Path) -> None:
    """Hold the contracts against the rules of buf.yaml."""
    _run("buf", "lint", str(image), "--config", str(_RULES), "--path", _PACKAGE)


def refuse_breaking(image: Path, former: Path) -> None:
    """Hold the contracts against an earlier image of them."""
    _run("buf", "breaking", str(image), "--against", str(former), "--config", str(_RULES), "--path", _PACKAGE)


def last_promise() -> str | None:
    """Name what was promised last: the newest tag, else the main branch of where this clone came from.

    A clone of that branch itself would be compared with itself, so there it is the commit before.
    """
    present = _revision("rev-parse", "HEAD")
    asked = (["describe", "--tags", "--abbrev=0"], ["rev-parse", "--verify", "origin/main"], ["rev-parse", "HEAD~1"])
    return next((found for one in asked if (found := _revision(*one)) not in {None, present}), None)


def _revision(*command: str) -> str | None:
    found = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() if found.returncode == 0 else None


def contracts_at(revision: str, folder: Path) -> Path | None:
    """Lay the contracts of an earlier revision in a folder; None when it had none."""
    archive = subprocess.run(
        ["git", "archive", "--format=tar", revision, f"proto/{_PACKAGE}"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if archive.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder / "proto"


def check() -> None:
    """Run every check; raises at the first that says no."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fresh = folder / "gen"
        fresh.mkdir()
        generate(fresh)
        stale = differences(fresh, _GENERATED)
        if stale:
            raise ContractsError(
                "proto/gen is not what the contracts say:\n  " + "\n  ".join(stale) + "\nfix: make proto"
            )
        image = folder / "now.binpb"
        write_image(image)
        lint(image)
        revision = last_promise()
        former = contracts_at(revision, folder / "former") if revision else None
        if former is None:
            print("contracts: generated code and rules hold; nothing released yet to compare with")
            return
        former_image = folder / "former.binpb"
        write_image(former_image, contracts=former)
        refuse_breaking(image, former_image)
        print(f"contracts: generated code and rules hold; nothing promised by {revision} is broken")


def _sources(contracts: Path) -> list[str]:
    return sorted(str(path.relative_to(contracts)) for path in (contracts / _PACKAGE).rglob("*.proto"))


def _counts(path: Path) -> bool:
    return "__pycache__" not in path.parts


def _parent_of(module: str, levels: int) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ContractsError(f"the module {module} is not installed\nfix: make setup")
    return Path(spec.origin).parents[levels - 1]


def _protoc(contracts: Path, outputs: list[str], sources: list[str]) -> None:
    # Both wheels carry the sources of the protos they hold the code of.
    google_api = _parent_of("google.api.field_behavior_pb2", 3)
    well_known = _parent_of("grpc_tools.protoc", 1) / "_proto"
    includes = ["-I.", f"-I{google_api}", f"-I{well_known}"]
    result = subprocess.run(
        [sys.executable, "-m", "grpc_tools.protoc", *includes, *outputs, *sources],
        cwd=contracts,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise ContractsError(result.stderr)


def _run(program: str, *arguments: str) -> None:
    path = Path(sysconfig.get_path("scripts")) / program
    result = subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        raise ContractsError(f"{program} {arguments[0]}:\n{result.stdout}{result.stderr}")


def main() -> int:
    """Generate or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    try:
        if options.check:
            check()
        else:
            with tempfile.TemporaryDirectory() as folder:
                generate(Path(folder))
                shutil.rmtree(_GENERATED, ignore_errors=True)
                shutil.copytree(folder, _GENERATED)
    except ContractsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
