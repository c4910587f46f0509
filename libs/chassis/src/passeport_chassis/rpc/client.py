"""Calling other services: mutual TLS, retries from service_config.json, a deadline always, the caller forwarded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from importlib.resources import files
from typing import Any, cast

import grpc
import grpc.aio
from google.rpc import status_pb2
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo

from passeport_chassis.rpc.caller import CALLER_METADATA_KEY, current_caller_token
from passeport_chassis.rpc.deadline import remaining
from passeport_chassis.rpc.tls import TlsFiles
from passeport_chassis.telemetry import current_trace_headers

_DEFAULT_TIMEOUT = 10.0
_MAX_MESSAGE = 16 * 1024 * 1024


class RemoteError(Exception):
    """A refusal by another service, with its meaning kept."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        self.code: grpc.StatusCode = error.code()
        self.reason = ""
        self.domain = ""
        self.message = error.details() or ""
        self.metadata: Mapping[str, str] = {}
        self.violations: tuple[tuple[str, str, str], ...] = ()
        self.retry_after: timedelta | None = None
        trailing: dict[str, str | bytes] = dict(cast("Iterable[tuple[str, str | bytes]]", error.trailing_metadata()))
        packed = trailing.get("grpc-status-details-bin")
        if isinstance(packed, bytes):
            self._read(status_pb2.Status.FromString(packed))
        super().__init__(f"{self.code.name} {self.reason}".strip())

    def _read(self, status: status_pb2.Status) -> None:
        for detail in status.details:
            info, bad, retry = ErrorInfo(), BadRequest(), RetryInfo()
            if detail.Unpack(info):
                self.reason, self.domain, self.metadata = info.reason, info.domain, dict(info.metadata)
            elif detail.Unpack(bad):
                self.violations = tuple((v.field, v.description, v.reason) for v in bad.field_violations)
            elif detail.Unpack(retry):
                self.retry_after = retry.retry_delay.ToTimedelta()

    @property
    def unavailable(self) -> bool:
        """Whether the service could not be reached or did not answer in time: trying later may help."""
        return self.code in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}


class _Config:
    """The service_config.json of a contract package, timeouts apart.

    gRPC's Python runtime fires a service-config timeout early and never tells it to the server (grpc issue 40633), so
    timeouts are taken out of what the runtime sees and set on every call.
    """

    def __init__(self, package: str) -> None:
        config = json.loads(files(package).joinpath("service_config.json").read_text(encoding="utf-8"))
        self._timeouts: dict[str, float] = {}
        for method in config.get("methodConfig", []):
            timeout = method.pop("timeout", None)
            for name in method["name"]:
                if timeout is not None:
                    self._timeouts[f"/{name['service']}/{name.get('method', '')}"] = float(timeout.rstrip("s"))
        self.text = json.dumps(config)

    def timeout(self, method: str) -> float:
        service = method.rsplit("/", 1)[0]
        own = self._timeouts.get(method, self._timeouts.get(f"{service}/", _DEFAULT_TIMEOUT))
        left = remaining()
        return own if left is None else min(own, left)


def _prepare(config: _Config, forward_caller: bool, details: grpc.aio.ClientCallDetails) -> grpc.aio.ClientCallDetails:
    # The runtime hands bytes, whatever the stubs say.
    method = details.method.decode() if isinstance(details.method, bytes) else details.method  # type: ignore[redundant-expr,unreachable]
    carrier = current_trace_headers()
    token = current_caller_token()
    if forward_caller and token is not None:
        carrier[CALLER_METADATA_KEY] = token
    metadata = grpc.aio.Metadata(*(tuple(details.metadata or ())), *carrier.items())
    timeout = details.timeout if details.timeout is not None else config.timeout(method)
    return grpc.aio.ClientCallDetails(details.method, timeout, metadata, details.credentials, details.wait_for_ready)


# The runtime sorts an interceptor into the first kind it is an instance of, hence one small class for each kind.
_Prepare = Callable[[grpc.aio.ClientCallDetails], grpc.aio.ClientCallDetails]


class _Prepared:
    def __init__(self, prepare: _Prepare) -> None:
        self._prepare = prepare

    async def intercept(self, continuation: Any, details: Any, sent: Any) -> Any:
        return await continuation(self._prepare(details), sent)


class _UnaryUnary(_Prepared, grpc.aio.UnaryUnaryClientInterceptor):
    intercept_unary_unary: Any = _Prepared.intercept


class _UnaryStream(_Prepared, grpc.aio.UnaryStreamClientInterceptor):
    intercept_unary_stream: Any = _Prepared.intercept


class _StreamUnary(_Prepared, grpc.aio.StreamUnaryClientInterceptor):
    intercept_stream_unary: Any = _Prepared.intercept


class _StreamStream(_Prepared, grpc.aio.StreamStreamClientInterceptor):
    intercept_stream_stream: Any = _Prepared.intercept


def open_channel(target: str, package: str, tls: TlsFiles, *, forward_caller: bool = True) -> grpc.aio.Channel:
    """Opens a channel to the service that owns a contract package, for example `passeport.identity.v1`.

    Every call gets the timeout that the package's service_config.json states, or what is left of the call being
    served if that is less; the trace and, unless `forward_caller` is False, the caller token travel along.
    """
    config = _Config(package)
    prepare = partial(_prepare, config, forward_caller)
    return grpc.aio.secure_channel(
        target,
        tls.for_client(),
        options=[
            ("grpc.service_config", config.text),
            ("grpc.enable_retries", 1),
            ("grpc.keepalive_time_ms", 20_000),
            ("grpc.keepalive_timeout_ms", 10_000),
            ("grpc.dns_min_time_between_resolutions_ms", 5_000),
            ("grpc.initial_reconnect_backoff_ms", 200),
            ("grpc.max_reconnect_backoff_ms", 2_000),
            ("grpc.max_receive_message_length", _MAX_MESSAGE),
            ("grpc.max_send_message_length", _MAX_MESSAGE),
        ],
        interceptors=[_UnaryUnary(prepare), _UnaryStream(prepare), _StreamUnary(prepare), _StreamStream(prepare)],
    )
