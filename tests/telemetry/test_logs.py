"""Logs that a machine reads: a JSON object a line, and the trace in every line of a call."""

import json
import re
from typing import Any

import pytest

from passeport_sandbox.stack.addresses import SERVICES
from tests.suite import Suite
from tests.telemetry.journey import Journey
from tests.telemetry.patience import eventually


def _lines(suite: Suite, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in suite.stack.log(name).splitlines() if line.strip()]


@pytest.mark.parametrize("name", SERVICES)
def test_every_line_is_json_and_says_when_what_and_who(suite: Suite, journey: Journey, name: str) -> None:
    lines = _lines(suite, name)
    assert lines
    for line in lines:
        assert line["service"] == name
        assert line["event"]
        assert line["level"] in {"debug", "info", "warning", "error", "critical"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"])


@pytest.mark.parametrize("name", ["gateway", "identity", "records", "publishing", "prevention"])
def test_lines_of_a_call_carry_its_trace(suite: Suite, journey: Journey, name: str) -> None:
    traced = [line for line in _lines(suite, name) if "trace_id" in line]
    assert traced
    assert all(re.fullmatch(r"[0-9a-f]{32}", line["trace_id"]) for line in traced)
    eventually(
        lambda: {line["trace_id"] for line in traced} <= {span.trace for span in suite.collector.spans()},
        f"the traces that the log of {name} names",
    )
