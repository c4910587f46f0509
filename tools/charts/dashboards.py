"""The dashboards of Grafana, one a service: panels, each a few questions to Prometheus about what it measures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_HEIGHT, _WIDTH, _COLUMNS = 8, 8, 24


@dataclass(frozen=True)
class Panel:
    """A graph: its title, the unit of its values, and questions with the legend of each; `SELF` selects the service."""

    title: str
    unit: str
    questions: tuple[tuple[str, str], ...]


_FAILED = (
    'sum(rate(http_server_requests_total{SELF,status=~"5.."}[5m])) / sum(rate(http_server_requests_total{SELF}[5m]))'
)


def _slowest(histogram: str, label: str) -> str:
    return f"topk(8, histogram_quantile(0.99, sum by (le, {label}) (rate({histogram}_bucket{{SELF}}[5m]))))"


_PROCESS = (
    Panel(
        "Processes that answer",
        "short",
        (("sum by (app_kubernetes_io_component) (up{SELF})", "{{app_kubernetes_io_component}}"),),
    ),
    Panel("Memory", "bytes", (("process_resident_memory_bytes{SELF}", "{{pod}}"),)),
    Panel("Cores", "short", (("rate(process_cpu_seconds_total{SELF}[5m])", "{{pod}}"),)),
)
_CALLS = (
    Panel(
        "Calls a second, by code",
        "reqps",
        (("sum by (grpc_code) (rate(grpc_server_handled_total{SELF}[5m]))", "{{grpc_code}}"),),
    ),
    Panel(
        "Time of calls: half, and 99 of 100",
        "s",
        tuple(
            (
                f"histogram_quantile({share}, sum by (le) (rate(grpc_server_handling_seconds_bucket{{SELF}}[5m])))",
                legend,
            )
            for share, legend in ((0.5, "half"), (0.99, "99 of 100"))
        ),
    ),
    Panel(
        "The slowest methods: 99 of 100",
        "s",
        (
            (
                _slowest("grpc_server_handling_seconds", "grpc_method"),
                "{{grpc_method}}",
            ),
        ),
    ),
)
_EVENTS = (
    Panel(
        "Events published a second",
        "ops",
        (
            ("sum(rate(outbox_published_total{SELF}[5m]))", "published"),
            ("sum(rate(outbox_publish_failures_total{SELF}[5m]))", "failed"),
        ),
    ),
    Panel("Oldest event that waits for the bus", "s", (("max(outbox_oldest_unpublished_seconds{SELF})", "waits"),)),
    Panel(
        "Rows that could not be deleted",
        "short",
        (("sum by (table) (increase(housekeeping_failures_total{SELF}[1h]))", "{{table}}"),),
    ),
)
_CONSUMERS = (
    Panel(
        "Events handled a second",
        "ops",
        (("sum by (consumer, outcome) (rate(events_consumed_total{SELF}[5m]))", "{{consumer}} {{outcome}}"),),
    ),
    Panel("Events that wait for a consumer", "short", (("max by (consumer) (events_pending{SELF})", "{{consumer}}"),)),
    Panel(
        "Oldest event that a consumer has in hand",
        "s",
        (("max by (consumer) (events_oldest_pending_seconds{SELF})", "{{consumer}}"),),
    ),
)
_STORE = (*_PROCESS, *_CALLS, *_EVENTS)

PANELS: dict[str, tuple[Panel, ...]] = {
    "identity": (
        *_STORE,
        Panel("Oldest access that waits for its seal", "s", (("max(trail_oldest_unsealed_seconds{SELF})", "waits"),)),
        Panel("Accesses sealed a second", "ops", (("sum(rate(trail_sealed_total{SELF}[5m]))", "sealed"),)),
        Panel(
            "Consultations of professionals",
            "ops",
            (("sum by (outcome) (rate(consultations_total{SELF}[5m]))", "{{outcome}}"),),
        ),
    ),
    "records": (
        *_STORE,
        *_CONSUMERS,
        Panel("Oldest file that has not ended", "s", (("max(records_oldest_unfinished_batch_seconds{SELF})", "file"),)),
        Panel(
            "Since the last file of a source",
            "s",
            (("time() - max by (source) (records_source_last_received_timestamp_seconds{SELF})", "{{source}}"),),
        ),
        Panel(
            "Disputes that are overdue", "short", (("max by (source) (records_overdue_disputes{SELF})", "{{source}}"),)
        ),
        Panel(
            "The ledger",
            "short",
            (("max(records_ledger_size{SELF})", "leaves"), ("max(records_ledger_checkpoint_size{SELF})", "signed")),
        ),
        Panel("Oldest leaf without a place", "s", (("max(records_ledger_oldest_unsequenced_seconds{SELF})", "waits"),)),
    ),
    "publishing": (
        *_STORE,
        *_CONSUMERS,
        Panel(
            "Until the certificate of the seal ends",
            "s",
            (("max by (serial) (seal_expiry_timestamp_seconds{SELF}) - time()", "{{serial}}"),),
        ),
        Panel(
            "Seals below their level",
            "short",
            (
                ("sum(increase(seal_level_lowered_total{SELF}[1h]))", "lowered"),
                ("sum(increase(seal_level_unavailable_total{SELF}[1h]))", "not to be had"),
            ),
        ),
        Panel(
            "The log of publications",
            "short",
            (("max(publishing_tlog_size{SELF})", "leaves"), ("max(publishing_tlog_checkpoint_size{SELF})", "signed")),
        ),
        Panel("Publications in line", "short", (("max(publishing_queue_length{SELF})", "in line"),)),
        Panel("Oldest publication in line", "s", (("max(publishing_queue_oldest_seconds{SELF})", "waits"),)),
        Panel(
            "Publications in line that failed",
            "short",
            (("sum by (reason) (increase(publishing_queue_failures_total{SELF}[1h]))", "{{reason}}"),),
        ),
    ),
    "prevention": (
        *_STORE,
        *_CONSUMERS,
        Panel(
            "Oldest import that is not over",
            "s",
            (("max(prevention_oldest_unfinished_import_seconds{SELF})", "import"),),
        ),
        Panel("Imports of the last day that failed", "short", (("max(prevention_failed_imports{SELF})", "failed"),)),
        Panel(
            "Entries of records that wait to be read",
            "short",
            (("max(prevention_waiting_arrivals{SELF})", "waiting"),),
        ),
        Panel(
            "Oldest entry that waits to be read",
            "s",
            (("max(prevention_oldest_waiting_arrival_seconds{SELF})", "waits"),),
        ),
    ),
    "gateway": (
        *_PROCESS,
        Panel(
            "Requests a second, by status",
            "reqps",
            (("sum by (status) (rate(http_server_requests_total{SELF}[5m]))", "{{status}}"),),
        ),
        Panel(
            "Share of requests that fail",
            "percentunit",
            (
                (
                    _FAILED,
                    "failed",
                ),
            ),
        ),
        Panel("Requests at once", "short", (("sum(http_server_active_requests{SELF})", "requests"),)),
        Panel(
            "The slowest routes: 99 of 100",
            "s",
            (
                (
                    _slowest("http_server_request_seconds", "route"),
                    "{{route}}",
                ),
            ),
        ),
    ),
}


def dashboard(service: str) -> str:
    """The dashboard of a service, as Grafana takes it."""
    shown = [_panel(number, one, service) for number, one in enumerate(PANELS[service])]
    whole = {
        "uid": f"passeport-{service}",
        "title": f"passeport / {service}",
        "tags": ["passeport"],
        "timezone": "browser",
        "refresh": "1m",
        "schemaVersion": 39,
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [_variable("datasource", "datasource", "prometheus"), _namespace()]},
        "panels": shown,
    }
    return json.dumps(whole, indent=1) + "\n"


def _panel(number: int, panel: Panel, service: str) -> dict[str, Any]:
    row, column = divmod(number * _WIDTH, _COLUMNS)
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": _SOURCE,
        "gridPos": {"h": _HEIGHT, "w": _WIDTH, "x": column, "y": row * _HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": _targets(panel.questions, service),
    }


def _targets(questions: Sequence[tuple[str, str]], service: str) -> list[dict[str, Any]]:
    selects = f'app_kubernetes_io_name="{service}",namespace="$namespace"'
    return [
        {"refId": chr(ord("A") + number), "expr": asked.replace("SELF", selects), "legendFormat": legend}
        for number, (asked, legend) in enumerate(questions)
    ]


def _variable(name: str, kind: str, query: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "query": query, "label": name}


def _namespace() -> dict[str, Any]:
    asked = 'label_values(up{app_kubernetes_io_name="gateway"}, namespace)'
    return {**_variable("namespace", "query", asked), "datasource": _SOURCE, "refresh": 2}
