"""Who reaches whom in a cluster is what architecture.toml says, and nothing else is let through."""

from typing import Any

import pytest

from tests.architecture.house import SERVICES, STORES
from tests.charts.rendering import (
    NAMESPACE,
    OF_SERVICES,
    Refused,
    Scenario,
    environment,
    of_kind,
    pods,
    render,
    rendered,
)
from tools.charts.generated import about

_NAME = "app.kubernetes.io/name"
_GRPC = {service: about(service)["ports"].get("grpc") for service in SERVICES}


def policy(service: str, values: str = "least") -> dict[str, Any]:
    (found,) = of_kind(rendered(Scenario(service, values)), "NetworkPolicy")
    spec: dict[str, Any] = found["spec"]
    return spec


def services_among(peers: list[dict[str, Any]]) -> set[str]:
    return {
        one["podSelector"]["matchLabels"][_NAME]
        for one in peers
        if _NAME in one.get("podSelector", {}).get("matchLabels", {})
    }


def rules(found: list[dict[str, Any]], port: object) -> list[dict[str, Any]]:
    return [rule for rule in found if port in {one["port"] for one in rule.get("ports", [])}]


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_chart_says_of_its_service_is_what_the_house_says(service: str) -> None:
    said = about(service)
    assert set(said["calls"]) == set(SERVICES[service]["calls"])
    assert set(said["callers"]) == {name for name, one in SERVICES.items() if service in one["calls"]}
    assert said["store"] is (service in STORES)
    assert {peer: _GRPC[peer] for peer in said["calls"]} == said["calls"], "the ports of those that it calls"


@pytest.mark.parametrize("service", SERVICES)
def test_only_callers_reach_a_service(service: str) -> None:
    callers = {name for name, one in SERVICES.items() if service in one["calls"]}
    admitting = rules(policy(service)["ingress"], "grpc")
    assert services_among([peer for rule in admitting for peer in rule["from"]]) == callers
    assert all(rule["from"] for rule in admitting), "an empty list would be anybody"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reaches_only_whom_it_calls(service: str) -> None:
    egress = policy(service)["egress"]
    reached = {
        (name, one["port"]) for rule in egress for name in services_among(rule.get("to", [])) for one in rule["ports"]
    }
    assert reached == {(peer, _GRPC[peer]) for peer in SERVICES[service]["calls"]} | {(service, "admin")}


@pytest.mark.parametrize(
    ("service", "peer"), [(one, peer) for one in SERVICES for peer in about(one).get("optional", [])]
)
def test_a_peer_that_is_left_out_is_neither_asked_nor_reached(service: str, peer: str) -> None:
    least = ("--values", str(Scenario(service, "least").path))
    manifests = render(service, *least, "--set", f"peers.{peer}.enabled=false")
    settings = environment(manifests, next(pods(of_kind(manifests, "Deployment")))[1])
    assert f"PASSEPORT_{peer.upper()}_TARGET" not in settings
    (found,) = of_kind(manifests, "NetworkPolicy")
    assert peer not in {name for rule in found["spec"]["egress"] for name in services_among(rule.get("to", []))}


def test_an_umbrella_without_prevention_tells_publishing() -> None:
    least = ("--values", str(Scenario("passeport", "least").path), "--set", "prevention.enabled=false")
    with pytest.raises(Refused, match=r"publishing\.peers\.prevention\.enabled"):
        render("passeport", *least)
    left_out = render("passeport", *least, "--set", "publishing.peers.prevention.enabled=false")
    elsewhere = render("passeport", *least, "--set", "publishing.peers.prevention.target=dns:///elsewhere:50054")
    told = [
        one["data"].get("PASSEPORT_PREVENTION_TARGET")
        for manifests in (left_out, elsewhere)
        for one in of_kind(manifests, "ConfigMap")
        if one["metadata"]["name"] == "passeport-publishing"
    ]
    assert told == [None, "dns:///elsewhere:50054"]


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_else_is_let_through(service: str) -> None:
    spec = policy(service)
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert spec["podSelector"]["matchLabels"][_NAME] == service
    ports = {one["port"] for rule in spec["egress"] for one in rule["ports"]}
    expected = {53, "admin", *(_GRPC[peer] for peer in SERVICES[service]["calls"])}
    expected |= {5432, 4222} if service in STORES else set()
    expected |= {443} if service == "identity" else set()
    assert ports == expected
    outside = [one for rule in rules(spec["egress"], 443) for one in rule["to"]]
    assert all("169.254.0.0/16" in one["ipBlock"]["except"] for one in outside)


@pytest.mark.parametrize("service", SERVICES)
def test_in_production_every_rule_names_whom_it_admits(service: str) -> None:
    spec = policy(service, "production")
    assert [rule for rule in spec["egress"] if not rule.get("to")] == []
    assert [rule for rule in spec["ingress"] if not rule.get("from")] == []
    assert rules(spec["egress"], 4318), "traces are sent"


@pytest.mark.parametrize("scenario", OF_SERVICES, ids=str)
def test_policies_select_every_pod_of_the_service(scenario: Scenario) -> None:
    (found,) = of_kind(rendered(scenario), "NetworkPolicy")
    wanted = found["spec"]["podSelector"]["matchLabels"].items()
    for owner, template in pods(rendered(scenario)):
        assert wanted <= template["metadata"]["labels"].items(), owner["metadata"]["name"]


@pytest.mark.parametrize("service", SERVICES)
def test_targets_are_services_whose_certificates_name_them(service: str) -> None:
    manifests = rendered(Scenario(service, "least"))
    settings = environment(manifests, next(pods(of_kind(manifests, "Deployment")))[1])
    for peer in SERVICES[service]["calls"]:
        target = settings[f"PASSEPORT_{peer.upper()}_TARGET"]
        host, _, port = target.removeprefix("dns:///").rpartition(":")
        others = rendered(Scenario(peer, "least"))
        (certificate,) = of_kind(others, "Certificate")
        assert host in certificate["spec"]["dnsNames"]
        (headless,) = [one for one in of_kind(others, "Service") if one["spec"].get("clusterIP") == "None"]
        assert host == f"{headless['metadata']['name']}.{NAMESPACE}.svc.cluster.local"
        assert int(port) == headless["spec"]["ports"][0]["port"]


@pytest.mark.parametrize("service", SERVICES)
def test_certificates_name_the_service_as_servers_know_their_callers(service: str) -> None:
    manifests = rendered(Scenario(service, "least"))
    (certificate,) = of_kind(manifests, "Certificate")
    assert certificate["spec"]["uris"] == [f"spiffe://passeport/{service}"]
    assert {"server auth", "client auth"} <= set(certificate["spec"]["usages"])
    for _, template in pods(of_kind(manifests, "Deployment", "Job", "CronJob")):
        (tls,) = [one["secret"]["secretName"] for one in template["spec"]["volumes"] if one["name"] == "tls"]
        assert tls == certificate["spec"]["secretName"]


def test_the_gateway_is_reached_by_the_port_that_it_serves() -> None:
    manifests = rendered(Scenario("gateway", "production"))
    (route,) = of_kind(manifests, "HTTPRoute")
    (service,) = of_kind(manifests, "Service")
    ports = {one["name"]: one["port"] for one in service["spec"]["ports"]}
    assert route["spec"]["rules"][0]["backendRefs"] == [{"name": service["metadata"]["name"], "port": ports["http"]}]
    manifests = rendered(Scenario("gateway", "further"))
    (ingress,) = of_kind(manifests, "Ingress")
    (service,) = of_kind(manifests, "Service")
    backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend == {"name": service["metadata"]["name"], "port": {"name": "http"}}
    assert not of_kind(rendered(Scenario("gateway", "least")), "Ingress", "HTTPRoute")
