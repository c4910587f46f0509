"""Values that are wrong are refused before anything is installed, by name."""

from typing import Any

import pytest

from tests.charts.rendering import Refused, render

_REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("records", {"replica": 3}, "replica"),
    ("records", {"networkPolicy": {"enable": False}}, "enable"),
    ("records", {"settings": {"PASSEPORT_LEDGER_ORIGINS": "x"}}, "PASSEPORT_LEDGER_ORIGINS"),
    ("records", {"settings": {"PASSEPORT_REPORT_DAYS": 30}}, "PASSEPORT_REPORT_DAYS"),
    ("records", {"settings": {"PASSEPORT_DATABASE_URL": "postgresql://u:p@h/d"}}, "PASSEPORT_DATABASE_URL"),
    ("records", {"files": {"PASSEPORT_LEDGER_KEYS_FILE": {"secret": "x"}}}, "PASSEPORT_LEDGER_KEYS_FILE"),
    ("records", {"files": {"PASSEPORT_FEED_KEYS_FILE": {"configMap": "x"}}}, "files.PASSEPORT_FEED_KEYS_FILE"),
    ("records", {"image": {"digest": "latest"}}, "digest"),
    ("records", {"replicas": 0}, "replicas"),
    ("records", {"worker": {"keda": {"enabled": True}}}, "triggers"),
    ("records", {"attachments": {"enabled": True}}, "attachments.existingClaim"),
    ("records", {"terminationGracePeriodSeconds": 20}, "terminationGracePeriodSeconds"),
    ("records", {"tls": {"existingSecret": "mine"}}, "tls.existingSecret"),
    ("records", {"maintenance": {"expire-accesses": {"schedule": "monthly"}}}, "schedule"),
    ("records", {"peers": {"identity": {"target": "identity:50051"}}}, "target"),
    ("identity", {}, "settings"),
    ("identity", {"settings": {"PASSEPORT_PUBLIC_BASE_URL": "https://a.example"}}, "PASSEPORT_FRANCECONNECT_ISSUER"),
    (
        "publishing",
        {"settings": {"PASSEPORT_PUBLIC_BASE_URL": "https://a.example", "PASSEPORT_SEAL_LEVEL": "B-X"}},
        "LEVEL",
    ),
    ("gateway", {"settings": {"PASSEPORT_PUBLIC_BASE_URL": ""}}, "PASSEPORT_PUBLIC_BASE_URL"),
    (
        "gateway",
        {"settings": {"PASSEPORT_PUBLIC_BASE_URL": "https://a.example"}, "ingress": {"enabled": True}},
        "hosts",
    ),
    (
        "gateway",
        {
            "settings": {"PASSEPORT_PUBLIC_BASE_URL": "https://a.example"},
            "httpRoute": {"enabled": True, "parentRefs": [{"name": "public"}]},
        },
        "PASSEPORT_TRUSTED_PROXIES",
    ),
    ("records", {"image": {"digest": f"sha256:{'0' * 64}"}}, "image.registry"),
    ("passeport", {"ledger": {}}, "ledger"),
    ("records", {"peers": {"identity": {"enabled": False}}}, "enabled"),
    ("passeport", {"global": {"registry": "x"}}, "registry"),
]


@pytest.mark.parametrize(
    ("chart", "values", "named"), _REFUSED, ids=[f"{chart}-{named}" for chart, _, named in _REFUSED]
)
def test_a_wrong_value_is_refused_by_name(chart: str, values: dict[str, Any], named: str) -> None:
    with pytest.raises(Refused) as refusal:
        render(chart, values=values)
    assert named in str(refusal.value)
