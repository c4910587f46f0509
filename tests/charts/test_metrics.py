"""What a chart gives to Prometheus and Grafana: who is measured, the alerts of the files in rules/, the dashboards."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
import yaml

from tests.architecture.house import SERVICES
from tests.charts.rendering import NAMESPACE, Manifest, Scenario, component_of, of_kind, render, rendered
from tools.charts.generated import about
from tools.charts.tree import HELM


@pytest.mark.parametrize("service", SERVICES)
def test_every_process_that_runs_long_is_measured(service: str) -> None:
    manifests = rendered(Scenario(service, "production"))
    (monitor,) = of_kind(manifests, "PodMonitor")
    (choice,) = monitor["spec"]["selector"]["matchExpressions"]
    assert {component_of(one) for one in of_kind(manifests, "Deployment")} <= set(choice["values"])
    assert [one["port"] for one in monitor["spec"]["podMetricsEndpoints"]] == ["admin"]
    # By these alerts and dashboards tell services apart.
    assert "app.kubernetes.io/name" in monitor["spec"]["podTargetLabels"]
    assert not of_kind(rendered(Scenario(service, "least")), "PodMonitor", "PrometheusRule")


@pytest.mark.parametrize("service", SERVICES)
def test_alerts_are_those_of_the_files_and_lead_to_their_runbooks(service: str) -> None:
    (made,) = of_kind(rendered(Scenario(service, "production")), "PrometheusRule")
    rules = [rule for group in made["spec"]["groups"] for rule in group["rules"]]
    files = [yaml.safe_load(path.read_text()) for path in sorted((HELM / service / "rules").glob("*.yaml"))]
    written = [rule for file in files for group in file["groups"] for rule in group["rules"]]
    assert [one.get("alert", one.get("record")) for one in rules] == [
        one.get("alert", one.get("record")) for one in written
    ]
    for rule in rules:
        if "alert" in rule:
            page = rule["annotations"]["runbook"]
            assert rule["annotations"]["runbook_url"] == f"https://git.example/passeport/-/blob/main/{page}"


def _rules(manifests: Iterable[Manifest]) -> list[dict[str, Any]]:
    (made,) = of_kind(list(manifests), "PrometheusRule")
    return [rule for group in made["spec"]["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("service", SERVICES)
def test_rules_are_of_the_release_that_makes_them(service: str) -> None:
    for rule in _rules(rendered(Scenario(service, "production"))):
        assert rule["labels"] == {**rule["labels"], "namespace": NAMESPACE, "service": service}
        assert f'{{namespace="{NAMESPACE}"' in rule["expr"]
        assert not {"NAMESPACE", "FULLNAME", "SERVICE"} & set(re.findall(r"\w+", rule["expr"]))


def test_without_workers_the_api_is_watched_for_what_they_do() -> None:
    least = ("--values", str(Scenario("records", "least").path), "--set", "metrics.rules.enabled=true")
    further = ("--set", "worker.enabled=false", "--set", "fullnameOverride=entries")
    found = {rule["alert"]: rule["expr"] for rule in _rules(render("records", *least, *further))}
    assert 'component="api"' in found["WorkerAway"]
    assert 'component="api"' in found["ConsumerAway"]
    assert 'job_name=~"entries-.+"' in found["JobFailed"]


@pytest.mark.parametrize("service", [service for service in SERVICES if about(service).get("rules")])
def test_alerts_of_what_is_not_set_up_are_left_out(service: str) -> None:
    def groups(*arguments: str) -> set[str]:
        least = ("--values", str(Scenario(service, "least").path), "--set", "metrics.rules.enabled=true")
        (made,) = of_kind(render(service, *least, *arguments), "PrometheusRule")
        return {group["name"] for group in made["spec"]["groups"]}

    for file, setting in about(service)["rules"].items():
        (group,) = yaml.safe_load((HELM / service / "rules" / file).read_text())["groups"]
        assert group["name"] not in groups()
        assert group["name"] in groups("--set", f"settings.{setting}=passeport.example/log")


@pytest.mark.parametrize("service", SERVICES)
def test_a_dashboard_is_found_by_the_sidecar_of_grafana(service: str) -> None:
    (found,) = [
        one
        for one in of_kind(rendered(Scenario(service, "production")), "ConfigMap")
        if one["metadata"]["labels"].get("grafana_dashboard")
    ]
    for text in found["data"].values():
        assert json.loads(text)["title"] == f"passeport / {service}"
