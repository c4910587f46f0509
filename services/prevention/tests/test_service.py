"""The service as a program: what it starts with, how it stops, and what a kill at the worst moment leaves behind."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_chassis.messaging import connect, provision
from passeport_prevention.programmes.load import installed
from passeport_prevention.storage.tables import dead_letter, outbox
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.create_training import create_training
from passeport_prevention.wiring import STORE
from passeport_testing.certificates import LeafFiles
from passeport_testing.nats import NatsServer
from passeport_testing.ports import free_ports
from passeport_testing.postgres import Database
from passeport_testing.services import Program
from support import IDENTITY, TYPES, attestation, clock

PROGRAM = Program("passeport_prevention")


@pytest.fixture
def environment(
    database: Database, nats_server: NatsServer, tls_files: Callable[[str], LeafFiles], tmp_path: Path
) -> dict[str, str]:
    """What an operator gives the program; secrets come from files."""
    own = tls_files("prevention")
    grpc_port, admin_port, identity_port = free_ports(3)
    url = tmp_path / "database_url"
    url.write_text(f"{database.app_url}\n")
    return {
        "PATH": os.environ["PATH"],
        "PASSEPORT_DATABASE_URL_FILE": str(url),
        "PASSEPORT_MIGRATION_DATABASE_URL": database.owner_url,
        "PASSEPORT_NATS_URL": nats_server.url(),
        "PASSEPORT_GRPC_LISTEN": f"127.0.0.1:{grpc_port}",
        "PASSEPORT_ADMIN_LISTEN": f"127.0.0.1:{admin_port}",
        "PASSEPORT_IDENTITY_TARGET": f"dns:///localhost:{identity_port}",
        "PASSEPORT_TLS_CERT_FILE": str(own.certificate),
        "PASSEPORT_TLS_KEY_FILE": str(own.key),
        "PASSEPORT_TLS_CA_FILE": str(own.authority),
        # Whatever is installed beside: these are the tests of the service alone.
        "PASSEPORT_PROGRAMMES_OFF": ",".join(point.name for point in installed()),
    }


async def unpublished(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        query = sa.select(sa.func.count()).where(outbox.c.published_at.is_(None))
        return await connection.scalar(query) or 0


async def until_published(engine: AsyncEngine) -> None:
    async with asyncio.timeout(30):
        while await unpublished(engine):  # noqa: ASYNC110 - another process publishes
            await asyncio.sleep(0.05)


@pytest.fixture
async def stream(environment: dict[str, str], nats_server: NatsServer) -> AsyncIterator[None]:
    """Database and stream as `migrate` leaves them."""
    client = await connect(nats_server.url(), "test")
    await provision(client, IDENTITY, ())
    sized = {**environment, "PASSEPORT_NATS_STREAM_BYTES": "1000000"}
    code, out, err = await PROGRAM.run(sized, "migrate")
    assert code == 0, err
    newest = max(path.name[:4] for path in (STORE.migrations / "versions").glob("0*.py"))
    assert out == f"the database is at revision {newest}, the stream PREVENTION is there\n"
    assert (await client.jetstream().stream_info("PREVENTION")).config.max_bytes == 1000000
    yield
    for name in ("IDENTITY", "PREVENTION"):
        await client.jetstream().delete_stream(name)
    await client.close()


async def test_it_serves_tells_what_waited_and_stops_with_grace(
    environment: dict[str, str], stream: None, engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    await create_training(open_work, clock, TYPES, person_id=new_id(), request_id="r", content=attestation())
    async with PROGRAM.running(environment) as process:
        assert await PROGRAM.ready(environment) == {"database": "ok", "rpc": "ok", "programmes": "ok"}
        await until_published(engine)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0


async def test_a_kill_between_the_commit_and_the_bus_loses_nothing(
    environment: dict[str, str], stream: None, engine: AsyncEngine, open_work: UnitsOfWork, nats_server: NatsServer
) -> None:
    rpc_only = {**environment, "PASSEPORT_PARTS": "rpc"}
    async with PROGRAM.running(rpc_only) as process:
        # Committed, and nobody there to publish: the process dies at once.
        await create_training(open_work, clock, TYPES, person_id=new_id(), request_id="r", content=attestation())
        process.kill()
        await process.wait()
    assert await unpublished(engine) == 1
    async with PROGRAM.running(environment, "relay"):
        assert await PROGRAM.ready(environment) == {"database": "ok", "bus": "ok"}
        await until_published(engine)
    client = await connect(nats_server.url(), "test")
    assert (await client.jetstream().stream_info("PREVENTION")).state.messages == 1
    await client.close()


async def test_it_answers_while_the_bus_has_never_been_there(environment: dict[str, str], database: Database) -> None:
    nowhere = {**environment, "PASSEPORT_NATS_URL": "nats://127.0.0.1:1"}
    async with PROGRAM.running(nowhere) as process:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0


async def test_wrong_settings_are_named_and_nothing_starts(environment: dict[str, str]) -> None:
    assert (await PROGRAM.run(environment, "check-config"))[0] == 0
    wrong = {**environment, "PASSEPORT_GRPC_LISTEN": "nowhere", "PASSEPORT_TLS_KEY_FILE": "missing.key"}
    code, _, err = await PROGRAM.run(wrong, "serve")
    assert code == 2
    assert "PASSEPORT_GRPC_LISTEN" in err
    assert "missing.key" in err
    del environment["PASSEPORT_MIGRATION_DATABASE_URL"]
    code, _, err = await PROGRAM.run(environment, "migrate")
    assert (code, "PASSEPORT_MIGRATION_DATABASE_URL" in err) == (2, True)


async def test_a_port_in_use_is_said_and_ends_the_program(environment: dict[str, str], stream: None) -> None:
    async with PROGRAM.running(environment):
        second = {**environment, "PASSEPORT_ADMIN_LISTEN": f"127.0.0.1:{free_ports(1)[0]}"}
        code, _, err = await PROGRAM.run(second, "serve")
    assert code == 1
    assert f"cannot listen on {environment['PASSEPORT_GRPC_LISTEN']}" in err


async def test_dead_letters_are_listed_and_replayed_by_hand(
    environment: dict[str, str], database: Database, engine: AsyncEngine
) -> None:
    assert (await PROGRAM.run(environment, "dead-letters", "list"))[:2] == (0, "0 dead letters\n")
    assert (await PROGRAM.run(environment, "dead-letters", "replay"))[0] == 0
    async with engine.begin() as connection:
        await connection.execute(
            sa.insert(dead_letter).values(
                id=(letter := new_id()),
                consumer="gone",
                stream="RECORDS",
                sequence=1,
                subject="passeport.records.v1.entry.registered",
                headers={},
                data=b"",
                error="ValueError",
            )
        )
    code, out, _ = await PROGRAM.run(environment, "dead-letters", "list")
    assert (code, str(letter) in out) == (0, True)
    code, out, _ = await PROGRAM.run(environment, "dead-letters", "replay", str(letter), str(missing := new_id()))
    assert code == 1
    assert f"{letter}  there is no consumer gone any more" in out
    assert f"{missing}  is not among the dead letters" in out
    assert (await PROGRAM.run(environment, "dead-letters", "replay", "x"))[0] == 2
