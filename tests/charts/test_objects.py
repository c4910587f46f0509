"""Every object is one that Kubernetes takes: each version that we support, and the operators whose objects we make."""

import json
import re
import subprocess
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
import yaml

from tests.charts.rendering import (
    KUBERNETES,
    NAMESPACE,
    SCENARIOS,
    Manifest,
    Scenario,
    name_of,
    render,
    rendered,
    staged,
)
from tools.charts.generated import stale
from tools.charts.programs import helm, kubernetes_schemas
from tools.charts.tree import CHARTS, HELM, LIBRARY
from tools.distributions import ROOT

_OURS = ROOT / "tests" / "charts" / "schemas"
_LABELS = {"name", "instance", "part-of", "version", "managed-by"}


@cache
def schemas(version: str) -> tuple[str, jsonschema_rs.Registry]:
    """Where the strict schemas of a version lie, and what they have in common."""
    folder = f"kubernetes_validate/kubernetes-json-schema/v{version}.0-local-strict"
    definitions = json.loads(kubernetes_schemas().read(f"{folder}/_definitions.json"))
    return folder, jsonschema_rs.Registry([(definitions["$id"], definitions)])


@cache
def validator(version: str, api_version: str, kind: str) -> Any:
    """What checks objects of a kind; those of operators are the same in every version."""
    group, _, name = api_version.rpartition("/")
    if ("." in group and not group.endswith(".k8s.io")) or group.startswith("gateway."):
        return jsonschema_rs.validator_for(yaml.safe_load((_OURS / f"{kind.lower()}.yaml").read_text()))
    folder, registry = schemas(version)
    file = "-".join((kind.lower(), *(group.split(".")[:1] if group else ()), name))
    schema = json.loads(kubernetes_schemas().read(f"{folder}/{file}.json"))
    return jsonschema_rs.validator_for(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, registry=registry
    )


def faults(manifest: Manifest, version: str) -> list[str]:
    found = validator(version, manifest["apiVersion"], manifest["kind"]).iter_errors(manifest)
    return [f"{name_of(manifest)} on {version}: {'.'.join(map(str, one.instance_path))} {one.message}" for one in found]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_every_version_of_kubernetes_takes_every_object(scenario: Scenario) -> None:
    wrong = [fault for version in KUBERNETES for one in rendered(scenario) for fault in faults(one, version)]
    assert wrong == []


def test_a_field_that_is_none_is_seen() -> None:
    (deployment,) = [one for one in rendered(SCENARIOS[0]) if name_of(one) == "Deployment passeport-identity"]
    spoilt = json.loads(json.dumps(deployment))
    spoilt["spec"]["template"]["spec"]["containers"][0]["imagePullPolice"] = "Always"
    assert [*map(bool, (faults(spoilt, version) for version in KUBERNETES))] == [True] * len(KUBERNETES)


def test_what_is_rendered_depends_on_values_alone() -> None:
    templates = [path for path in HELM.rglob("templates/**/*") if path.is_file()]
    assert len(templates) > 50
    asking = [
        path for path in templates if re.search(r"\.Capabilities|\blookup\b|\bnow\b|rand|genCA", path.read_text())
    ]
    assert asking == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_objects_are_named_once_and_say_whose_they_are(scenario: Scenario) -> None:
    names = [name_of(one) for one in rendered(scenario)]
    assert len(names) == len(set(names))
    for one in rendered(scenario):
        assert one["metadata"].get("namespace", NAMESPACE) == NAMESPACE, name_of(one)
        labels = one["metadata"].get("labels", {})
        if labels:
            assert {f"app.kubernetes.io/{label}" for label in _LABELS} <= labels.keys(), name_of(one)
            assert labels["app.kubernetes.io/part-of"] == "passeport"


def test_long_names_stay_within_what_kubernetes_takes() -> None:
    long = "a-name-that-is-as-long-as-the-schema-lets-be"
    for one in render("records", values={"fullnameOverride": long, "worker": {"keda": {"enabled": False}}}):
        limit = 52 if one["kind"] == "CronJob" else 63
        assert len(one["metadata"]["name"]) <= limit, name_of(one)


@pytest.mark.parametrize("chart", CHARTS)
def test_helm_finds_nothing_to_say_of_a_chart(chart: str) -> None:
    values = str(Scenario(chart, "least").path)
    done = subprocess.run(
        [helm(), "lint", "--strict", staged(chart), "--values", values], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_generated_files_are_what_they_are_generated_from() -> None:
    assert stale() == [], "make charts"


def test_charts_are_of_one_kind() -> None:
    for folder in (LIBRARY, *(HELM / chart for chart in CHARTS)):
        chart = yaml.safe_load((folder / "Chart.yaml").read_text())
        assert (chart["apiVersion"], chart["kubeVersion"]) == ("v2", f">={KUBERNETES[0]}.0-0")
        assert (folder / "README.md").exists(), folder
        for dependency in chart.get("dependencies", []):
            assert (folder / dependency["repository"].removeprefix("file://") / "Chart.yaml").exists()
