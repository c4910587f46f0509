"""The tools of these tests find what they look for: a search that never finds anything would prove nothing."""

import base64
import hashlib

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from passeport_sandbox.personas import by_login
from tests.telemetry.canary import Canary
from tests.telemetry.collector import Span, collecting

CANARY = Canary(by_login("maximilien"))
NIR = CANARY.persona.nir


@pytest.mark.parametrize(
    "content",
    [
        f'{{"nir": "{NIR}"}}',
        CANARY.persona.nir_with_key,
        "1 73 12 21 231 058",
        NIR.encode().hex(),
        f"a{NIR}".encode().hex().upper(),
        base64.b64encode(f"x{NIR}y".encode()),
        base64.b64encode(f"xy{NIR}y".encode()),
        base64.b64encode(f"xyz{NIR}y".encode()),
        hashlib.sha256(NIR.encode()).digest(),
        hashlib.sha256(NIR.encode()).hexdigest(),
    ],
)
def test_the_number_is_found_in_any_form(content: str | bytes) -> None:
    assert CANARY.number(content)


@pytest.mark.parametrize(
    "content",
    [
        "Van der Brinkenhoven-Montaiguillon",
        "maximilien",
        "Édouard",
        "Edouard",
        "ÉDOUARD".encode("iso-8859-1").lower(),
        b"BRINKENHOVEN".hex(),
    ],
)
def test_the_names_are_found_in_any_form(content: str | bytes) -> None:
    assert CANARY.names(content)


def test_nobody_else_is_taken_for_the_canary() -> None:
    others = "Claire FONTANEL 2810444109021 Thomas MARTIN 1940335238045"
    assert CANARY.number(others) == CANARY.names(others) == []


def test_the_collector_keeps_spans_as_they_come() -> None:
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "passeport-toy"
    span = resource.scope_spans.add().spans.add(name="work", trace_id=b"\x01" * 16, span_id=b"\x02" * 8, kind=2)
    span.attributes.add(key="who").value.string_value = "Édouard"
    with collecting() as (collector, url):
        body, headers = request.SerializeToString(), {"Content-Type": "application/x-protobuf"}
        assert httpx.post(f"{url}/v1/traces", content=body, headers=headers).status_code == httpx.codes.OK
        assert collector.trace("01" * 16) == [Span("passeport-toy", "work", "SERVER", "01" * 16, "02" * 8, "")]
        assert CANARY.names(b"".join(collector.raw()))
