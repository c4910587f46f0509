"""How many pods there are, and how many may go at once."""

import pytest

from tests.architecture.house import SERVICES, STORES
from tests.charts.rendering import SCENARIOS, Scenario, component_of, name_of, of_kind, render, rendered

_SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_one_alone_says_how_many_pods_there_are(scenario: Scenario) -> None:
    manifests = rendered(scenario)
    scaled = [one["spec"]["scaleTargetRef"]["name"] for one in of_kind(manifests, *_SCALERS)]
    assert len(scaled) == len(set(scaled))
    for deployment in of_kind(manifests, "Deployment"):
        name = deployment["metadata"]["name"]
        assert ("replicas" in deployment["spec"]) is (name not in scaled), name
    assert set(scaled) <= {one["metadata"]["name"] for one in of_kind(manifests, "Deployment")}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_budget_is_there_where_there_are_two_pods_and_lets_one_go(scenario: Scenario) -> None:
    manifests = rendered(scenario)
    least = {one["metadata"]["name"]: one["spec"].get("replicas") for one in of_kind(manifests, "Deployment")}
    for one in of_kind(manifests, *_SCALERS):
        spec = one["spec"]
        least[spec["scaleTargetRef"]["name"]] = spec.get("minReplicas") or spec.get("minReplicaCount")
    budgets = {one["metadata"]["name"]: one["spec"] for one in of_kind(manifests, "PodDisruptionBudget")}
    assert budgets.keys() == {name for name, count in least.items() if count > 1}
    for deployment in of_kind(manifests, "Deployment"):
        if (budget := budgets.get(deployment["metadata"]["name"])) is not None:
            assert budget["selector"] == deployment["spec"]["selector"]
            assert budget.get("maxUnavailable", 0) not in {0, "0%"}
            assert budget["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


@pytest.mark.parametrize("service", STORES)
def test_workers_do_what_the_api_leaves_to_them(service: str) -> None:
    def parts(values: str) -> dict[str, str]:
        return {
            component_of(one): next(
                variable["value"]
                for variable in one["spec"]["template"]["spec"]["containers"][0]["env"]
                if variable["name"] == "PASSEPORT_PARTS"
            )
            for one in of_kind(rendered(Scenario(service, values)), "Deployment")
        }

    assert parts("production") == {"api": "rpc", "worker": "relay,consumers"}
    (small,) = of_kind(
        render(service, "--values", str(Scenario(service, "least").path), "--set", "worker.enabled=false"), "Deployment"
    )
    assert {"name": "PASSEPORT_PARTS", "value": "rpc,relay,consumers"} in small["spec"]["template"]["spec"][
        "containers"
    ][0]["env"]


def test_scaling_goes_up_at_once_and_down_slowly() -> None:
    (hpa,) = of_kind(rendered(Scenario("gateway", "production")), "HorizontalPodAutoscaler")
    behavior = hpa["spec"]["behavior"]
    assert behavior["scaleUp"]["stabilizationWindowSeconds"] == 0
    assert behavior["scaleDown"]["stabilizationWindowSeconds"] >= 300


@pytest.mark.parametrize("service", STORES)
def test_workers_are_scaled_by_what_waits_for_their_own_service(service: str) -> None:
    scalers = of_kind(rendered(Scenario(service, "production")), "ScaledObject")
    assert bool(scalers) is bool(SERVICES[service]["consumes"]), "who hears nobody has nothing that waits"
    for scaled in scalers:
        assert scaled["spec"]["fallback"]["replicas"] >= 2, name_of(scaled)
        (trigger,) = scaled["spec"]["triggers"]
        assert f'app_kubernetes_io_name="{service}"' in trigger["metadata"]["query"]
        # What Prometheus does not know counts as a failure, for which there is the fallback.
        assert trigger["metadata"]["ignoreNullValues"] == "false"
