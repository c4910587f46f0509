"""Metrics on every admin port, under the names that dashboards and alerts use."""

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from passeport_sandbox.stack.addresses import SERVICES, STORES
from tests.suite import Suite
from tests.telemetry.journey import Journey


def _samples(suite: Suite, service: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    page = httpx.get(f"{suite.stack.addresses.admin_url(service)}/metrics", timeout=10)
    assert page.status_code == httpx.codes.OK
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(page.text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


@pytest.mark.parametrize("service", STORES)
def test_calls_and_events_are_counted(suite: Suite, journey: Journey, service: str) -> None:
    samples = _samples(suite, service)
    handled = samples["grpc_server_handled_total"]
    assert {labels["grpc_code"] for labels, _ in handled} >= {"OK"}
    assert all(labels["grpc_service"].startswith("passeport.") for labels, _ in handled)
    assert sum(value for _, value in samples["grpc_server_handling_seconds_count"]) == sum(
        value for _, value in handled
    )
    [(_, published)] = samples["outbox_published_total"]
    assert published > 0
    [(_, lag)] = samples["outbox_oldest_unpublished_seconds"]
    assert lag < 60


def test_consumed_events_are_counted(suite: Suite, journey: Journey) -> None:
    consumed = _samples(suite, "publishing")["events_consumed_total"]
    assert [value for labels, value in consumed if labels["outcome"] == "done" and value > 0]
    # There from the beginning, so that the first is seen to be one more.
    assert {value for labels, value in consumed if labels["outcome"] == "dead"} == {0}


def test_requests_are_counted_by_route_and_not_by_address(suite: Suite, journey: Journey) -> None:
    samples = _samples(suite, "gateway")
    requests = samples["http_server_requests_total"]
    assert sum(value for _, value in requests) > 0
    assert "http_server_request_seconds_bucket" in samples
    routes = {labels["route"] for labels, _ in requests}
    assert "/api/v1/passport/records/{id}" in {route.replace("{entry_id}", "{id}") for route in routes}
    assert not [route for route in routes if any(character.isdigit() for character in route.replace("v1", ""))]


@pytest.mark.parametrize("service", SERVICES)
def test_probes_answer(suite: Suite, journey: Journey, service: str) -> None:
    base = suite.stack.addresses.admin_url(service)
    assert httpx.get(f"{base}/livez", timeout=10).status_code == httpx.codes.OK
    ready = httpx.get(f"{base}/readyz", timeout=10)
    assert ready.status_code == httpx.codes.OK
    assert set(ready.json().values()) == {"ok"}
