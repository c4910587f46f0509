"""From `make new-extension` to a programme that runs: written, installed beside prevention, conforming, and called."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from passeport.identity.v1 import token_service_pb2, token_service_pb2_grpc
from passeport.prevention.v1alpha1 import programme_service_pb2 as pb
from passeport.prevention.v1alpha1.programme_service_pb2_grpc import ProgrammeServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Stream, connect, provision
from passeport_chassis.rpc import Policy, RpcServer, TlsFiles, open_channel, use_caller_token
from passeport_testing.certificates import LeafFiles
from passeport_testing.nats import NatsServer
from passeport_testing.ports import free_ports
from passeport_testing.postgres import PostgresServer
from passeport_testing.services import Program, serving
from tools.distributions import ROOT
from tools.new_extension import NameRefused, write_extension
from tools.programme import commands

NAME = "essai-mentions"
KEY = ECKey.generate_key("P-256", {"kid": "test-1"})


class Keys:
    """All that prevention asks of identity for a call: the keys of caller tokens."""

    async def GetCallerTokenKeys(self, request: Any, context: Any) -> token_service_pb2.GetCallerTokenKeysResponse:  # noqa: N802
        return token_service_pb2.GetCallerTokenKeysResponse(jwks=json.dumps(KeySet([KEY]).as_dict(private=False)))

    async def GetEncryptionKeys(self, request: Any, context: Any) -> token_service_pb2.GetEncryptionKeysResponse:  # noqa: N802
        return token_service_pb2.GetEncryptionKeysResponse(jwks='{"keys": []}')


def holder_token() -> str:
    now = int(time.time())
    said = {"iss": "passeport-identity", "aud": ["prevention"], "acr": "eidas1", "iat": now, "exp": now + 60}
    said |= {"sub": str(new_id()), "jti": new_id().hex, "actor": "holder", "scope": "passport:read"}
    header = {"alg": "ES256", "kid": "test-1", "typ": "caller+jwt"}
    return jws.serialize_compact(header, json.dumps(said).encode(), KEY, algorithms=["ES256"])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programme as the tool writes it."""
    tree = tmp_path_factory.mktemp("tree")
    # With the rules of ours above it, as it would have in its place.
    shutil.copy(ROOT / "pyproject.toml", tree)
    return write_extension(NAME, tree / "extensions")


@pytest.fixture(scope="module")
def beside(written: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process that has it installed."""
    place = tmp_path_factory.mktemp("installed")
    for command in commands(written, place):
        subprocess.run(command, check=True)
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(place)}


@pytest.mark.parametrize("name", ["", "Caces", "caces_r489", "-x", "x" * 41])
def test_a_name_that_cannot_be_one_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(NameRefused):
        write_extension(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(written: Path) -> None:
    with pytest.raises(NameRefused, match="there already"):
        write_extension(NAME, written.parent)


def test_it_is_clean_and_conforms_right_away(written: Path, beside: dict[str, str], tmp_path: Path) -> None:
    for command in (("check",), ("format", "--check")):
        ruff = [sys.executable, "-m", "ruff", *command, "--quiet", written]
        done = subprocess.run(ruff, cwd=written.parents[1], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", f"--basetemp={tmp_path / 'suite'}"]
    done = subprocess.run(tests, cwd=written, env=beside, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "7 passed" in done.stdout


async def test_prevention_runs_with_it_and_answers_its_route(
    beside: dict[str, str],
    postgres_server: PostgresServer,
    nats_server: NatsServer,
    tls_files: Callable[[str], LeafFiles],
) -> None:
    database = postgres_server.create_database("extending", makes_roles=True)
    own, of_identity, of_gateway = (tls_files(name) for name in ("prevention", "identity", "gateway"))
    grpc_port, admin_port, identity_port = free_ports(3)
    environment = beside | {
        "PASSEPORT_DATABASE_URL": database.app_url,
        "PASSEPORT_MIGRATION_DATABASE_URL": database.owner_url,
        "PASSEPORT_NATS_URL": nats_server.url(),
        "PASSEPORT_GRPC_LISTEN": f"127.0.0.1:{grpc_port}",
        "PASSEPORT_ADMIN_LISTEN": f"127.0.0.1:{admin_port}",
        "PASSEPORT_IDENTITY_TARGET": f"dns:///localhost:{identity_port}",
        "PASSEPORT_TLS_CERT_FILE": str(own.certificate),
        "PASSEPORT_TLS_KEY_FILE": str(own.key),
        "PASSEPORT_TLS_CA_FILE": str(own.authority),
        "PASSEPORT_PARTS": "rpc",
        # One that is turned off is not there, one that is not installed harms nothing.
        "PASSEPORT_PROGRAMMES_OFF": "habilitation-electrique,gone",
    }
    client = await connect(nats_server.url(), "test")
    await provision(client, Stream("IDENTITY", ("passeport.identity.v1.>",), max_bytes=1_000_000), ())
    await client.close()
    migrate = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "passeport_prevention", "migrate"),
        env=environment,
        stdout=subprocess.PIPE,
    )
    said, _ = await migrate.communicate()
    assert f"programme {NAME}: its tables are at revision 0001" in said.decode()
    policies = {
        f"/passeport.identity.v1.KeyService/{method}": Policy.service("prevention")
        for method in ("GetCallerTokenKeys", "GetEncryptionKeys")
    }
    files = TlsFiles(of_identity.certificate, of_identity.key, of_identity.authority)
    identity = RpcServer(f"127.0.0.1:{identity_port}", files, policies, caller_keys=None, grace=0.5)
    service = token_service_pb2.DESCRIPTOR.services_by_name["KeyService"]
    identity.add(token_service_pb2_grpc.add_KeyServiceServicer_to_server, Keys(), service)
    program = Program("passeport_prevention")
    tls = TlsFiles(of_gateway.certificate, of_gateway.key, of_gateway.authority)
    async with (
        serving(identity, f"127.0.0.1:{identity_port}"),
        program.running(environment),
        open_channel(f"dns:///localhost:{grpc_port}", "passeport.prevention.v1", tls) as channel,
    ):
        assert (await program.ready(environment))["programmes"] == "ok"
        stub = ProgrammeServiceStub(channel)
        with use_caller_token(holder_token()):
            (found,) = (await stub.ListProgrammes(pb.ListProgrammesRequest())).programmes
            asked = pb.CallProgrammeRequest(programme=NAME, method="GET", path="marks")
            answer = json.loads((await stub.ReadForHolder(asked)).body)
    assert (found.name, found.available, [route.path for route in found.routes]) == (NAME, True, ["marks"])
    assert answer == {"items": []}
