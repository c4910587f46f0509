"""Calling other services: mutual TLS, retries from service_config.json, a deadline always, the caller forwarded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partialmethod
from importlib.resources import files
from typing import Any, Self, cast

import grpc
import grpc.aio
from google.rpc import status_pb2
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo

from passeport_chassis.rpc.caller import CALLER_METADATA_KEY, current_caller_token
from passeport_chassis.rpc.deadline import remaining
from passeport_chassis.rpc.tls import Pem, TlsFiles, TlsNews
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


_Prepared = tuple[float, grpc.aio.Metadata]
_Prepare = Callable[[str, float | None, Iterable[tuple[str, str]]], _Prepared]
_LAST_CALLS = 3600.0
"""Seconds that calls may still take which run when the certificate is renewed."""


class _Channel(grpc.aio.Channel):
    """Prepares every call, and opens its connections anew when the files of mutual TLS were renewed."""

    def __init__(self, connect: Callable[[Pem], grpc.aio.Channel], tls: TlsFiles, prepare: _Prepare) -> None:
        self._connect = connect
        self._prepare = prepare
        self._news = TlsNews(tls)
        self._now = connect(tls.read())
        self._former: dict[grpc.aio.Channel, asyncio.Task[None]] = {}

    def _current(self) -> grpc.aio.Channel:
        pem = self._news.renewed()
        if pem is not None:
            former, self._now = self._now, self._connect(pem)
            self._former[former] = asyncio.create_task(self._retire(former))
        return self._now

    async def _retire(self, former: grpc.aio.Channel) -> None:
        await former.close(_LAST_CALLS)
        del self._former[former]

    def _method(self, kind: str, method: str, *codecs: Any, _registered_method: bool = False, **named: Any) -> Any:
        def call(sent: Any = None, *, timeout: float | None = None, metadata: Any = (), **options: Any) -> Any:
            timeout, metadata = self._prepare(method, timeout, metadata)
            started = getattr(self._current(), kind)(method, *codecs, **named)
            return started(sent, timeout=timeout, metadata=metadata, **options)

        return call

    unary_unary: Any = partialmethod(_method, "unary_unary")
    unary_stream: Any = partialmethod(_method, "unary_stream")
    stream_unary: Any = partialmethod(_method, "stream_unary")
    stream_stream: Any = partialmethod(_method, "stream_stream")

    async def close(self, grace: float | None = None) -> None:
        await asyncio.gather(*(channel.close(grace) for channel in (self._now, *self._former)))

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:
        return self._now.get_state(try_to_connect)

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        await self._now.wait_for_state_change(last_observed_state)

    async def channel_ready(self) -> None:
        await self._now.channel_ready()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()


def open_channel(target: str, package: str, tls: TlsFiles, *, forward_caller: bool = True) -> grpc.aio.Channel:
    """Opens a channel to the service that owns a contract package, for example `passeport.identity.v1`.

    Every call gets the timeout that the package's service_config.json states, or what is left of the call being
    served if that is less; the trace and, unless `forward_caller` is False, the caller token travel along.
    Connections are opened anew when the files of mutual TLS were renewed. Raises OSError, ValueError on these.
    """
    config = _Config(package)

    def prepare(method: str, timeout: float | None, metadata: Iterable[tuple[str, str]]) -> _Prepared:
        carrier = current_trace_headers()
        token = current_caller_token()
        if forward_caller and token is not None:
            carrier[CALLER_METADATA_KEY] = token
        return config.timeout(method) if timeout is None else timeout, grpc.aio.Metadata(*metadata, *carrier.items())

    def connect(pem: Pem) -> grpc.aio.Channel:
        credentials = grpc.ssl_channel_credentials(pem.ca, pem.key, pem.chain)
        return grpc.aio.secure_channel(target, credentials, options=options)

    options: Sequence[tuple[str, str | int]] = [
        ("grpc.service_config", config.text),
        ("grpc.enable_retries", 1),
        ("grpc.keepalive_time_ms", 20_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.dns_min_time_between_resolutions_ms", 5_000),
        ("grpc.initial_reconnect_backoff_ms", 200),
        ("grpc.max_reconnect_backoff_ms", 2_000),
        ("grpc.max_receive_message_length", _MAX_MESSAGE),
        ("grpc.max_send_message_length", _MAX_MESSAGE),
    ]
    return _Channel(connect, tls, prepare)
