"""Around every request: a span, a metric, a log line when it went wrong; never an address, which may hold a secret."""

from __future__ import annotations

import secrets
import time
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, StatusCode, TraceFlags
from prometheus_client import Counter, Gauge, Histogram
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from passeport_chassis.telemetry import extract_trace
from passeport_gateway.errors import Overloaded
from passeport_gateway.http.problems import respond

__all__ = ["Observe"]

_log = structlog.get_logger(__name__)
_tracer = trace.get_tracer("passeport_gateway.http")
_requests = Counter("http_server_requests_total", "Requests answered.", ["method", "route", "status"])
_seconds = Histogram("http_server_request_seconds", "Time to answer a request.", ["method", "route"])
_active = Gauge("http_server_active_requests", "Requests being answered.")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNMATCHED = "unmatched"
_CLIENT_GONE = 499
# Not tracestate: it is free text, and would travel on into spans and events.
_TRACE_HEADERS = frozenset({b"traceparent"})


def _start_span(scope: Scope, method: str) -> Span:
    headers = {
        name.decode("ascii"): value.decode("latin-1") for name, value in scope["headers"] if name in _TRACE_HEADERS
    }
    span = _tracer.start_span(method, extract_trace(headers), SpanKind.SERVER, {"http.request.method": method})
    if not span.get_span_context().is_valid:
        # Without a receiver nothing makes trace ids, yet logs and refusals of all services are told apart by them.
        made = SpanContext(
            secrets.randbits(128) or 1, secrets.randbits(64) or 1, is_remote=False, trace_flags=TraceFlags()
        )
        span = NonRecordingSpan(made)
    return span


class Observe:
    """The outermost layer that is ours; whatever is raised inside becomes a problem here."""

    def __init__(self, app: ASGIApp, max_concurrent: int) -> None:
        self._app = app
        self._max_concurrent = max_concurrent
        self._running = 0
        # Looking labels up costs more than counting.
        self._counters: dict[tuple[str, str, int], Any] = {}
        self._histograms: dict[tuple[str, str], Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in _METHODS else "other"
        started = time.perf_counter()
        span = _start_span(scope, method)
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._running += 1
        _active.inc()
        try:
            with trace.use_span(span, record_exception=False, set_status_on_exception=False):
                try:
                    if self._running > self._max_concurrent:
                        answer = await respond(Request(scope), Overloaded())
                        await answer(scope, receive, sending)
                    else:
                        await self._app(scope, receive, sending)
                except ClientDisconnect:
                    status = _CLIENT_GONE
                except Exception as error:
                    if status:
                        # Too late for a problem: the connection breaks, so that nobody takes a part for the whole.
                        # FastAPI says only that it could not answer an error, and names that as the cause.
                        _log.warning("answer broken off", because=type(error.__cause__ or error).__name__)
                        raise
                    answer = await respond(Request(scope), error)
                    await answer(scope, receive, sending)
                self._report(scope, span, method, status)
        finally:
            self._running -= 1
            _active.dec()
            span.end()
            self._measure(_route_of(scope), method, status, time.perf_counter() - started)

    def _report(self, scope: Scope, span: Span, method: str, status: int) -> None:
        route = _route_of(scope)
        if span.is_recording():
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.route": route, "http.response.status_code": status})
            if status >= 500:
                span.set_status(StatusCode.ERROR)
        if status >= 400:
            _log.info("request refused", method=method, route=route, status=status)

    def _measure(self, route: str, method: str, status: int, seconds: float) -> None:
        counter = self._counters.get((method, route, status))
        if counter is None:
            counter = self._counters[method, route, status] = _requests.labels(method, route, str(status))
        histogram = self._histograms.get((method, route))
        if histogram is None:
            histogram = self._histograms[method, route] = _seconds.labels(method, route)
        counter.inc()
        histogram.observe(seconds)


def _route_of(scope: Scope) -> str:
    """The template of the address; an address that fits none is not repeated."""
    route = scope.get("route")
    return str(route.path) if route is not None else _UNMATCHED
