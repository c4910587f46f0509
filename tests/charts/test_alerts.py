"""Alerts tried with promtool on courses of measurements: each fires when it should, and not close by."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from passeport_testing.further import further_case
from tests.architecture.house import SERVICES
from tests.charts.rendering import NAMESPACE, Scenario, of_kind, rendered

_PROMTOOL = shutil.which("promtool")
CASES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("alerts.yaml").read_text(encoding="utf-8"))


def rules_of(service: str) -> list[dict[str, Any]]:
    """The groups of rules of a service, as its release in production has them."""
    (made,) = of_kind(rendered(Scenario(service, "production")), "PrometheusRule")
    groups: list[dict[str, Any]] = made["spec"]["groups"]
    return groups


def alerts_of(service: str) -> dict[str, dict[str, Any]]:
    return {rule["alert"]: rule for group in rules_of(service) for rule in group["rules"] if "alert" in rule}


def test_every_alert_is_tried_both_ways() -> None:
    assert set(CASES) == {alert for service in SERVICES for alert in alerts_of(service)}
    for name, tried in CASES.items():
        assert {bool(case.get("fires")) for case in tried["cases"]} == {True, False}, name


def _pod(service: str, component: str) -> str:
    return f'namespace="{NAMESPACE}",app_kubernetes_io_name="{service}",app_kubernetes_io_component="{component}"'


def _expected(service: str, rule: dict[str, Any], fired: dict[str, str]) -> dict[str, Any]:
    labels = rule["labels"] | {name: value for name, value in fired.items() if name != "summary"}
    if rule["expr"].startswith("absent(") and "==" not in rule["expr"]:
        # What is not there has the labels that were asked for.
        labels |= {
            "namespace": NAMESPACE,
            "app_kubernetes_io_name": service,
            "app_kubernetes_io_component": "worker" if 'component="worker"' in rule["expr"] else "api",
        }
    return {"exp_labels": labels, "exp_annotations": rule["annotations"] | {"summary": fired["summary"]}}


def _case(service: str, name: str, case: dict[str, Any]) -> dict[str, Any]:
    """A case as promtool has it."""
    pods = {"API": _pod(service, "api"), "WORKER": _pod(service, "worker")}
    expected = [_expected(service, alerts_of(service)[name], fired) for fired in case.get("fires", ())]
    return {
        "name": f"{name} at {case['at']}",
        "interval": case.get("every", "1m"),
        "input_series": [
            {"series": re.sub("API|WORKER", lambda found: pods[found[0]], series), "values": values}
            for series, values in case["given"].items()
        ],
        "alert_rule_test": [{"eval_time": case["at"], "alertname": name, "exp_alerts": expected}],
    }


def _files(service: str, folder: Path) -> Iterator[Path]:
    """Files of tests: one for each group of rules and pace, since all rules of a file are evaluated at each step."""
    for group in rules_of(service):
        rules = folder / f"{group['name']}.json"
        rules.write_text(json.dumps({"groups": [group]}))
        names = {rule.get("alert") for rule in group["rules"]}
        cases = [
            _case(service, name, case)
            for name, tried in CASES.items()
            for case in tried["cases"]
            if tried["service"] == service and name in names
        ]
        for pace in sorted({case["interval"] for case in cases}):
            file = folder / f"{group['name']}-{pace}.json"
            tests = [case for case in cases if case["interval"] == pace]
            file.write_text(json.dumps({"rule_files": [rules.name], "evaluation_interval": pace, "tests": tests}))
            yield file


@pytest.mark.parametrize(
    "service",
    [
        further_case(
            service, at_hand=_PROMTOOL is not None, missing="promtool is not installed (it is part of Prometheus)"
        )
        for service in sorted({tried["service"] for tried in CASES.values()})
    ],
)
def test_alerts_fire_when_they_should(service: str, tmp_path: Path) -> None:
    files = list(_files(service, tmp_path))
    assert files
    done = subprocess.run(
        [_PROMTOOL or "", "test", "rules", *files], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
