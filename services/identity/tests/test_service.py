"""The service as a program: what it starts with, its commands, how it stops, and what it says when it cannot."""

import asyncio
import base64
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_chassis.messaging import connect, provision
from passeport_chassis.settings import SettingsError
from passeport_identity.domain.events import AccountActivated
from passeport_identity.messaging.streams import DURABLES, STREAM
from passeport_identity.settings import Settings
from passeport_identity.storage.tables import outbox, person, person_ntt
from passeport_identity.wiring import STORE
from passeport_sandbox.personas import load, write_registry
from passeport_testing.certificates import CertificateAuthority, private_key_pem
from passeport_testing.nats import NatsServer
from passeport_testing.services import Program
from people import START, registry_file
from sql_units import SqlUnits

Environment = dict[str, str]

PROGRAM = Program("passeport_identity")


async def unpublished(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).where(outbox.c.published_at.is_(None))) or 0


async def until_published(engine: AsyncEngine) -> None:
    async with asyncio.timeout(30):
        while await unpublished(engine):  # noqa: ASYNC110 - another process publishes
            await asyncio.sleep(0.05)


@pytest.fixture
async def bus(nats_server: NatsServer) -> AsyncIterator[Client]:
    """A look at the bus; the stream is gone after the test."""
    client = await connect(nats_server.url(), "test")
    yield client
    await client.jetstream().delete_stream(STREAM.name)
    await client.close()


@pytest.fixture
async def stream(bus: Client) -> None:
    """The stream as `migrate` leaves it."""
    await provision(bus, STREAM, DURABLES)


async def test_migrating_again_changes_nothing_and_makes_the_stream(environment: Environment, bus: Client) -> None:
    code, out, err = await PROGRAM.run(environment, "migrate")
    newest = max(path.name[:4] for path in (STORE.migrations / "versions").glob("0*.py"))
    assert (code, out) == (0, f"the database is at revision {newest}, the stream IDENTITY is there\n"), err
    assert (await bus.jetstream().stream_info("IDENTITY")).config.subjects == ["passeport.identity.v1.>"]


async def test_it_serves_without_franceconnect_records_or_much_else_and_stops_with_grace(
    environment: Environment, stream: None, engine: AsyncEngine, sql_units: SqlUnits
) -> None:
    async with sql_units() as work:
        work.emit(AccountActivated(new_id(), START))
        await work.commit()
    async with PROGRAM.running(environment) as process:
        assert await PROGRAM.ready(environment) == {"database": "ok", "keys": "ok", "rpc": "ok"}
        await until_published(engine)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0


async def test_a_kill_between_the_commit_and_the_bus_loses_nothing(
    environment: Environment, stream: None, engine: AsyncEngine, sql_units: SqlUnits, bus: Client
) -> None:
    async with PROGRAM.running({**environment, "PASSEPORT_PARTS": "rpc"}) as process:
        async with sql_units() as work:
            work.emit(AccountActivated(new_id(), START))
            await work.commit()
        process.kill()
        await process.wait()
    assert await unpublished(engine) == 1
    async with PROGRAM.running(environment, "relay"):
        assert await PROGRAM.ready(environment) == {"database": "ok", "bus": "ok"}
        await until_published(engine)
    assert (await bus.jetstream().stream_info("IDENTITY")).state.messages == 1


async def test_persons_come_in_by_command_and_bad_lines_are_told(
    environment: Environment, engine: AsyncEngine, tmp_path: Path
) -> None:
    write_registry(tmp_path / "persons.csv")
    count = len(load())
    code, out, _ = await PROGRAM.run(environment, "import-persons", str(tmp_path / "persons.csv"))
    assert (code, out) == (0, f"{count} persons added, 0 corrected, 0 as they were, 0 lines refused\n")
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(person)) == count
    bad = registry_file(tmp_path / "bad.csv", "1234567890123,FONTANEL,,Claire,F,1981-04-17,44109,99100")
    code, out, err = await PROGRAM.run(environment, "import-persons", str(bad))
    fix = "send the number of the register, 13 characters, or 15 with the key"
    assert code == 1
    assert out.splitlines() == [
        f"line 2: nir: the month of birth (4th and 5th digits) does not exist; {fix}",
        "0 persons added, 0 corrected, 0 as they were, 1 lines refused",
    ]
    assert "FONTANEL" not in out + err
    assert "1234567890123" not in out + err


async def test_nir_get_the_newest_keys_by_command(
    environment: Environment, engine: AsyncEngine, key_files: dict[str, Path], tmp_path: Path
) -> None:
    write_registry(tmp_path / "persons.csv")
    count = len(load())
    await PROGRAM.run(environment, "import-persons", str(tmp_path / "persons.csv"))
    for name, key in (("nir_keys_file", b"t" * 32), ("nir_index_keys_file", b"j" * 32)):
        kept = json.loads(key_files[name].read_text())
        kept["keys"]["2"], kept["current"] = base64.b64encode(key).decode(), "2"
        key_files[name].write_text(json.dumps(kept))
    code, out, err = await PROGRAM.run(environment, "rekey-nirs")
    assert (code, out) == (0, f"{count} NIR have the keys 2 (sealing) and 2 (index) now, and none has an older one\n")
    async with engine.connect() as connection:
        versions = sa.select(person.c.nir_key_version, person.c.nir_index_key_version).distinct()
        assert (await connection.execute(versions)).all() == [("2", "2")]
    assert "NIR sealed" in err
    for name in ("nir_keys_file", "nir_index_keys_file"):
        whole = key_files[name].read_text()
        kept = json.loads(whole)
        del kept["keys"]["2"]
        key_files[name].write_text(json.dumps(kept | {"current": "1"}))
        code, _, err = await PROGRAM.run(environment, "serve")
        assert code == 2
        assert (await PROGRAM.run(environment, "check-keys"))[0] == 2
        assert f"PASSEPORT_{name.upper()}: there is no key of version 2, which is in use" in err
        key_files[name].write_text(whole)
    whole = key_files["nir_keys_file"].read_text()
    key_files["nir_keys_file"].write_text(json.dumps(json.loads(whole) | {"wraps": ["2"]}))
    for command in ("serve", "check-keys"):
        code, _, err = await PROGRAM.run(environment, command)
        assert code == 2
        assert "PASSEPORT_NIR_KEYS_FILE: the key of version 2 does not open what was sealed with it; " in err
    key_files["nir_keys_file"].write_text(whole)
    assert (await PROGRAM.run(environment, "check-keys"))[:2] == (0, "every key in use is there\n")
    async with engine.begin() as connection:
        somebody = await connection.scalar(sa.select(person.c.person_id).limit(1))
        older = {"ntt_index": b"older", "person_id": somebody, "declared_at": START, "index_key_version": "0"}
        await connection.execute(sa.insert(person_ntt).values(older))
    lost = "which is in no file: nobody is found by them"
    code, out, err = await PROGRAM.run(environment, "check-keys")
    assert (code, out.splitlines()) == (
        1,
        [
            f"1 temporary numbers have index key 0, {lost}; they lapse by 2027-11-24",
            "every key in use is there",
        ],
    ), err
    code, out, _ = await PROGRAM.run(environment, "import-persons", str(tmp_path / "persons.csv"))
    assert f"{count} as they were" in out


async def test_a_file_that_will_not_do_is_said(environment: Environment, tmp_path: Path) -> None:
    code, _, err = await PROGRAM.run(environment, "import-persons", str(tmp_path / "missing.csv"))
    assert code == 2
    assert "No such file" in err


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PASSEPORT_AUDIT_KEY_FILE", "missing.pem"),
        ("PASSEPORT_FRANCECONNECT_ISSUER", "http://fournisseur.example.org/api/v2"),
        ("PASSEPORT_FRANCECONNECT_ISSUER", "https://fournisseur.example.org/api/v2/"),
        ("PASSEPORT_FRANCECONNECT_CLIENT_ID", None),
        ("PASSEPORT_FRANCECONNECT_ACR", "eidas4"),
        ("PASSEPORT_FRANCECONNECT_TIMEOUT", "60"),
        ("PASSEPORT_PROCONNECT_ISSUER", "http://proconnect.example.org/api/v2"),
        ("PASSEPORT_PROCONNECT_ALGORITHM", "HS256"),
        ("PASSEPORT_PUBLIC_BASE_URL", "localhost:8080"),
        ("PASSEPORT_NIR_KEYS_FILE", None),
        ("PASSEPORT_NIR_INDEX_KEYS_FILE", "missing.json"),
        ("PASSEPORT_CALLER_TOKEN_KEY_FILE", "missing.pem"),
        ("PASSEPORT_COG_COMMUNES_FILE", "missing.csv"),
        ("PASSEPORT_SESSION_IDLE_LIFETIME", "0"),
        ("PASSEPORT_ACTIVATION_FAILURES", "beaucoup"),
    ],
)
def test_a_wrong_setting_is_named(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None
) -> None:
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    assert Settings.load().franceconnect_acr == "eidas1"
    monkeypatch.delenv(variable, raising=False)
    if value is not None:
        monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable):
        Settings.load()


def test_a_provider_of_professionals_comes_with_its_credentials(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    assert Settings.load().proconnect_issuer is None
    monkeypatch.setenv("PASSEPORT_PROCONNECT_ISSUER", "https://proconnect.example.org/api/v2")
    with pytest.raises(SettingsError, match="PASSEPORT_PROCONNECT_CLIENT_ID") as refusal:
        Settings.load()
    assert "PASSEPORT_PROCONNECT_CLIENT_SECRET" in str(refusal.value)
    monkeypatch.setenv("PASSEPORT_PROCONNECT_CLIENT_ID", "passeport")
    monkeypatch.setenv("PASSEPORT_PROCONNECT_CLIENT_SECRET", "secret")
    assert Settings.load().proconnect_client_id == "passeport"


async def test_settings_are_checked_before_anything_starts(environment: Environment) -> None:
    assert (await PROGRAM.run(environment, "check-config"))[:2] == (0, "the settings are right\n")
    code, _, err = await PROGRAM.run({**environment, "PASSEPORT_FRANCECONNECT_ACR": "eidas4"}, "serve")
    assert code == 2
    assert "PASSEPORT_FRANCECONNECT_ACR" in err


async def test_a_file_of_keys_that_will_not_do_is_named_and_nothing_starts(
    environment: Environment, key_files: dict[str, Path]
) -> None:
    key_files["nir_index_keys_file"].write_text("nonsense")
    code, _, err = await PROGRAM.run(environment, "check-config")
    assert code == 2
    assert "PASSEPORT_NIR_INDEX_KEYS_FILE" in err
    assert str(key_files["nir_index_keys_file"]) in err


@pytest.mark.parametrize("name", ["nir_keys_file", "nir_index_keys_file", "caller_token_key_file"])
def test_what_a_file_of_keys_holds_is_checked_with_the_settings(
    environment: Environment, key_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable, text in environment.items():
        monkeypatch.setenv(variable, text)
    key_files[name].write_text('{"current": "1", "keys": {"1": "AAAA"}}')
    with pytest.raises(SettingsError, match=f"PASSEPORT_{name.upper()}"):
        Settings.load()


@pytest.mark.parametrize("level", ["eidas2", "eidas3"])
def test_franceconnect_plus_needs_keys_to_encrypt_to(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, level: str
) -> None:
    for variable, text in environment.items():
        monkeypatch.setenv(variable, text)
    monkeypatch.setenv("PASSEPORT_FRANCECONNECT_ACR", level)
    with pytest.raises(SettingsError, match=r"PASSEPORT_FRANCECONNECT_ENCRYPTION_KEYS_FILE: .*required"):
        Settings.load()
    path = tmp_path / "encryption.pem"
    path.write_text("nonsense")
    monkeypatch.setenv("PASSEPORT_FRANCECONNECT_ENCRYPTION_KEYS_FILE", str(path))
    with pytest.raises(SettingsError, match="PASSEPORT_FRANCECONNECT_ENCRYPTION_KEYS_FILE"):
        Settings.load()
    path.write_bytes(private_key_pem(CertificateAuthority.create().key))
    assert Settings.load().franceconnect_acr == level


PLUS = {
    "PASSEPORT_FRANCECONNECT_PLUS_ISSUER": "http://localhost:9/plus/api/v2",
    "PASSEPORT_FRANCECONNECT_PLUS_CLIENT_ID": "passeport-plus",
    "PASSEPORT_FRANCECONNECT_PLUS_CLIENT_SECRET": "secret",
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"PASSEPORT_FRANCECONNECT_PLUS_ISSUER": ""}, "PASSEPORT_FRANCECONNECT_PLUS_CLIENT_ID: .*of no use"),
        ({"PASSEPORT_FRANCECONNECT_PLUS_CLIENT_ID": ""}, "PASSEPORT_FRANCECONNECT_PLUS_CLIENT_ID: .*required"),
        ({"PASSEPORT_FRANCECONNECT_PLUS_CLIENT_SECRET": ""}, "PASSEPORT_FRANCECONNECT_PLUS_CLIENT_SECRET: .*required"),
        ({"PASSEPORT_FRANCECONNECT_PLUS_ACR": "eidas1"}, "PASSEPORT_FRANCECONNECT_PLUS_ACR"),
        ({"PASSEPORT_FRANCECONNECT_PLUS_ISSUER": "ftp://plus"}, "PASSEPORT_FRANCECONNECT_PLUS_ISSUER: .*https"),
        (
            {"PASSEPORT_FRANCECONNECT_PLUS_ISSUER": "http://localhost:9/api/v2"},
            "PASSEPORT_FRANCECONNECT_PLUS_ISSUER: .*FranceConnect\\+ has another",
        ),
        ({"PASSEPORT_FRANCECONNECT_ACR": "eidas2"}, "PASSEPORT_FRANCECONNECT_PLUS_ISSUER: .*must be eidas1"),
        (
            {"PASSEPORT_FRANCECONNECT_ENCRYPTION_KEYS_FILE": ""},
            "PASSEPORT_FRANCECONNECT_ENCRYPTION_KEYS_FILE: .*required",
        ),
    ],
)
def test_franceconnect_plus_beside_franceconnect_is_given_whole_or_refused_by_name(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changes: Environment, told: str
) -> None:
    path = tmp_path / "encryption.pem"
    path.write_bytes(private_key_pem(CertificateAuthority.create().key))
    both = {**environment, **PLUS, "PASSEPORT_FRANCECONNECT_ENCRYPTION_KEYS_FILE": str(path)}
    for variable, text in both.items():
        monkeypatch.setenv(variable, text)
    assert Settings.load().franceconnect_plus_acr == "eidas2"
    for variable, text in changes.items():
        monkeypatch.setenv(variable, text)
    with pytest.raises(SettingsError, match=told):
        Settings.load()


def test_one_key_does_not_seal_and_index(
    environment: Environment, key_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, text in environment.items():
        monkeypatch.setenv(variable, text)
    key_files["nir_index_keys_file"].write_bytes(key_files["nir_keys_file"].read_bytes())
    with pytest.raises(SettingsError, match="PASSEPORT_NIR_INDEX_KEYS_FILE"):
        Settings.load()


def test_keys_published_beside_are_checked_with_the_settings(
    environment: Environment, key_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for variable, text in environment.items():
        monkeypatch.setenv(variable, text)
    (tmp_path / "neighbours.pem").write_text("nonsense")
    monkeypatch.setenv("PASSEPORT_CALLER_TOKEN_NEIGHBOUR_KEYS_FILE", str(tmp_path / "neighbours.pem"))
    with pytest.raises(SettingsError, match="PASSEPORT_CALLER_TOKEN_NEIGHBOUR_KEYS_FILE"):
        Settings.load()


async def test_it_answers_while_the_bus_has_never_been_there(environment: Environment, stream: None) -> None:
    async with PROGRAM.running({**environment, "PASSEPORT_NATS_URL": "nats://127.0.0.1:1"}) as process:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0
