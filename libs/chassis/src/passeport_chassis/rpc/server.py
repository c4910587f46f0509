"""The gRPC server: mutual TLS, and the same guarded path for every call.

A call passes these steps in this order: trace and metrics, deadline, peer, caller token, policy, fields, handler.
Whatever is raised becomes a status: a DomainError keeps its meaning, all else is INTERNAL with an incident id.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from typing import Any

import grpc
import grpc.aio
import structlog
from google.protobuf.message import Message
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from opentelemetry import trace
from prometheus_client import Counter, Histogram

from passeport_chassis.errors import DomainError, Kind
from passeport_chassis.rpc.caller import CALLER_METADATA_KEY, CallerKeys, CallerTokenInvalid, set_caller
from passeport_chassis.rpc.deadline import start_deadline
from passeport_chassis.rpc.fields import check_fields
from passeport_chassis.rpc.policy import CallerNotAllowed, Policy
from passeport_chassis.rpc.status import to_status
from passeport_chassis.rpc.tls import TlsFiles
from passeport_chassis.telemetry import continue_trace

_log = structlog.get_logger(__name__)
_handled = Counter("grpc_server_handled_total", "Calls served.", ["grpc_service", "grpc_method", "grpc_code"])
_seconds = Histogram("grpc_server_handling_seconds", "Time to serve a call.", ["grpc_service", "grpc_method"])
_MAX_MESSAGE = 16 * 1024 * 1024
_SPIFFE = "spiffe://passeport/"
_HEALTH = "/grpc.health.v1.Health/"
_AWAY_FOR = timedelta(seconds=2)
# Any other may hold what the caller sent: what he took for an identifier, a part of a file.
_LOGGED_METADATA = frozenset({"asked", "check", "limit", "needs", "peer", "reached", "rule", "service"})


class _Unexpected(DomainError):
    """Something broke on our side."""

    kind = Kind.INTERNAL
    reason = "INTERNAL"


def _peer_of(context: grpc.aio.ServicerContext[Any, Any]) -> str:
    names = context.auth_context().get("x509_subject_alternative_name", ())
    for name in names:
        text = bytes(name).decode("ascii", "replace")
        if text.startswith(_SPIFFE):
            return text.removeprefix(_SPIFFE)
    raise CallerNotAllowed(metadata={"needs": "a certificate with a spiffe name"})


class _Away(DomainError):
    """Something that the answer needs is away; try again in a moment."""

    kind = Kind.UNAVAILABLE
    reason = "DEPENDENCY_AWAY"


class _Guard:
    """Wraps the handler of one method in the steps that every call passes."""

    def __init__(
        self, method: str, policy: Policy, keys: CallerKeys | None, is_outage: Callable[[BaseException], bool]
    ) -> None:
        self._service, self._method = method.strip("/").split("/")
        self._policy = policy
        self._keys = keys
        self._is_outage = is_outage

    async def _admit(self, context: grpc.aio.ServicerContext[Any, Any]) -> None:
        start_deadline(context.time_remaining())
        self._policy.check_peer(_peer_of(context))
        if not self._policy.actors:
            set_caller(None, None)
            return
        metadata = dict(context.invocation_metadata() or ())
        token = metadata.get(CALLER_METADATA_KEY)
        if token is None or self._keys is None:
            raise CallerTokenInvalid(metadata={"check": "missing"})
        caller = await self._keys.verify(str(token))
        self._policy.check_caller(caller)
        set_caller(caller, caller.token)

    def _refusal(self, error: Exception) -> tuple[str, grpc.Status]:
        if isinstance(error, DomainError):
            told = {name: value for name, value in error.metadata.items() if name in _LOGGED_METADATA}
            _log.info("call refused", method=self._method, reason=error.reason, metadata=told)
        elif self._is_outage(error):
            _log.warning("call failed by an outage", method=self._method, exc_info=error)
            error = _Away(retry_after=_AWAY_FOR)
        else:
            incident = secrets.token_hex(6)
            _log.error("call failed", method=self._method, incident=incident, exc_info=error)
            trace.get_current_span().set_status(trace.StatusCode.ERROR, type(error).__name__)
            error = _Unexpected("something broke on our side", metadata={"incident": incident})
        return grpc.StatusCode[error.kind.value].name, rpc_status.to_status(to_status(error))

    def _observe(self, code: str, started: float) -> None:
        _handled.labels(self._service, self._method, code).inc()
        _seconds.labels(self._service, self._method).observe(time.perf_counter() - started)

    async def unary(self, handler: Callable[[Any, Any], Awaitable[Any]], request: Any, context: Any) -> Any:
        async with self._admitted(context):
            return await handler(_checked(request), context)

    async def stream(self, handler: Callable[[Any, Any], AsyncGenerator[Any]], request: Any, context: Any) -> Any:
        async with self._admitted(context), aclosing(handler(_checked(request), context)) as responses:
            async for response in responses:
                yield response

    @asynccontextmanager
    async def _admitted(self, context: Any) -> AsyncIterator[None]:
        started = time.perf_counter()
        code = "OK"
        headers = {str(key): str(value) for key, value in context.invocation_metadata() or ()}
        told = {"rpc.system": "grpc", "rpc.service": self._service, "rpc.method": self._method}
        with continue_trace(headers, f"{self._service}/{self._method}", trace.SpanKind.SERVER, told):
            try:
                await self._admit(context)
                yield
            except (asyncio.CancelledError, GeneratorExit):
                code = "CANCELLED"
                raise
            except Exception as error:  # noqa: BLE001 - the one place where errors become statuses
                code, status = self._refusal(error)
                # The very exception that this raises must reach the runtime, which logs any other as a crash.
                await context.abort_with_status(status)
            finally:
                self._observe(code, started)


def _checked(request: Any) -> Any:
    """The request once its fields are checked; of a stream of them each as it comes."""
    if isinstance(request, Message):
        check_fields(request)
        return request

    async def each() -> AsyncIterator[Any]:
        async for message in request:
            check_fields(message)
            yield message

    return each()


class _GuardInterceptor(grpc.aio.ServerInterceptor):
    def __init__(
        self, policies: Mapping[str, Policy], keys: CallerKeys | None, is_outage: Callable[[BaseException], bool]
    ) -> None:
        self._guards = {method: _Guard(method, policy, keys, is_outage) for method, policy in policies.items()}

    async def intercept_service(self, continuation: Any, details: grpc.HandlerCallDetails) -> Any:
        handler = await continuation(details)
        guard = self._guards.get(details.method)
        if guard is None:
            # None answers UNIMPLEMENTED: gRPC's own health service is all that is served without a policy.
            return handler if details.method.startswith(_HEALTH) else None
        if handler is None:
            return None
        make = {
            (False, False): grpc.unary_unary_rpc_method_handler,
            (False, True): grpc.unary_stream_rpc_method_handler,
            (True, False): grpc.stream_unary_rpc_method_handler,
            (True, True): grpc.stream_stream_rpc_method_handler,
        }[(handler.request_streaming, handler.response_streaming)]
        inner = handler.unary_unary or handler.unary_stream or handler.stream_unary or handler.stream_stream
        if handler.response_streaming:
            # Written from here and not given as a generator, which the runtime would leave to the collector when the
            # reader is gone: what the handler holds is let go at once.
            async def streamed(request: Any, context: Any) -> None:
                async with aclosing(guard.stream(inner, request, context)) as responses:
                    async for response in responses:
                        try:
                            await context.write(response)
                        except grpc.aio.InternalError:
                            # The reader is gone.
                            return

            return make(streamed, handler.request_deserializer, handler.response_serializer)

        async def answered(request: Any, context: Any) -> Any:
            return await guard.unary(inner, request, context)

        return make(answered, handler.request_deserializer, handler.response_serializer)


class RpcServer:
    """A gRPC server that refuses to start while one of its methods has no policy."""

    def __init__(
        self,
        listen: str,
        tls: TlsFiles,
        policies: Mapping[str, Policy],
        *,
        caller_keys: CallerKeys | None,
        is_outage: Callable[[BaseException], bool] = lambda error: isinstance(error, OSError),
        max_concurrent: int = 200,
        max_connection_age: float = 300.0,
        grace: float = 10.0,
    ) -> None:
        """`policies` maps `/package.Service/Method` to its policy; `caller_keys` None: no rpc takes a caller token.

        `is_outage` tells errors that pass by themselves (UNAVAILABLE) from ours (INTERNAL).
        """
        self._listen = listen
        self._tls = tls
        self._policies = dict(policies)
        self._grace = grace
        self._served: set[str] = set()
        self._serving = False
        self._health = health.aio.HealthServicer()
        self._server = grpc.aio.server(
            interceptors=[_GuardInterceptor(self._policies, caller_keys, is_outage)],
            maximum_concurrent_rpcs=max_concurrent,
            options=[
                ("grpc.so_reuseport", 0),
                ("grpc.keepalive_time_ms", 30_000),
                ("grpc.keepalive_timeout_ms", 10_000),
                ("grpc.keepalive_permit_without_calls", 1),
                ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
                # Calls in flight then end as they would, however long they take: each has a deadline of its own.
                ("grpc.max_connection_age_ms", int(max_connection_age * 1000)),
                ("grpc.max_receive_message_length", _MAX_MESSAGE),
                ("grpc.max_send_message_length", _MAX_MESSAGE),
            ],
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)

    def add(self, register: Callable[[Any, Any], None], servicer: object, service: Any) -> RpcServer:
        """Adds a servicer: the generated `add_…_to_server`, the servicer, and the service's descriptor."""
        register(servicer, self._server)
        self._served |= {f"/{service.full_name}/{method.name}" for method in service.methods}
        return self

    async def ping(self) -> None:
        """Raises unless the server serves."""
        if not self._serving:
            raise ConnectionError("the server does not serve")

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until `stop` is set, then lets calls in flight end. Raises when a method has no policy."""
        bare = sorted(self._served - self._policies.keys())
        if bare:
            raise RuntimeError(f"no policy for {', '.join(bare)}")
        await self._health.set("", health_pb2.HealthCheckResponse.NOT_SERVING)
        try:
            self._server.add_secure_port(self._listen, self._tls.for_server())
        except RuntimeError as error:
            raise OSError(f"cannot listen on {self._listen}: is the port in use?") from error
        await self._server.start()
        await self._health.set("", health_pb2.HealthCheckResponse.SERVING)
        self._serving = True
        await stop.wait()
        self._serving = False
        await self._health.enter_graceful_shutdown()
        await self._server.stop(self._grace)
