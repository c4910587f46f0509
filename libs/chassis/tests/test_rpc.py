"""A real server and a real client on loopback, mutual TLS and all, through every step of the guarded path."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace

import grpc
import pytest
from cryptography.x509 import load_pem_x509_certificate
from google.protobuf import empty_pb2, struct_pb2
from grpc_health.v1 import health_pb2
from joserfc import jws
from joserfc.jwk import ECKey, KeySet
from prometheus_client import REGISTRY

from passeport_chassis.errors import DomainError, FieldViolation, Kind
from passeport_chassis.rpc import (
    CallerKeys,
    Policy,
    RemoteError,
    RpcServer,
    TlsFiles,
    current_caller,
    open_channel,
    use_caller_token,
)
from passeport_chassis.rpc.deadline import remaining
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import free_port

Files = Callable[[str], LeafFiles]
KEY = ECKey.generate_key("P-256", {"kid": "k1"})


def make_token(**changes: object) -> str:
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": "passeport-identity",
        "aud": ["toy"],
        "sub": "p1",
        "actor": "holder",
        "acr": "eidas1",
        "scope": "toy:read",
        "iat": now,
        "exp": now + 60,
    }
    claims.update(changes)
    header = {"alg": "ES256", "kid": "k1", "typ": "caller+jwt"}
    return jws.serialize_compact(header, json.dumps(claims).encode(), KEY, algorithms=["ES256"])


async def jwks() -> str:
    return json.dumps(KeySet([KEY]).as_dict(private=False))


class Locked(DomainError):
    """Locked for a while."""

    kind = Kind.EXHAUSTED
    reason = "LOCKED"
    domain = "toy.passeport"


class Toy:
    """A servicer over well-known messages, so that the chassis needs no contract."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def whoami(self, request: struct_pb2.Struct, context: object) -> struct_pb2.Struct:
        answer = struct_pb2.Struct()
        answer.update({"subject": current_caller().subject, "remaining": remaining() or 0})
        return answer

    async def refuse(self, request: struct_pb2.Struct, context: object) -> struct_pb2.Struct:
        raise Locked(
            metadata={"left": "0"},
            violations=[FieldViolation("nir", "is not a NIR", "FORMAT")],
            retry_after=timedelta(seconds=7),
        )

    async def crash(self, request: struct_pb2.Struct, context: object) -> struct_pb2.Struct:
        raise ValueError("secret 1234")

    async def lose(self, request: struct_pb2.Struct, context: object) -> struct_pb2.Struct:
        raise ConnectionResetError

    async def count(self, request: struct_pb2.Struct, context: object) -> AsyncIterator[struct_pb2.Struct]:
        try:
            for number in range(10**9 if "endless" in request else 3):
                answer = struct_pb2.Struct()
                answer.update({"number": number})
                yield answer
                if "pause" in request:
                    await asyncio.sleep(0.7)
        except GeneratorExit:
            self.left.set()
            raise
        if "fail" in request:
            raise Locked


METHODS = {"Whoami": "whoami", "Refuse": "refuse", "Crash": "crash", "Lose": "lose", "Count": "count"}


def register(servicer: Toy, server: grpc.aio.Server) -> None:
    make = {"count": grpc.unary_stream_rpc_method_handler}
    handlers = {
        name: make.get(attribute, grpc.unary_unary_rpc_method_handler)(
            getattr(servicer, attribute),
            request_deserializer=struct_pb2.Struct.FromString,
            response_serializer=struct_pb2.Struct.SerializeToString,
        )
        for name, attribute in METHODS.items()
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("toy.v1.Toy", handlers),))


class Described:
    """What `RpcServer.add` reads of a service descriptor."""

    full_name = "toy.v1.Toy"

    methods = tuple(SimpleNamespace(name=name) for name in METHODS)


POLICIES = {
    "/toy.v1.Toy/Whoami": Policy.holder("toy:read", "gateway"),
    "/toy.v1.Toy/Refuse": Policy.service("gateway"),
    "/toy.v1.Toy/Crash": Policy.service("gateway"),
    "/toy.v1.Toy/Lose": Policy.service("gateway"),
    "/toy.v1.Toy/Count": Policy.service("gateway"),
}


@asynccontextmanager
async def toy_server(
    files: Files, policies: dict[str, Policy], *, toy: Toy | None = None, age: float = 300.0, grace: float = 1.0
) -> AsyncIterator[str]:
    own = files("toy")
    listen = f"127.0.0.1:{free_port()}"
    server = RpcServer(
        listen,
        TlsFiles(own.certificate, own.key, own.authority),
        policies,
        caller_keys=CallerKeys("toy", jwks),
        max_connection_age=age,
        grace=grace,
    )
    server.add(register, toy or Toy(), Described)
    stop = asyncio.Event()
    running = asyncio.create_task(server.run(stop))
    await asyncio.sleep(0.05)
    if running.done():
        await running
    try:
        yield f"dns:///localhost:{listen.rsplit(':', 1)[1]}"
    finally:
        stop.set()
        await running


def channel_to(target: str, files: Files, peer: str = "gateway") -> grpc.aio.Channel:
    own = files(peer)
    return open_channel(target, "toy_contract", TlsFiles(own.certificate, own.key, own.authority))


@pytest.fixture(autouse=True)
def toy_contract(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("contract")
    (folder / "toy_contract").mkdir()
    (folder / "toy_contract" / "__init__.py").write_text("")
    config = {"methodConfig": [{"name": [{"service": "toy.v1.Toy"}], "timeout": "3s"}]}
    (folder / "toy_contract" / "service_config.json").write_text(json.dumps(config))
    monkeypatch.syspath_prepend(str(folder))


async def call(channel: grpc.aio.Channel, method: str) -> struct_pb2.Struct:
    stub = channel.unary_unary(
        f"/toy.v1.Toy/{method}",
        request_serializer=struct_pb2.Struct.SerializeToString,
        response_deserializer=struct_pb2.Struct.FromString,
    )
    try:
        return await stub(struct_pb2.Struct())
    except grpc.aio.AioRpcError as error:
        raise RemoteError(error) from error


async def test_a_caller_with_the_scope_is_served_within_the_stated_timeout(tls_files: Files) -> None:
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files) as channel:
        with use_caller_token(make_token()):
            answer = await call(channel, "Whoami")
    assert answer["subject"] == "p1"
    remaining = answer["remaining"]
    assert isinstance(remaining, float)
    assert 2 < remaining < 3


@pytest.mark.parametrize(
    ("changes", "reason", "metadata"),
    [
        ({"exp": 1}, "CALLER_TOKEN_INVALID", {"check": "expired"}),
        ({"aud": ["other"]}, "CALLER_TOKEN_INVALID", {"check": "audience"}),
        ({"iss": "someone"}, "CALLER_TOKEN_INVALID", {"check": "issuer"}),
        ({"actor": "partner"}, "CALLER_NOT_ALLOWED", {"needs": "actor holder"}),
        ({"scope": "toy:write"}, "CALLER_NOT_ALLOWED", {"needs": "scope toy:read"}),
    ],
)
async def test_a_token_that_does_not_fit_is_refused(
    tls_files: Files, changes: dict[str, object], reason: str, metadata: dict[str, str]
) -> None:
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files) as channel:
        with use_caller_token(make_token(**changes)), pytest.raises(RemoteError) as refused:
            await call(channel, "Whoami")
    assert (refused.value.reason, refused.value.metadata) == (reason, metadata)


async def test_a_token_signed_by_another_key_or_of_another_type_is_refused(tls_files: Files) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": "k1"})
    header = {"alg": "ES256", "kid": "k1", "typ": "caller+jwt"}
    forged = jws.serialize_compact(header, b"{}", stranger, algorithms=["ES256"])
    plain = jws.serialize_compact({"alg": "ES256", "kid": "k1"}, b"{}", KEY, algorithms=["ES256"])
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files) as channel:
        for token, check in ((forged, "signature"), (plain, "header"), ("nonsense", "format")):
            with use_caller_token(token), pytest.raises(RemoteError) as refused:
                await call(channel, "Whoami")
            assert refused.value.metadata == {"check": check}


async def test_a_peer_outside_the_policy_is_refused(tls_files: Files) -> None:
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files, "records") as channel:
        with pytest.raises(RemoteError) as refused:
            await call(channel, "Refuse")
    assert refused.value.reason == "CALLER_NOT_ALLOWED"


async def test_a_client_without_certificate_cannot_connect(tls_files: Files) -> None:
    own = tls_files("gateway")
    async with toy_server(tls_files, POLICIES) as target:
        credentials = grpc.ssl_channel_credentials(own.authority.read_bytes())
        async with grpc.aio.secure_channel(target, credentials) as channel:
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await channel.unary_unary(
                    "/grpc.health.v1.Health/Check",
                    request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
                    response_deserializer=health_pb2.HealthCheckResponse.FromString,
                )(health_pb2.HealthCheckRequest(), timeout=1)
    assert refused.value.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}


async def test_an_error_keeps_its_meaning_across_the_wire(tls_files: Files, caplog: pytest.LogCaptureFixture) -> None:
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files) as channel:
        with pytest.raises(RemoteError) as refused:
            await call(channel, "Refuse")
    error = refused.value
    assert error.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert (error.reason, error.domain, error.metadata) == ("LOCKED", "toy.passeport", {"left": "0"})
    assert error.violations == (("nir", "is not a NIR", "FORMAT"),)
    assert error.retry_after == timedelta(seconds=7)
    assert error.message == "Locked for a while."
    # The runtime takes it for an answer, not for a crash of the servicer.
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_crash_tells_an_incident_and_nothing_else(tls_files: Files) -> None:
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files) as channel:
        with pytest.raises(RemoteError) as refused:
            await call(channel, "Crash")
    assert refused.value.code is grpc.StatusCode.INTERNAL
    assert refused.value.reason == "INTERNAL"
    assert "secret" not in str(refused.value.message)
    assert refused.value.metadata["incident"]


async def test_an_outage_behind_the_service_says_when_to_try_again(tls_files: Files) -> None:
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files) as channel:
        with pytest.raises(RemoteError) as refused:
            await call(channel, "Lose")
    assert refused.value.unavailable
    assert refused.value.reason == "DEPENDENCY_AWAY"
    assert refused.value.retry_after == timedelta(seconds=2)


async def test_a_method_that_nobody_declared_is_not_served(tls_files: Files) -> None:
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files) as channel:
        with pytest.raises(RemoteError) as refused:
            await call(channel, "Hidden")
    assert refused.value.code is grpc.StatusCode.UNIMPLEMENTED


async def test_a_stream_is_guarded_too_and_may_fail_in_the_middle(tls_files: Files) -> None:
    async with toy_server(tls_files, POLICIES) as target, channel_to(target, tls_files) as channel:
        stub = channel.unary_stream(
            "/toy.v1.Toy/Count",
            request_serializer=struct_pb2.Struct.SerializeToString,
            response_deserializer=struct_pb2.Struct.FromString,
        )
        numbers = [answer["number"] async for answer in stub(struct_pb2.Struct())]
        asked = struct_pb2.Struct()
        asked.update({"fail": True})
        seen: list[object] = []

        async def read() -> None:
            async for answer in stub(asked):
                seen.append(answer["number"])  # noqa: PERF401 - what came before the failure is what counts

        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await read()
    assert numbers == [0, 1, 2]
    assert seen == [0, 1, 2]
    assert RemoteError(refused.value).reason == "LOCKED"


async def test_what_a_stream_holds_is_let_go_when_its_reader_leaves(tls_files: Files) -> None:
    toy = Toy()
    async with toy_server(tls_files, POLICIES, toy=toy) as target, channel_to(target, tls_files) as channel:
        stub = channel.unary_stream(
            "/toy.v1.Toy/Count",
            request_serializer=struct_pb2.Struct.SerializeToString,
            response_deserializer=struct_pb2.Struct.FromString,
        )
        asked = struct_pb2.Struct()
        asked.update({"endless": True})
        reading = stub(asked)
        assert (await anext(aiter(reading)))["number"] == 0
        reading.cancel()
        async with asyncio.timeout(2):
            await toy.left.wait()


async def test_a_call_outlives_the_age_of_its_connection(tls_files: Files) -> None:
    async with toy_server(tls_files, POLICIES, age=0.4, grace=0.2) as target, channel_to(target, tls_files) as channel:
        stub = channel.unary_stream(
            "/toy.v1.Toy/Count",
            request_serializer=struct_pb2.Struct.SerializeToString,
            response_deserializer=struct_pb2.Struct.FromString,
        )
        asked = struct_pb2.Struct()
        asked.update({"pause": True})
        assert [answer["number"] async for answer in stub(asked)] == [0, 1, 2]


async def test_a_call_without_deadline_is_refused(tls_files: Files) -> None:
    own = tls_files("gateway")
    pem = TlsFiles(own.certificate, own.key, own.authority).read()
    credentials = grpc.ssl_channel_credentials(pem.ca, pem.key, pem.chain)
    ends = REGISTRY.get_sample_value("tls_certificate_expiry_timestamp_seconds")
    assert ends == load_pem_x509_certificate(own.certificate.read_bytes()).not_valid_after_utc.timestamp()
    async with toy_server(tls_files, POLICIES) as target, grpc.aio.secure_channel(target, credentials) as channel:
        stub: grpc.aio.UnaryUnaryMultiCallable[bytes, empty_pb2.Empty] = channel.unary_unary(
            "/toy.v1.Toy/Refuse", response_deserializer=empty_pb2.Empty.FromString
        )
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub(b"")
    assert RemoteError(refused.value).reason == "DEADLINE_TOO_SHORT"


async def test_a_server_with_a_bare_method_does_not_start(tls_files: Files) -> None:
    policies = {name: policy for name, policy in POLICIES.items() if not name.endswith("Crash")}
    with pytest.raises(RuntimeError, match=r"no policy for /toy\.v1\.Toy/Crash"):
        async with toy_server(tls_files, policies):
            pass
