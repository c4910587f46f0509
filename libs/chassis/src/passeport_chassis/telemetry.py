"""Logs, traces and metrics of a process, set up once.

Logs are JSON lines on standard error with the trace id; traces go to an OTLP receiver when one is set; metrics are
Prometheus's default registry, served by `passeport_chassis.admin`.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
from opentelemetry import propagate, trace
from opentelemetry.context import Context

from passeport_chassis.errors import DomainError


def _add_trace(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        event["trace_id"] = format(span.trace_id, "032x")
        event["span_id"] = format(span.span_id, "016x")
    return event


# Messages of other exceptions may quote what they choked on (a row, a request), so only these are logged whole.
_SAFE_TO_QUOTE: tuple[type[BaseException], ...] = (DomainError, OSError, ImportError, TimeoutError)


def _add_exception(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    info = event.pop("exc_info", None)
    error: BaseException | None = None
    if isinstance(info, BaseException):
        error = info
    elif info:
        error = info[1] if isinstance(info, tuple) else sys.exc_info()[1]
    causes: list[str] = []
    while error is not None:
        quote = f": {error}" if isinstance(error, _SAFE_TO_QUOTE) else ""
        frames = traceback.extract_tb(error.__traceback__)
        causes.append(f"{type(error).__module__}.{type(error).__qualname__}{quote}")
        causes.extend(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames[-15:])
        error = error.__cause__ or error.__context__
    if causes:
        event["exception"] = causes
    return event


def set_up_logs(service: str, level: str) -> None:
    """Sends structlog and standard logging to standard error as JSON lines."""

    def add_service(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        return event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_service,
        _add_trace,
        _add_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    said: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=said))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Their INFO lines repeat request addresses, which may hold what nobody should log.
    for noisy in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def set_up_telemetry(service: str, *, level: str, otlp_endpoint: str | None) -> None:
    """Sets up logs and, when a receiver is given, traces."""
    set_up_logs(service, level)
    if otlp_endpoint is None:
        return
    # A tenth of the start of a process, and of no use without a receiver.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": f"passeport-{service}"}))
    exporter = OTLPSpanExporter(endpoint=f"{otlp_endpoint.rstrip('/')}/v1/traces", timeout=5)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    trace.set_tracer_provider(provider)


def shut_down() -> None:
    """Sends what is left of the traces."""
    getattr(trace.get_tracer_provider(), "shutdown", lambda: None)()


def current_trace_headers() -> dict[str, str]:
    """The W3C trace context of the present span as headers; empty outside a span."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


def extract_trace(headers: Mapping[str, str]) -> Context:
    """The trace context that headers carry."""
    return propagate.extract(headers)


@contextmanager
def continue_trace(
    headers: Mapping[str, str],
    name: str,
    kind: trace.SpanKind = trace.SpanKind.CONSUMER,
    attributes: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Runs what was asked for elsewhere or earlier, in a span of the trace that `headers` carry."""
    with trace.get_tracer(__name__).start_as_current_span(
        name,
        context=extract_trace(headers),
        kind=kind,
        attributes=attributes,
        record_exception=False,  # its message may quote what nobody should see in a trace
        set_status_on_exception=False,
    ):
        yield


def current_trace_id() -> str:
    """The trace id of the present span, hexadecimal; empty outside a span."""
    span = trace.get_current_span().get_span_context()
    return format(span.trace_id, "032x") if span.is_valid else ""
