"""The service as a program: what it starts with, how it stops, and what a kill at the worst moment leaves behind."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger_support import ORIGIN, SIGNER, checkpoint_of
from passeport.records.v1 import feed_service_pb2, feed_service_pb2_grpc
from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import connect, provision
from passeport_chassis.rpc import TlsFiles, open_channel, use_caller_token
from passeport_records.domain.events import registered
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_sandbox.referentials import invented_fiches, write_csv_zip
from passeport_testing.certificates import LeafFiles, private_key_pem
from passeport_testing.nats import NatsServer
from passeport_testing.ports import free_ports
from passeport_testing.postgres import Database
from passeport_testing.services import Program
from passeport_tlog.checkpoints import Checkpoint
from rpc_identity import Identity
from samples import simple_flux
from support import CERTIFIER, IDENTITY, guaranteed, sender_token

Files = Callable[[str], LeafFiles]
Environment = dict[str, str]

PROGRAM = Program("passeport_records")


@pytest.fixture
def environment(
    database: Database,
    nats_server: NatsServer,
    tls_files: Files,
    feed_keys_file: Path,
    identity_target: str,
    tmp_path: Path,
) -> Environment:
    """What an operator gives the program; secrets come from files."""
    own = tls_files("records")
    grpc_port, admin_port = free_ports(2)
    url = tmp_path / "database_url"
    url.write_text(f"{database.app_url}\n")
    return {
        "PATH": os.environ["PATH"],
        "PASSEPORT_DATABASE_URL_FILE": str(url),
        "PASSEPORT_MIGRATION_DATABASE_URL": database.owner_url,
        "PASSEPORT_NATS_URL": nats_server.url(),
        "PASSEPORT_GRPC_LISTEN": f"127.0.0.1:{grpc_port}",
        "PASSEPORT_ADMIN_LISTEN": f"127.0.0.1:{admin_port}",
        "PASSEPORT_IDENTITY_TARGET": identity_target,
        "PASSEPORT_FEED_KEYS_FILE": str(feed_keys_file),
        "PASSEPORT_TLS_CERT_FILE": str(own.certificate),
        "PASSEPORT_TLS_KEY_FILE": str(own.key),
        "PASSEPORT_TLS_CA_FILE": str(own.authority),
    }


@pytest.fixture
def ledger_settings(environment: Environment, feed_keys_file: Path, tmp_path: Path) -> Environment:
    """What a ledger takes."""
    key = tmp_path / "ledger_signing.key"
    key.write_bytes(private_key_pem(Ed25519PrivateKey.from_private_bytes(b"s" * 32)))
    return {
        "PASSEPORT_LEDGER_ORIGIN": ORIGIN,
        "PASSEPORT_LEDGER_KEYS_FILE": str(feed_keys_file),
        "PASSEPORT_LEDGER_SIGNING_KEYS_FILE": str(key),
        "PASSEPORT_LEDGER_CHECKPOINT_INTERVAL": "0.1",
    }


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    """Waits for what another process does."""
    async with asyncio.timeout(60):
        while not await look():  # noqa: ASYNC110 - there is no event that crosses processes
            await asyncio.sleep(0.05)


async def counted(engine: AsyncEngine, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


async def unpublished(engine: AsyncEngine) -> int:
    return await counted(engine, tables.outbox, tables.outbox.c.published_at.is_(None))


async def emit(open_feed_work: FeedUnitsOfWork) -> None:
    async with open_feed_work() as work:
        work.emit(registered(guaranteed(new_id())))
        await work.commit()


@pytest.fixture
async def stream(environment: Environment, nats_server: NatsServer) -> AsyncIterator[None]:
    """Database and stream as `migrate` leaves them."""
    client = await connect(nats_server.url(), "test")
    await provision(client, IDENTITY, ())
    code, out, err = await PROGRAM.run(environment, "migrate")
    assert code == 0, err
    assert "the stream RECORDS is there" in out
    yield
    for name in ("IDENTITY", "RECORDS"):
        await client.jetstream().delete_stream(name)
    await client.close()


async def messages(nats_server: NatsServer) -> int:
    client = await connect(nats_server.url(), "test")
    try:
        return int((await client.jetstream().stream_info("RECORDS")).state.messages)
    finally:
        await client.close()


async def test_it_serves_tells_what_waited_and_stops_with_grace(
    environment: Environment, stream: None, engine: AsyncEngine, open_feed_work: FeedUnitsOfWork
) -> None:
    await emit(open_feed_work)
    async with PROGRAM.running(environment) as process:
        assert await PROGRAM.ready(environment) == {"database": "ok", "rpc": "ok"}
        await until(lambda: _none(unpublished(engine)))
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0


async def _is_signed(engine: AsyncEngine, size: int) -> bool:
    return await counted(engine, tables.LEDGER.checkpoint) > 0 and (await checkpoint_of(engine)).size == size


async def test_the_ledger_from_a_terminal(
    environment: Environment, engine: AsyncEngine, ledger_settings: Environment, tmp_path: Path
) -> None:
    code, _, err = await PROGRAM.run(environment, "verify-log")
    assert (code, "PASSEPORT_LEDGER_ORIGIN" in err) == (2, True)
    environment |= ledger_settings
    code, out, err = await PROGRAM.run(environment, "verify-log")
    assert (code, out.startswith("0 leaves")) == (0, True), err
    assert await PROGRAM.run(environment, "enter-ledger") == (
        0,
        "0 versions entered; the sequencer gives them their places\n",
        "",
    )
    note = tmp_path / "checkpoint"
    note.write_text(Checkpoint(ORIGIN, 3, b"r" * 32).sign([SIGNER]), encoding="utf-8")
    code, out, err = await PROGRAM.run(environment, "expect-checkpoint", str(note))
    assert (code, out) == (0, "nothing is signed until the log of 0 leaves has come to those 3\n"), err
    code, out, err = await PROGRAM.run(environment, "verify-log", "--checkpoint", str(note), "--key", str(SIGNER.key))
    assert (code, "signed at 3 leaves" in out) == (1, True), err
    note.write_text("nothing", encoding="utf-8")
    code, _, err = await PROGRAM.run(environment, "expect-checkpoint", str(note))
    assert (code, "not a signed note" in err) == (2, True)


async def _none(number: Awaitable[int]) -> bool:
    return await number == 0


async def test_a_kill_between_the_commit_and_the_bus_loses_nothing(
    environment: Environment,
    stream: None,
    engine: AsyncEngine,
    open_feed_work: FeedUnitsOfWork,
    nats_server: NatsServer,
) -> None:
    async with PROGRAM.running({**environment, "PASSEPORT_PARTS": "rpc"}) as process:
        # Committed, and nobody there to publish: the process dies at once.
        await emit(open_feed_work)
        process.kill()
        await process.wait()
    assert await unpublished(engine) == 1
    async with PROGRAM.running(environment, "relay"):
        assert await PROGRAM.ready(environment) == {"database": "ok", "bus": "ok"}
        await until(lambda: _none(unpublished(engine)))
    assert await messages(nats_server) == 1


@asynccontextmanager
async def partner(environment: Environment, tls_files: Files) -> AsyncIterator[feed_service_pb2_grpc.FeedServiceStub]:
    """The gateway, on behalf of a certifier."""
    own = tls_files("gateway")
    port = environment["PASSEPORT_GRPC_LISTEN"].rsplit(":", 1)[1]
    tls = TlsFiles(own.certificate, own.key, own.authority)
    async with open_channel(f"dns:///localhost:{port}", "passeport.records.v1", tls) as channel:
        with use_caller_token(sender_token(CERTIFIER)):
            yield feed_service_pb2_grpc.FeedServiceStub(channel)


async def submit(stub: feed_service_pb2_grpc.FeedServiceStub, content: bytes) -> feed_service_pb2.Batch:
    async def parts() -> AsyncIterator[feed_service_pb2.SubmitBatchRequest]:
        header = feed_service_pb2.BatchHeader(feed=feed_service_pb2.FEED_CERTIFICATIONS, file_name="flux.xml")
        yield feed_service_pb2.SubmitBatchRequest(header=header)
        for start in range(0, len(content), 500_000):
            yield feed_service_pb2.SubmitBatchRequest(chunk=content[start : start + 500_000])

    batch: feed_service_pb2.Batch = await stub.SubmitBatch(parts())
    return batch


async def test_a_kill_in_the_middle_of_a_file_loses_nothing_and_doubles_nothing(
    environment: Environment,
    stream: None,
    owner_engine: AsyncEngine,
    engine: AsyncEngine,
    identity: Identity,
    tls_files: Files,
    nats_server: NatsServer,
    ledger_settings: Environment,
) -> None:
    environment |= ledger_settings
    content = simple_flux(*(f"P-{number}" for number in range(5000)))
    identity.persons["Fontanel"] = new_id()
    # Two chunks come through, the third question is never answered: the process dies waiting.
    identity.answers = 2
    async with PROGRAM.running(environment) as process:
        async with partner(environment, tls_files) as stub:
            batch = await submit(stub, content)
        await until(lambda: _at_least(counted(owner_engine, tables.entry), 4000))
        process.kill()
        await process.wait()
    assert await counted(owner_engine, tables.entry) == await counted(owner_engine, tables.batch_item) == 4000
    identity.answers = None
    async with owner_engine.begin() as connection:
        # The dead worker's time is over.
        past = system_clock() - timedelta(seconds=1)
        await connection.execute(sa.update(tables.batch).values(taken_until=past))
    async with PROGRAM.running(environment), partner(environment, tls_files) as stub:
        finished = tables.batch.c.state == "finished"
        await until(lambda: _at_least(counted(owner_engine, tables.batch, finished), 1))
        done = await stub.GetBatch(feed_service_pb2.GetBatchRequest(id=batch.id))
        again = await submit(stub, content)
        await until(lambda: _none(unpublished(engine)))
        await until(lambda: _is_signed(engine, 5000))
    code, out, err = await PROGRAM.run(environment, "verify-log")
    assert (code, out.split(",")[0], "no faults" in out) == (0, "5000 leaves", True), out + err
    assert (done.accepted, done.duplicates, done.unresolved, done.rejected) == (5000, 0, 0, 0)
    assert again == done
    for table in (tables.entry, tables.entry_source, tables.provenance_step, tables.batch_item, tables.access):
        assert await counted(owner_engine, table) == 5000, table.name
    assert await counted(owner_engine, tables.batch_file) == 0
    # One of each entry, and one of the batch.
    assert await messages(nats_server) == 5001


async def _at_least(number: Awaitable[int], least: int) -> bool:
    return await number >= least


async def test_it_answers_while_the_bus_has_never_been_there(environment: Environment, database: Database) -> None:
    nowhere = {**environment, "PASSEPORT_NATS_URL": "nats://127.0.0.1:1"}
    async with PROGRAM.running(nowhere) as process:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0


async def test_wrong_settings_are_named_and_nothing_starts(
    environment: Environment, ledger_settings: Environment
) -> None:
    assert (await PROGRAM.run(environment, "check-config"))[0] == 0
    wrong = {**environment, "PASSEPORT_GRPC_LISTEN": "nowhere", "PASSEPORT_FEED_KEYS_FILE": "missing.json"}
    code, _, err = await PROGRAM.run(wrong, "serve")
    assert code == 2
    assert "PASSEPORT_GRPC_LISTEN" in err
    assert "missing.json" in err
    keys = Path(environment["PASSEPORT_FEED_KEYS_FILE"]).with_name("wrong.json")
    keys.write_text('{"current": "1"}')
    wrong = {**environment, "PASSEPORT_FEED_KEYS_FILE": str(keys)}
    code, _, err = await PROGRAM.run(wrong, "check-config")
    assert (code, "PASSEPORT_FEED_KEYS_FILE" in err) == (2, True)
    for name, value, said in (
        ("PASSEPORT_LEDGER_KEYS_FILE", str(keys), "PASSEPORT_LEDGER_KEYS_FILE"),
        ("PASSEPORT_LEDGER_SIGNING_KEYS_FILE", str(keys), "holds no private key"),
        ("PASSEPORT_LEDGER_SIGNING_KEYS_FILE", environment["PASSEPORT_TLS_KEY_FILE"], "not Ed25519"),
        ("PASSEPORT_LEDGER_ORIGIN", "a name", "no space"),
        ("PASSEPORT_FEED_RHYTHMS", "dns=40", "PASSEPORT_FEED_RHYTHMS: 'dns=40': 'dns' is no feed"),
        ("PASSEPORT_TRAINING_FILE_SENDERS", "1234", "PASSEPORT_TRAINING_FILE_SENDERS: '1234' is no SIRET"),
    ):
        code, _, err = await PROGRAM.run({**environment, **ledger_settings, name: value}, "check-config")
        assert (code, said in err) == (2, True), err
    del ledger_settings["PASSEPORT_LEDGER_ORIGIN"]
    code, _, err = await PROGRAM.run({**environment, **ledger_settings}, "check-config")
    assert (code, "PASSEPORT_LEDGER_ORIGIN must be given too" in err) == (2, True), err
    del environment["PASSEPORT_MIGRATION_DATABASE_URL"]
    code, _, err = await PROGRAM.run(environment, "migrate")
    assert (code, "PASSEPORT_MIGRATION_DATABASE_URL" in err) == (2, True)


async def test_dead_letters_are_listed_and_replayed_by_hand(
    environment: Environment, database: Database, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            sa.insert(tables.dead_letter).values(
                id=(letter := new_id()),
                consumer="gone",
                stream="IDENTITY",
                sequence=1,
                subject="passeport.identity.v1.account.activated",
                headers={},
                data=b"",
                error="ValueError",
            )
        )
    code, out, _ = await PROGRAM.run(environment, "dead-letters", "list")
    assert (code, str(letter) in out) == (0, True)
    code, out, _ = await PROGRAM.run(environment, "dead-letters", "replay")
    assert (code, f"{letter}  there is no consumer gone any more" in out) == (1, True)


async def test_a_referential_is_imported_listed_and_refused_by_hand(
    environment: Environment, engine: AsyncEngine, tmp_path: Path
) -> None:
    path = write_csv_zip(tmp_path / "export-fiches-csv-2026-10-01.zip", partial(invented_fiches, 30), date(2026, 10, 1))
    code, out, err = await PROGRAM.run(environment, "import-referential", "certifications", str(path))
    assert (code, "rncp     since 2026-10-01: 30 terms (30 new" in out) == (0, True), err
    code, out, _ = await PROGRAM.run(environment, "referentials")
    assert (code, out.startswith("current rncp")) == (0, True)

    few = write_csv_zip(tmp_path / "register.zip", partial(invented_fiches, 3), date(2026, 11, 1))
    code, _, err = await PROGRAM.run(environment, "import-referential", "certifications", str(few))
    assert (code, "--since AAAA-MM-JJ" in err) == (1, True)
    command = ("import-referential", "certifications", str(few), "--since", "2026-11-01")
    code, _, err = await PROGRAM.run(environment, *command)
    assert (code, "3 terms where 30 are in force" in err) == (1, True)
    faults = tmp_path / "faults.csv"
    code, out, _ = await PROGRAM.run(environment, *command, "--accept-fewer", "--faults", str(faults))
    assert (code, "27 dropped" in out, faults.read_text().count("\n")) == (0, True, 1)
    assert await counted(engine, tables.referential_version) == 2
    place = f"{new_id()}/{new_id()}"
    by = ("--operator", "a.martin", "--reason", "Nouvelle liste", "--after", place, "--most", "10")
    code, out, err = await PROGRAM.run(environment, "announce-awards", *by)
    assert (code, out) == (0, "0 entries are told of, as passeport.records.v1.entry.registered\n"), err
