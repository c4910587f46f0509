"""Charts as Helm renders them: each with each of its files of values, once."""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.house import SERVICES, STORES
from tools.charts.programs import helm
from tools.charts.tree import CHARTS, HELM, UMBRELLA, stage

NAMESPACE = "passeport-test"
KUBERNETES = tuple(f"1.{minor}" for minor in range(30, 38))
Manifest = dict[str, Any]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Deployable:
    """What runs in a cluster: a part of a service, with what belongs to it."""

    service: str
    component: str

    @property
    def serves(self) -> bool:
        """Whether anybody calls it."""
        return self.component == "api"


DEPLOYABLES = tuple(
    Deployable(service, component)
    for service in SERVICES
    for component in (("api", "worker") if service in STORES else ("api",))
)


@dataclass(frozen=True)
class Scenario:
    """A chart with a file of its values."""

    chart: str
    values: str

    def __str__(self) -> str:
        return f"{self.chart}-{self.values}"

    @property
    def path(self) -> Path:
        """The file of values."""
        return HELM / self.chart / "ci" / f"{self.values}-values.yaml"


SCENARIOS = tuple(
    Scenario(chart, path.name.removesuffix("-values.yaml"))
    for chart in CHARTS
    for path in sorted((HELM / chart / "ci").glob("*-values.yaml"))
)
OF_SERVICES = tuple(one for one in SCENARIOS if one.chart != UMBRELLA)


class Refused(Exception):
    """Helm does not render a chart with such values; the message is its own."""


@cache
def _staging() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="passeport-charts-")


@cache
def staged(chart: str) -> Path:
    """A chart with what it depends on."""
    return stage(HELM / chart, Path(_staging().name) / chart)


def render(chart: str, *arguments: str, values: Mapping[str, Any] | None = None) -> list[Manifest]:
    """What a chart makes of some values. Raises Refused."""
    command = [str(helm()), "template", chart, str(staged(chart)), "--namespace", NAMESPACE, *arguments]
    if values is not None:
        command += ["--values", "-"]
    done = subprocess.run(command, input=json.dumps(values or {}), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(done.stderr)
    return [one for one in yaml.load_all(done.stdout, _Loader) if one]


@cache
def rendered(scenario: Scenario) -> tuple[Manifest, ...]:
    """What a chart makes of a file of its values."""
    return tuple(render(scenario.chart, "--values", str(scenario.path)))


def of_kind(manifests: tuple[Manifest, ...] | list[Manifest], *kinds: str) -> list[Manifest]:
    """The objects of some kinds."""
    return [one for one in manifests if one["kind"] in kinds]


def pods(manifests: tuple[Manifest, ...] | list[Manifest]) -> Iterator[tuple[Manifest, Manifest]]:
    """Each object that makes pods, with the template of its pods."""
    for one in manifests:
        match one["kind"]:
            case "Deployment" | "Job":
                yield one, one["spec"]["template"]
            case "CronJob":
                yield one, one["spec"]["jobTemplate"]["spec"]["template"]
            case "Pod":
                yield one, one


def name_of(manifest: Manifest) -> str:
    """How a failure names an object."""
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def component_of(manifest: Manifest) -> str:
    """The part that an object belongs to."""
    return str(manifest["metadata"]["labels"].get("app.kubernetes.io/component", ""))


def environment(manifests: tuple[Manifest, ...] | list[Manifest], template: Manifest) -> dict[str, str]:
    """The settings that the first container of a pod gets, those in ConfigMaps included."""
    (container, *_) = template["spec"]["containers"]
    maps = {one["metadata"]["name"]: one.get("data") or {} for one in of_kind(manifests, "ConfigMap")}
    found: dict[str, str] = {}
    for source in container.get("envFrom", []):
        found |= maps.get(source.get("configMapRef", {}).get("name"), {})
    return found | {one["name"]: one["value"] for one in container["env"]}
