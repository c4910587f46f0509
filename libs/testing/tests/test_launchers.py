"""The launchers start the real thing, tell by name what went wrong, and lose nothing when it is killed."""

import asyncio
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import nats
import pytest
from cryptography import x509
from nats.js.errors import APIError

from passeport_testing.certificates import CertificateAuthority, write_private
from passeport_testing.nats import NatsServer, NatsUser
from passeport_testing.ports import free_ports, has_ipv6, holder_of, is_free
from passeport_testing.postgres import Database, PostgresServer
from passeport_testing.process import ChildProcess, LaunchError
from passeport_testing.system_user import name_of


async def fetch(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_database_roles_survive_a_kill(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "postgres")
    server.start()
    try:
        database = server.create_database("records")
        await fetch(database.owner_url, "CREATE TABLE entry (id int)")
        await fetch(database.app_url, "INSERT INTO entry VALUES (1)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(database.app_url, "DROP TABLE entry")
        stranger = Database("records", server.port, "not-the-password", "not-the-password")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await fetch(stranger.app_url, "SELECT 1")
        server.create_database("identity")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(f"{database.app_url.removesuffix('records')}identity", "SELECT 1")

        server.kill()
        assert not server.alive
        server.restart()
        assert await fetch(database.app_url, "SELECT count(*) FROM entry") == 1
        assert server.run_sql("SHOW fsync") == "on"

        server.run_sql("CREATE ROLE prevention_owner LOGIN")  # and there whoever made them was killed
        made = server.create_database("prevention")
        assert await fetch(made.app_url, "SELECT current_database()") == "prevention"

        again = server.create_database("records", app_password="another-password")
        assert await fetch(again.app_url, "SELECT count(*) FROM entry") == 1
    finally:
        server.stop()
    assert server.process.exit_code == 0


def test_postgres_names_the_holder_of_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = PostgresServer(tmp_path, port=port, fast=True)
        with pytest.raises(LaunchError, match=rf"port {port} is taken by .*pid \d+"):
            server.start()
        assert "pid" in holder_of(port)
        assert not is_free(port)


def test_a_data_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path, fast=True)
    (tmp_path / "data-0123").mkdir()  # of one who was killed while he made it
    server.start()
    server.stop()
    assert sorted(path.name for path in tmp_path.glob("data*")) == ["data"]

    version = tmp_path / "data" / "PG_VERSION"
    version.rename(tmp_path / "PG_VERSION")
    with pytest.raises(LaunchError, match=r"data is not whole: it has no PG_VERSION\n  fix: put back"):
        server.start()
    (tmp_path / "PG_VERSION").rename(version)
    server.start()
    server.stop()


def test_the_data_of_another_user_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = PostgresServer(tmp_path, fast=True)
    server.start()
    server.stop()
    owner = (tmp_path / "data").stat().st_uid
    monkeypatch.setattr(server, "_user", (owner + 1, owner + 1))
    with pytest.raises(LaunchError, match=rf"data belongs to {name_of(owner)}, and it runs as {name_of(owner + 1)}"):
        server.start()


async def test_nats_users_reach_only_their_subjects_and_streams_survive_a_kill(tmp_path: Path) -> None:
    users = {
        "records": NatsUser("secret-of-records", ("passeport.records.>", "$JS.API.>"), ("_INBOX.>",)),
        "stranger": NatsUser("secret-of-stranger", ("passeport.other.>",), ("_INBOX.>",)),
    }
    server = NatsServer(tmp_path / "Été, à l'école", users=users)
    server.start()
    try:
        assert server.monitor("/jsz?config=1")["config"]["sync_always"] is True
        client = await nats.connect(server.url("records"))
        stream = client.jetstream()
        await stream.add_stream(name="RECORDS", subjects=["passeport.records.>"])
        await stream.publish("passeport.records.v1.entry.registered", b"one")
        await client.close()

        server.kill()
        server.restart()
        client = await nats.connect(server.url("records"))
        assert (await client.jetstream().stream_info("RECORDS")).state.messages == 1
        await client.close()

        refused = asyncio.Event()

        async def note(_: Exception) -> None:
            refused.set()

        stranger = await nats.connect(server.url("stranger"), error_cb=note)
        with pytest.raises((APIError, nats.errors.Error)):
            await stranger.jetstream().publish("passeport.records.v1.entry.registered", b"two", timeout=1)
        assert refused.is_set()
        await stranger.close()
    finally:
        server.stop()


def test_leaf_names_its_service_and_its_key_is_private(tmp_path: Path) -> None:
    files = CertificateAuthority.create().write_leaf(tmp_path, "records")
    leaf = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(files.authority.read_bytes()))
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "records"]
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == ["spiffe://passeport/records"]
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600


def test_a_secret_is_whole_and_private_from_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "key"
    for content in (b"one", b"another"):
        write_private(path, content)
        assert path.read_bytes() == content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


def test_a_dead_child_is_told_with_its_last_words(tmp_path: Path) -> None:
    child = ChildProcess("toy", ["sh", "-c", "echo no such luck; exit 3"], log=tmp_path / "toy.log")
    child.start()
    with pytest.raises(LaunchError) as told:
        child.wait_until(lambda: False, timeout=10)
    assert "toy: died while starting (exit code 3)" in str(told.value)
    assert "no such luck" in str(told.value)


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    child = ChildProcess("toy", ["no-such-program"], log=tmp_path / "toy.log")
    with pytest.raises(LaunchError, match="cannot find no-such-program"):
        child.start()


def test_a_child_that_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    child = ChildProcess("deaf", ["sh", "-c", "trap '' TERM; echo up; sleep 60"], log=tmp_path / "deaf.log")
    child.start()
    child.wait_until(lambda: "up" in child.log_tail(), timeout=10)
    assert child.stop(timeout=0.2) == -9
    assert not child.alive


def test_what_a_killed_run_left_behind_is_ended_by_the_next(tmp_path: Path) -> None:
    former = ChildProcess("toy", ["sleep", "60"], log=tmp_path / "toy.log")
    former.start()
    again = ChildProcess("toy", ["sleep", "60"], log=tmp_path / "toy.log")
    again.start()
    assert not former.alive
    again.stop()


def test_a_port_is_taken_too_when_localhost_leads_elsewhere() -> None:
    family, address = (socket.AF_INET6, "::1") if has_ipv6() else (socket.AF_INET, "127.0.0.1")
    with socket.create_server((address, 0), family=family) as taken:
        port = taken.getsockname()[1]
        assert not is_free(port)
        assert f"(pid {os.getpid()})" in holder_of(port)


def test_the_holder_of_a_port_is_named_by_what_it_runs() -> None:
    program = "import socket, sys, time; s = socket.create_server(('127.0.0.1', 0))\n"
    program += "print(s.getsockname()[1], flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        name = holder_of(int(child.stdout.readline()))
        child.communicate()
    assert re.fullmatch(rf"python\S* -c import socket.* \(pid {child.pid}\)", name)


def test_a_connection_that_has_a_port_is_named_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert holder_of(client.getsockname()[1]).startswith("a connection of ")


def test_free_ports_are_different_and_free() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert all(is_free(port) for port in ports)
