"""An OTLP receiver on loopback: it takes spans as a production collector would and keeps them to be looked at."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span as ProtoSpan


@dataclass(frozen=True)
class Span:
    """A span as it was received: ids in hexadecimal, `parent` empty at the root."""

    service: str
    name: str
    kind: str
    trace: str
    id: str
    parent: str


class Collector:
    """What was received so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bodies: list[bytes] = []

    def keep(self, body: bytes) -> None:
        """Add what one process has just sent."""
        with self._lock:
            self._bodies.append(body)

    def raw(self) -> list[bytes]:
        """Give all that was received, byte for byte."""
        with self._lock:
            return list(self._bodies)

    def spans(self) -> list[Span]:
        """Give every span."""
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.raw()]
        return [
            _read(_service_of(resource), span)
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def trace(self, trace: str) -> list[Span]:
        """Give the spans of one trace."""
        return [span for span in self.spans() if span.trace == trace]


@contextmanager
def collecting() -> Iterator[tuple[Collector, str]]:
    """Receive for the time of a `with` block; yields what is received and the base URL to send it to."""
    collector = Collector()

    class Receiver(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            is_ours = self.path == "/v1/traces" and self.headers["Content-Type"] == "application/x-protobuf"
            if is_ours:
                collector.keep(body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200 if is_ours else 404)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments: object) -> None:
            """Say nothing: pytest shows what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield collector, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _service_of(resource: Any) -> str:
    for attribute in resource.resource.attributes:
        if attribute.key == "service.name":
            return str(attribute.value.string_value)
    return ""


def _read(service: str, span: ProtoSpan) -> Span:
    kind = ProtoSpan.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_")
    return Span(service, span.name, kind, span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
