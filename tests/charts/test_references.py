"""What values of production and examples name is made by an example, or is said to be the operator's own to bring."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from tests.architecture.house import SERVICES, STORES
from tests.charts.rendering import Manifest, Scenario, of_kind, pods, render, rendered
from tools.charts.examples import EXAMPLES
from tools.charts.tree import HELM

_README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
_BROUGHT = re.compile(r"kubectl create (secret|configmap)(?: docker-registry)? (\S+)(?: --from-file=(\S+?)=)?")
# What operators make of an object: the authority of a cluster of PostgreSQL, the Secret of a Certificate.
_OF_CLUSTERS = {"ca.crt"}
_OF_CERTIFICATES = {"tls.crt", "tls.key", "ca.crt"}


@cache
def examples() -> tuple[Manifest, ...]:
    """Every object of the examples."""
    paths = sorted(path for path in EXAMPLES.glob("*.yaml") if "values" not in path.name)
    return tuple(one for path in paths for one in yaml.safe_load_all(path.read_text(encoding="utf-8")))


def there(manifests: tuple[Manifest, ...]) -> dict[tuple[str, str], set[str]]:
    """Secrets and ConfigMaps, by kind and name, that are there once the examples are applied, each with its keys."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in (*examples(), *manifests):
        match one["kind"]:
            case "ExternalSecret":
                target = one["spec"]["target"]
                found["secret", target["name"]] = set(target["template"]["data"])
            case "Certificate":
                found["secret", one["spec"]["secretName"]] = _OF_CERTIFICATES
            case "Cluster":
                found["secret", f"{one['metadata']['name']}-ca"] = _OF_CLUSTERS
            case "Bundle":
                found["configmap", one["metadata"]["name"]] = {one["spec"]["target"]["configMap"]["key"]}
            case "ConfigMap":
                found["configmap", one["metadata"]["name"]] = set(one["data"] or {})
    return found | {(kind, name): {key} for kind, name, key in _BROUGHT.findall(_README)}


def references(found: Any) -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Secrets and ConfigMaps anywhere in a pod, by kind and name, each with the keys that are taken of it."""
    if isinstance(found, list):
        for one in found:
            yield from references(one)
    elif isinstance(found, dict):
        for key, one in found.items():
            if key in {"secret", "configMap", "configMapRef", "secretRef"}:
                kind = key.removesuffix("Ref").lower()
                yield (kind, one.get("secretName") or one["name"]), {item["key"] for item in one.get("items", [])}
            elif key == "imagePullSecrets":
                yield from ((("secret", secret["name"]), set()) for secret in one)
            else:
                yield from references(one)


@pytest.mark.parametrize("service", SERVICES)
def test_pods_of_production_find_what_they_mount(service: str) -> None:
    manifests = rendered(Scenario(service, "production"))
    known = there(manifests)
    classes = {one["metadata"]["name"] for one in of_kind(examples(), "PriorityClass")}
    for owner, template in pods(manifests):
        wanted = list(references(template["spec"]))
        assert owner["kind"] == "Pod" or len(wanted) > 2
        for name, keys in wanted:
            assert name in known, f"nothing makes {name}"
            assert keys <= known[name], f"{name} has no such key"
        if owner["kind"] == "Deployment":
            assert template["spec"]["priorityClassName"] in classes


def test_trust_is_where_the_bundle_of_the_examples_is() -> None:
    for service in SERVICES:
        values = yaml.safe_load((HELM / service / "ci" / "production-values.yaml").read_text())
        trust = values["trustBundle"]
        assert trust.get("key", "ca-bundle.crt") in there(())["configmap", trust["configMap"]]


def _selected(one: Manifest) -> bool:
    """Whether a peer is pods of the examples, or a namespace that the examples say who keeps."""
    if "ipBlock" in one:
        return True
    if "namespaceSelector" in one:
        return f"`{one['namespaceSelector']['matchLabels']['kubernetes.io/metadata.name']}`" in _README
    labels = one["podSelector"]["matchLabels"]
    policies = [of["spec"]["podSelector"].get("matchLabels") for of in of_kind(examples(), "NetworkPolicy")]
    return labels in policies or labels.get("app.kubernetes.io/name") in SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_policies_of_production_lead_to_what_is_there(service: str) -> None:
    (found,) = of_kind(rendered(Scenario(service, "production")), "NetworkPolicy")
    peers = [
        peer
        for rule in (*found["spec"]["ingress"], *found["spec"]["egress"])
        for peer in (*rule.get("from", []), *rule.get("to", []))
    ]
    assert [peer for peer in peers if not _selected(peer)] == []
    names = {
        peer["podSelector"]["matchLabels"].get("app.kubernetes.io/name") for peer in peers if "podSelector" in peer
    }
    assert ("nats" in names) is (service in STORES)


def connections(manifests: tuple[Manifest, ...] | list[Manifest]) -> int:
    """The most connections to PostgreSQL: of each process its pool and one that probes, of each job three."""
    most: dict[str, int] = {}
    for one in of_kind(manifests, "HorizontalPodAutoscaler", "ScaledObject"):
        spec = one["spec"]
        most[spec["scaleTargetRef"]["name"]] = spec.get("maxReplicas") or spec["maxReplicaCount"]
    total = 3 * len([one for one in of_kind(manifests, "Job", "CronJob") if not one["spec"].get("suspend")])
    maps = {one["metadata"]["name"]: one.get("data") or {} for one in of_kind(manifests, "ConfigMap")}
    for one in of_kind(manifests, "Deployment"):
        if one["metadata"]["labels"]["app.kubernetes.io/name"] not in STORES:
            continue
        (source, *_) = one["spec"]["template"]["spec"]["containers"][0]["envFrom"]
        pool = int(maps[source["configMapRef"]["name"]].get("PASSEPORT_DATABASE_POOL_SIZE", 10))
        pods_ = most.get(one["metadata"]["name"], one["spec"].get("replicas", 0))
        surge = one["spec"]["strategy"]["rollingUpdate"]["maxSurge"]
        total += (pods_ + surge) * (pool + 1)
    return total


def test_the_database_has_connections_for_all_pods() -> None:
    # Superusers keep three, and whoever looks after the database takes a few.
    kept = 10
    for name, values in (("postgresql", "production"), ("postgresql", "least"), ("postgresql-small", "small")):
        (cluster, *_) = yaml.safe_load_all((EXAMPLES / f"{name}.yaml").read_text())
        parts = [Scenario(service, values) for service in STORES]
        needed = sum(map(connections, map(rendered, parts if values != "small" else [Scenario("passeport", "small")])))
        assert needed > 4 * 10
        assert needed + kept <= int(cluster["spec"]["postgresql"]["parameters"]["max_connections"]), values


def test_what_holders_attached_outlives_the_release() -> None:
    manifests = rendered(Scenario("records", "production"))
    (claim,) = of_kind(manifests, "PersistentVolumeClaim")
    assert claim["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
    mounted = {
        volume["persistentVolumeClaim"]["claimName"]
        for _, template in pods(of_kind(manifests, "Deployment"))
        for volume in template["spec"]["volumes"]
        if "persistentVolumeClaim" in volume
    }
    assert mounted == {claim["metadata"]["name"]}


def test_a_seal_that_lasts_reaches_what_says_who_is_revoked() -> None:
    (policy,) = of_kind(rendered(Scenario("publishing", "production")), "NetworkPolicy")
    outside = [rule for rule in policy["spec"]["egress"] if any("ipBlock" in peer for peer in rule.get("to", []))]
    assert {port["port"] for rule in outside for port in rule["ports"]} == {80, 443}
    given = ("--set", "networkPolicy.outside.ports={8443}", "--set", "networkPolicy.dns.port=5353")
    values = ("--values", str(Scenario("identity", "least").path))
    (policy,) = of_kind(render("identity", *values, *given), "NetworkPolicy")
    ports = {(port["port"], port["protocol"]) for rule in policy["spec"]["egress"] for port in rule["ports"]}
    assert {(8443, "TCP"), (5353, "TCP"), (5353, "UDP")} <= ports
    assert {443, 53} & {port for port, _ in ports} == set()


def test_images_of_servers_do_not_move() -> None:
    for one in of_kind(examples(), "Cluster"):
        assert re.search(r":\d+\.\d+-\d{12}-minimal-\w+$|@sha256:[0-9a-f]{64}$", one["spec"]["imageName"])
