"""Rules of Prometheus in the charts: what they watch is measured, and each leads to the one page that knows it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.architecture.house import SERVICES, shown, tracked_files
from tools.charts.dashboards import PANELS
from tools.charts.tree import HELM
from tools.distributions import ROOT

# Our metrics are of several words; functions and labels of PromQL are told apart by what stands around them.
_METRIC = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b(?!\s*\()")
_LABELS = re.compile(r"\{[^}]*\}|\b(?:by|on|without)\s*\([^)]*\)")
_MEASURED = re.compile(r'(?:Gauge|Counter|Histogram)\(\s*"(\w+)"')
# What Prometheus itself, its client for Python and kube-state-metrics measure of anybody.
_OF_ANY = frozenset({"up", "process_resident_memory_bytes", "process_cpu_seconds_total", "kube_job_failed"})
_RECORDED = re.compile(r"\bpasseport:[\w:]+")


def rules() -> Iterator[tuple[str, dict[str, Any]]]:
    """File and content of each rule."""
    for path in sorted(HELM.glob("*/rules/*.yaml")):
        if path.parent.parent.name in SERVICES:
            for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
                yield from ((shown(path), rule) for rule in group["rules"])


def alerts() -> list[tuple[str, dict[str, Any]]]:
    return [(path, rule) for path, rule in rules() if "alert" in rule]


def watched(expression: str) -> set[str]:
    """The metrics that a question is about."""
    bare = _LABELS.sub("", _RECORDED.sub("", expression))
    found = {name.removesuffix("_bucket") for name in _METRIC.findall(bare)}
    return found | ({"up"} if re.search(r"\bup\b", bare) else set())


@pytest.fixture(scope="module")
def measured() -> frozenset[str]:
    sources = (path for path in tracked_files() if path.suffix == ".py" and "src" in path.parts)
    return _OF_ANY | {name for path in sources for name in _MEASURED.findall(path.read_text(encoding="utf-8"))}


def test_a_service_has_each_alert_once() -> None:
    names = [(path.split("/")[2], rule["alert"]) for path, rule in alerts()]
    assert {"LedgerForked", "LedgerLags", "OverdueDisputes", "DeadLetters"} <= {name for _, name in names}
    assert len(names) == len(set(names))
    assert {service for service, name in names if name == "ServiceAway"} == set(SERVICES)


def test_what_a_rule_watches_is_measured(measured: frozenset[str]) -> None:
    recorded = {rule["record"] for _, rule in rules() if "record" in rule}
    for path, rule in rules():
        expression = rule["expr"]
        used = set(_RECORDED.findall(expression))
        assert watched(expression) | used, f"{path}: {rule} watches nothing"
        assert watched(expression) <= measured, path
        assert used <= recorded, path


def test_a_rule_is_of_one_service_in_one_namespace() -> None:
    """One Prometheus measures several installations; a chart fills in the namespace and the names of its release."""
    for path, rule in rules():
        service = path.split("/")[2]
        of_service = rf'(app_kubernetes_io_name="{service}"|job_name=~"FULLNAME-)'
        for name in watched(rule["expr"]):
            occurrences = len(re.findall(rf"\b{name}(?:_bucket)?\b", rule["expr"]))
            chosen = rf'\b{name}(?:_bucket)?\{{namespace="NAMESPACE", {of_service}'
            assert len(re.findall(chosen, rule["expr"])) == occurrences, f"{path}: {rule}"
        recorded = len(_RECORDED.findall(rule["expr"]))
        assert len(re.findall(_RECORDED.pattern + r'\{namespace="NAMESPACE"\}', rule["expr"])) == recorded, path


def test_what_is_missed_is_missed_where_it_is_measured() -> None:
    """A gauge without labels is there, as 0, in processes that never set it."""
    missing = [rule["expr"] for _, rule in alerts() if "absent(" in rule["expr"]]
    assert len(missing) > len(SERVICES)
    for expression in missing:
        assert re.search(r'absent\([^)]*app_kubernetes_io_component="(api|worker)"', expression), expression


def test_what_a_dashboard_shows_is_measured(measured: frozenset[str]) -> None:
    assert set(PANELS) == set(SERVICES)
    for service in SERVICES:
        board = json.loads((HELM / service / "dashboards" / f"{service}.json").read_text())
        assert board["uid"] == f"passeport-{service}"
        for panel in board["panels"]:
            for target in panel["targets"]:
                asked = watched(target["expr"])
                assert asked, panel["title"]
                assert asked <= measured, panel["title"]
                assert f'app_kubernetes_io_name="{service}"' in target["expr"]


def test_a_rule_says_how_grave_it_is_and_leads_to_the_one_page_that_knows_it() -> None:
    pages: dict[str, str] = {}
    for path, rule in alerts():
        name, page = rule["alert"], rule["annotations"]["runbook"]
        assert rule["labels"]["severity"] in {"page", "ticket"}, name
        assert rule["annotations"]["summary"], name
        assert pages.setdefault(name, page) == page, f"{path}: {name} leads to another page elsewhere"
        assert f"`{name}`" in (ROOT / page).read_text(encoding="utf-8"), f"{page} does not know {name}"


def test_no_page_says_a_rule_again() -> None:
    again = [shown(path) for path in (ROOT / "docs").rglob("*.md") if "- alert:" in path.read_text(encoding="utf-8")]
    assert again == []
