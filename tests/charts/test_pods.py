"""How pods run: probes, rights, resources, where they go and how they end."""

from typing import Any

import pytest

from tests.charts.rendering import (
    DEPLOYABLES,
    OF_SERVICES,
    SCENARIOS,
    Deployable,
    Scenario,
    component_of,
    name_of,
    of_kind,
    pods,
    rendered,
)
from tools.charts.generated import about

_PROBES = {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
_LONG_RUNNING = {"api", "worker"}


def containers(template: dict[str, Any]) -> list[dict[str, Any]]:
    return [*template["spec"].get("initContainers", []), *template["spec"]["containers"]]


@pytest.mark.parametrize("deployable", DEPLOYABLES, ids=lambda one: f"{one.service}-{one.component}")
def test_each_part_of_a_service_has_its_deployment(deployable: Deployable) -> None:
    for values in ("least", "production"):
        deployments = of_kind(rendered(Scenario(deployable.service, values)), "Deployment")
        (deployment,) = [one for one in deployments if component_of(one) == deployable.component]
        (container, *_) = deployment["spec"]["template"]["spec"]["containers"]
        ports = {one["name"]: one["containerPort"] for one in container["ports"]}
        assert ports == {
            name: port
            for name, port in about(deployable.service)["ports"].items()
            if deployable.serves or name == "admin"
        }
        assert container["args"] == ["serve"]
        assert "command" not in container, "the image says which program it is"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_whoever_runs_long_is_probed_on_the_admin_port_and_no_job_is(scenario: Scenario) -> None:
    for owner, template in pods(rendered(scenario)):
        container = template["spec"]["containers"][0]
        if component_of(owner) not in _LONG_RUNNING:
            assert not container.keys() & _PROBES.keys(), name_of(owner)
            assert template["spec"]["restartPolicy"] == "Never"
            continue
        for probe, path in _PROBES.items():
            asked = container[probe]["httpGet"]
            assert (asked["path"], asked["port"]) == (path, "admin"), name_of(owner)
            assert "initialDelaySeconds" not in container[probe], "startupProbe is for that"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_pods_are_restricted(scenario: Scenario) -> None:
    for owner, template in pods(rendered(scenario)):
        spec = template["spec"]
        assert spec["automountServiceAccountToken"] is False, name_of(owner)
        assert spec["enableServiceLinks"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] >= 10_000
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not spec.keys() & {"hostNetwork", "hostPID", "hostIPC"}
        assert not [one for one in spec.get("volumes", []) if "hostPath" in one]
        for container in containers(template):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, f"{name_of(owner)}, {container['name']}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_pods_say_what_they_need_and_are_held_to_their_memory(scenario: Scenario) -> None:
    for owner, template in pods(rendered(scenario)):
        for container in containers(template):
            resources = container["resources"]
            assert {"cpu", "memory"} <= resources["requests"].keys(), name_of(owner)
            # A limit of CPU would only make calls late.
            assert resources["limits"].keys() == {"memory"}, name_of(owner)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_pod_leaves_the_service_before_it_ends(scenario: Scenario) -> None:
    for owner, template in pods(rendered(scenario)):
        if component_of(owner) in _LONG_RUNNING:
            pause = template["spec"]["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
            assert template["spec"]["terminationGracePeriodSeconds"] > pause + 20
            strategy = owner["spec"]["strategy"]["rollingUpdate"]
            assert strategy["maxUnavailable"] == 0, "no pod goes before another is ready"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_every_mount_has_its_volume_and_every_volume_is_mounted(scenario: Scenario) -> None:
    for owner, template in pods(rendered(scenario)):
        volumes = {one["name"] for one in template["spec"].get("volumes", [])}
        mounts = {one["name"] for container in containers(template) for one in container.get("volumeMounts", [])}
        assert mounts == volumes, name_of(owner)


@pytest.mark.parametrize("scenario", OF_SERVICES, ids=str)
def test_pods_are_spread_by_what_selects_them(scenario: Scenario) -> None:
    for owner, template in pods(rendered(scenario)):
        if component_of(owner) in _LONG_RUNNING:
            selector = owner["spec"]["selector"]["matchLabels"]
            assert selector.items() <= template["metadata"]["labels"].items()
            spread = template["spec"]["topologySpreadConstraints"]
            if scenario.values == "further":
                assert [one["whenUnsatisfiable"] for one in spread] == ["DoNotSchedule"]
            else:
                assert {one["topologyKey"] for one in spread} == {
                    "topology.kubernetes.io/zone",
                    "kubernetes.io/hostname",
                }
                assert all(one["labelSelector"]["matchLabels"] == selector for one in spread)


def test_what_an_installation_adds_is_there() -> None:
    manifests = rendered(Scenario("records", "further"))
    (deployment,) = of_kind(manifests, "Deployment")
    spec = deployment["spec"]["template"]["spec"]
    assert [one["name"] for one in spec["initContainers"]] == ["first"]
    assert [one["name"] for one in spec["containers"]] == ["records", "beside"]
    assert all(spec[name] for name in ("nodeSelector", "tolerations", "affinity"))
    container = spec["containers"][0]
    assert {"name": "TZ", "value": "Europe/Paris"} in container["env"]
    assert {"configMapRef": {"name": "further"}} in container["envFrom"]
    assert "entries-further" in [one["metadata"]["name"] for one in of_kind(manifests, "ConfigMap")]
    assert deployment["spec"]["template"]["metadata"]["labels"]["example.org/cost-centre"] == "42"
    production = of_kind(rendered(Scenario("records", "production")), "Deployment")[0]
    spec = production["spec"]["template"]["spec"]
    assert spec["imagePullSecrets"] == [{"name": "registry"}]
    assert spec["priorityClassName"] == "passeport-serving"
    assert spec["containers"][0]["image"].startswith("registry.example/passeport/records@sha256:")
