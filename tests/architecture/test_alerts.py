"""Rules of Prometheus in the runbooks: what they watch is measured, and where they send people there is a page."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.house import tracked_files
from tools.distributions import ROOT

_BLOCK = re.compile(r"```yaml\n(groups:.*?)```", re.S)
_RULE = re.compile(r"- alert: (\w+)\n(.*?)(?=- alert:|\Z)", re.S)
# Our metrics are of several words; functions and labels of PromQL are told apart by what stands around them.
_METRIC = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b(?!\s*\()")
_MEASURED = re.compile(r'(?:Gauge|Counter|Histogram)\(\s*"(\w+)"')


def rules() -> Iterator[tuple[str, str, str]]:
    """Page, name and text of each rule."""
    for page in sorted((ROOT / "docs" / "runbooks").glob("*.md")):
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            yield from ((page.name, name, text) for name, text in _RULE.findall(block))


def one(name: str, text: str) -> str:
    (value,) = re.findall(rf"^ +{name}: (.+)$", text, re.M)
    return str(value)


@pytest.fixture(scope="module")
def measured() -> frozenset[str]:
    sources = (path for path in tracked_files() if path.suffix == ".py" and "src" in path.parts)
    return frozenset(name for path in sources for name in _MEASURED.findall(path.read_text(encoding="utf-8")))


def test_there_are_rules_each_of_one_name() -> None:
    names = [name for _, name, _ in rules()]
    assert {"LedgerForked", "LedgerLags", "OverdueDisputes"} <= set(names)
    assert len(names) == len(set(names))


def test_what_a_rule_watches_is_measured(measured: frozenset[str]) -> None:
    lost = [
        f"{page}: {name} watches {metric}"
        for page, name, text in rules()
        for metric in _METRIC.findall(one("expr", text)) or ["nothing"]
        if metric not in measured
    ]
    assert lost == []


def test_a_rule_says_how_grave_it_is_and_leads_to_a_page_that_knows_it() -> None:
    for page, name, text in rules():
        assert one("severity", text) in {"page", "ticket"}, name
        runbook = ROOT / one("runbook", text)
        assert runbook.is_file(), f"{page}: {name} leads to {runbook}"
        known = {name, *_METRIC.findall(one("expr", text))}
        assert any(word in runbook.read_text(encoding="utf-8") for word in known), f"{runbook} does not know {name}"
