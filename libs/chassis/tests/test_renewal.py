"""Certificates are renewed under a running server and a running client: nobody restarts, no call is lost."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
from cryptography.x509 import load_pem_x509_certificate
from google.protobuf import struct_pb2
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from passeport_chassis.rpc import CallerKeys, Policy, RpcServer, TlsFiles, open_channel, tls
from passeport_testing.certificates import CertificateAuthority, LeafFiles
from passeport_testing.ports import free_port


class Counter:
    """Answers with 0, and with 1 when it may go on."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def count(self, request: struct_pb2.Struct, context: object) -> AsyncIterator[struct_pb2.Struct]:
        for number in range(2):
            answer = struct_pb2.Struct()
            answer.update({"number": number})
            yield answer
            await self.go_on.wait()


class Described:
    """What `RpcServer.add` reads of a service descriptor."""

    full_name = "toy.v1.Toy"
    methods = ()


def register(counter: Counter, server: grpc.aio.Server) -> None:
    handler = grpc.unary_stream_rpc_method_handler(
        counter.count,
        request_deserializer=struct_pb2.Struct.FromString,
        response_serializer=struct_pb2.Struct.SerializeToString,
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("toy.v1.Toy", {"Count": handler}),))


async def no_keys() -> str:
    return '{"keys": []}'


def files_of(leaf: LeafFiles) -> TlsFiles:
    return TlsFiles(leaf.certificate, leaf.key, leaf.authority)


def reading(channel: grpc.aio.Channel) -> AsyncIterator[struct_pb2.Struct]:
    stub = channel.unary_stream(
        "/toy.v1.Toy/Count",
        request_serializer=struct_pb2.Struct.SerializeToString,
        response_deserializer=struct_pb2.Struct.FromString,
    )
    return aiter(stub(struct_pb2.Struct()))


@pytest.fixture(autouse=True)
def contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "renewed_contract").mkdir()
    (tmp_path / "renewed_contract" / "__init__.py").write_text("")
    (tmp_path / "renewed_contract" / "service_config.json").write_text("{}")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(tls, "_LOOK_AGAIN", 0.0)


@asynccontextmanager
async def served(own: TlsFiles, counter: Counter) -> AsyncIterator[int]:
    port = free_port()
    policies = {"/toy.v1.Toy/Count": Policy.service("gateway")}
    server = RpcServer(f"127.0.0.1:{port}", own, policies, caller_keys=CallerKeys("toy", no_keys))
    stop = asyncio.Event()
    running = asyncio.create_task(server.add(register, counter, Described).run(stop))
    try:
        yield port
    finally:
        stop.set()
        await running


async def shown_by(port: int) -> int:
    shown = await asyncio.to_thread(ssl.get_server_certificate, ("localhost", port))
    return load_pem_x509_certificate(shown.encode()).serial_number


async def test_both_sides_go_on_with_certificates_of_another_authority(tmp_path: Path) -> None:
    counter, before, after = Counter(), CertificateAuthority.create("before"), CertificateAuthority.create("after")
    server, client = before.write_leaf(tmp_path / "s", "toy"), before.write_leaf(tmp_path / "c", "gateway")
    async with (
        served(files_of(server), counter) as port,
        open_channel(f"dns:///localhost:{port}", "renewed_contract", files_of(client)) as channel,
    ):
        under_way = reading(channel)
        assert (await anext(under_way))["number"] == 0

        renewed = after.write_leaf(tmp_path / "s", "toy")
        after.write_leaf(tmp_path / "c", "gateway")
        anew = reading(channel)
        assert (await anext(anew))["number"] == 0
        certificate = load_pem_x509_certificate(renewed.certificate.read_bytes())
        assert await shown_by(port) == certificate.serial_number

        counter.go_on.set()
        assert [answer["number"] async for answer in under_way] == [1]
        assert [answer["number"] async for answer in anew] == [1]


async def test_half_of_a_pair_waits_for_the_other(tmp_path: Path) -> None:
    counter, authority = Counter(), CertificateAuthority.create()
    server, client = authority.write_leaf(tmp_path / "s", "toy"), authority.write_leaf(tmp_path / "c", "gateway")
    next_one = authority.write_leaf(tmp_path / "n", "toy")
    before = load_pem_x509_certificate(server.certificate.read_bytes()).serial_number
    async with (
        served(files_of(server), counter) as port,
        open_channel(f"dns:///localhost:{port}", "renewed_contract", files_of(client)) as channel,
    ):
        assert (await anext(reading(channel)))["number"] == 0
        server.key.write_bytes(next_one.key.read_bytes())
        with capture_logs() as logs:
            assert await shown_by(port) == before
        assert {log["event"] for log in logs} == {"renewed certificate cannot be used"}
        server.certificate.write_bytes(next_one.certificate.read_bytes())
        after = load_pem_x509_certificate(next_one.certificate.read_bytes())
        assert await shown_by(port) == after.serial_number
    ends = REGISTRY.get_sample_value("tls_certificate_expiry_timestamp_seconds")
    assert ends == after.not_valid_after_utc.timestamp()


def test_a_key_of_another_certificate_is_refused_at_the_start(tmp_path: Path) -> None:
    authority = CertificateAuthority.create()
    one, other = authority.write_leaf(tmp_path / "a", "toy"), authority.write_leaf(tmp_path / "b", "toy")
    with pytest.raises(ValueError, match=r"toy\.key is not the key of .*toy\.crt"):
        TlsFiles(one.certificate, other.key, one.authority).for_server()
