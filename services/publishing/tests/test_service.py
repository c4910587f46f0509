"""The service as a program: what it is told to do, how it starts, serves, and ends cleanly."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from passeport_chassis.settings import SettingsError
from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.documents.seal_keys import RemoteKey, TokenKey
from passeport_publishing.settings import Settings
from passeport_publishing.wiring import STORE
from passeport_testing.certificates import CertificateAuthority, LeafFiles, private_key_pem
from passeport_testing.nats import NatsServer
from passeport_testing.ports import free_ports
from passeport_testing.postgres import PostgresServer
from tlog_support import ORIGIN, SIGNER

Files = Callable[[str], LeafFiles]


def test_good_settings_are_read(environment: dict[str, str]) -> None:
    settings = Settings.load()
    assert settings.public_base_url == "http://localhost:8080"
    assert settings.verify_workers == 1


def test_an_expired_seal_is_no_wrong_setting(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(environment["PASSEPORT_SEAL_KEY_FILE"]).parent.with_name("expired")
    make_test_authority(folder, now=datetime.now(UTC) - timedelta(days=30), lifetime=timedelta(days=1))
    for name, file in (("KEY", "seal.key"), ("CERT", "seal.pem"), ("CHAIN", "chain.pem"), ("TRUST", "root.pem")):
        monkeypatch.setenv(f"PASSEPORT_SEAL_{name}_FILE", str(folder / file))
    assert Settings.load().seal_cert_file == folder / "seal.pem"


def test_the_key_of_the_seal_is_in_one_place_that_is_told_whole(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(said: str, **settings: str) -> None:
        with monkeypatch.context() as given:
            for name, value in settings.items():
                given.setenv(f"PASSEPORT_SEAL_{name}", value)
            with pytest.raises(SettingsError, match=said):
                Settings.load()

    module = tmp_path / "module.so"
    module.touch()
    refused("one of them must be given, and no other", SIGNER_URL="https://signer.example/sign")
    monkeypatch.delenv("PASSEPORT_SEAL_KEY_FILE")
    refused("one of them must be given, and no other")
    refused("SEAL_SIGNER_URL.*https", SIGNER_URL="http://signer.example/sign")
    refused("SEAL_PKCS11_TOKEN: must be given", PKCS11_MODULE=str(module))
    whole = {"PKCS11_MODULE": str(module), "PKCS11_TOKEN": "t", "PKCS11_KEY": "k", "PKCS11_PIN": "9"}
    refused("SEAL_PKCS11_PIN: must be given", **{**whole, "PKCS11_PIN": ""})
    refused("SEAL_PKCS11_MODULE.*is not there", **{**whole, "PKCS11_MODULE": "/none.so"})
    # Whose key nobody can see has the certificate that is given.
    refused(
        "no certificate of an eIDAS seal: .*contentCommitment", CERT_FILE=str(tmp_path / "seal" / "root.pem"), **whole
    )
    for settings in (whole, {"SIGNER_URL": "http://localhost:9/sign", "SIGNER_TOKEN": "sesame"}):
        with monkeypatch.context() as given:
            for name, value in settings.items():
                given.setenv(f"PASSEPORT_SEAL_{name}", value)
            assert isinstance(Settings.load().seal_key, TokenKey if "PKCS11_PIN" in settings else RemoteKey)


def test_a_level_takes_a_time_stamp_authority(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSEPORT_SEAL_LEVEL", "B-LTA")
    with pytest.raises(SettingsError, match="PASSEPORT_TIMESTAMP_URL: must be given for PASSEPORT_SEAL_LEVEL B-LTA"):
        Settings.load()
    monkeypatch.setenv("PASSEPORT_TIMESTAMP_URL", "http://tsa.example/")
    with pytest.raises(SettingsError, match="PASSEPORT_TIMESTAMP_TRUST_FILE: must be given"):
        Settings.load()
    monkeypatch.setenv("PASSEPORT_TIMESTAMP_TRUST_FILE", environment["PASSEPORT_SEAL_TRUST_FILE"])
    assert Settings.load().seal_level == "B-LTA"
    for name, value in (("TIMESTAMP_URL", "ftp://x"), ("TIMESTAMP_TRUST_FILE", "/nowhere"), ("SEAL_LEVEL", "B-X")):
        with monkeypatch.context() as wrong:
            wrong.setenv(f"PASSEPORT_{name}", value)
            with pytest.raises(SettingsError, match=f"PASSEPORT_{name}"):
                Settings.load()


def test_a_log_takes_a_name_and_a_key(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Settings.load().log_book is None
    keys = tmp_path / "keys.pem"
    keys.write_bytes(private_key_pem(ed25519.Ed25519PrivateKey.generate()))
    monkeypatch.setenv("PASSEPORT_TLOG_ORIGIN", ORIGIN)
    with pytest.raises(SettingsError, match="PASSEPORT_TLOG_SIGNING_KEYS_FILE must be given too"):
        Settings.load()
    monkeypatch.setenv("PASSEPORT_TLOG_SIGNING_KEYS_FILE", str(keys))
    monkeypatch.setenv("PASSEPORT_TLOG_FORMER_KEYS", f"{SIGNER.key},")
    book = Settings.load().log_book
    assert book is not None
    assert (book.origin, len(book.keys), book.keys[1]) == (ORIGIN, 2, SIGNER.key)
    for name, value in (("FORMER_KEYS", "x"), ("SIGNING_KEYS_FILE", environment["PASSEPORT_SEAL_KEY_FILE"])):
        with monkeypatch.context() as wrong:
            wrong.setenv(f"PASSEPORT_TLOG_{name}", value)
            with pytest.raises(SettingsError, match=f"PASSEPORT_TLOG_{name}"):
                Settings.load()


def test_a_bucket_is_told_whole(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.load().artefacts is None
    keys, secret = tmp_path / "keys.json", tmp_path / "secret"
    keys.write_text(json.dumps({"current": "1", "keys": {"1": base64.b64encode(bytes(32)).decode()}}))
    secret.write_text("of-no-value\n")
    monkeypatch.setenv("PASSEPORT_ARTEFACTS_URL", "s3://documents/sealed")
    with pytest.raises(SettingsError, match=r"PASSEPORT_ARTEFACTS_URL.*takes PASSEPORT_ARTEFACTS_ACCESS_KEY"):
        Settings.load()
    monkeypatch.setenv("PASSEPORT_ARTEFACTS_ACCESS_KEY", "passeport")
    monkeypatch.setenv("PASSEPORT_ARTEFACTS_SECRET_KEY_FILE", str(secret))
    monkeypatch.setenv("PASSEPORT_ARTEFACTS_KEYS_FILE", str(keys))
    assert Settings.load().artefacts is not None
    short, noise = tmp_path / "short.json", tmp_path / "noise.json"
    short.write_text('{"current": "1", "keys": {"1": "AAAA"}}')
    noise.write_text('{"current": "2", "keys": {"1": "AAAA"}}')
    for name, value, said in (
        ("URL", "documents", "must be s3://name"),
        ("ENDPOINT", "http://minio.example.org", "ARTEFACTS_ENDPOINT.*https"),
        ("KEYS_FILE", str(short), "must hold keys of 32 bytes"),
        ("KEYS_FILE", str(noise), "names a current key that is not among the keys"),
        ("KEYS_FILE", str(secret), "must be {"),
        ("KEYS_FILE", "/nowhere", "cannot be read"),
        ("TIMEOUT", "0", "ARTEFACTS_TIMEOUT"),
    ):
        with monkeypatch.context() as wrong:
            wrong.setenv(f"PASSEPORT_ARTEFACTS_{name}", value)
            with pytest.raises(SettingsError, match=said):
                Settings.load()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SEAL_KEY_FILE", "root.pem", "SEAL_KEY_FILE.*holds no PEM private key"),
        ("SEAL_KEY_FILE", "credential.key", "SEAL_CERT_FILE.*is not the certificate of"),
        ("SEAL_CERT_FILE", "seal.key", "SEAL_CERT_FILE.*holds no PEM certificate"),
        ("SEAL_TRUST_FILE", "seal.key", "SEAL_TRUST_FILE.*holds no PEM certificates"),
        ("SEAL_CERT_FILE", "chain.pem", "SEAL_CERT_FILE.*is not the certificate of"),
        ("CREDENTIAL_KEY_FILE", "nowhere", "CREDENTIAL_KEY_FILE.*holds no PEM private key"),
        ("BADGE_KEY_FILE", "seal.key", "BADGE_KEY_FILE.*holds no RSA key of 2048 bits"),
        ("BADGE_KEY_FILE", "nowhere", "BADGE_KEY_FILE.*holds no PEM private key"),
        ("PUBLIC_BASE_URL", "http://example.org", "PUBLIC_BASE_URL.*https"),
        ("PUBLIC_BASE_URL", "http://localhost.example.org", "PUBLIC_BASE_URL.*https"),
        ("PUBLIC_BASE_URL", "https:///nowhere", "PUBLIC_BASE_URL.*https"),
        ("RENDER_WORKERS", "0", "RENDER_WORKERS"),
    ],
)
def test_a_wrong_setting_is_named(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    is_file = name.endswith("_FILE")
    folder = Path(environment["PASSEPORT_SEAL_KEY_FILE"]).parent
    monkeypatch.setenv(f"PASSEPORT_{name}", str(folder / value) if is_file else value)
    with pytest.raises(SettingsError, match=said):
        Settings.load()


def test_the_two_files_of_2d_docs_are_given_together(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Settings.load().two_d_docs is None
    files = CertificateAuthority.create("FR00").write_leaf(tmp_path, "PAS0")
    monkeypatch.setenv("PASSEPORT_TWO_D_DOC_KEY_FILE", str(files.key))
    with pytest.raises(SettingsError, match="TWO_D_DOC_CERTIFICATE_FILE: give both"):
        Settings.load()
    monkeypatch.setenv("PASSEPORT_TWO_D_DOC_CERTIFICATE_FILE", str(files.authority))
    with pytest.raises(SettingsError, match=r"TWO_D_DOC_CERTIFICATE_FILE.*is of another key"):
        Settings.load()
    monkeypatch.setenv("PASSEPORT_TWO_D_DOC_CERTIFICATE_FILE", str(files.certificate))
    assert Settings.load().two_d_docs is not None


@contextmanager
def program(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "passeport_publishing", "serve"]
    with log.open("wb") as out, subprocess.Popen(command, env={**os.environ, **environment}, stderr=out) as running:
        try:
            yield running
        finally:
            running.kill()


def wait_until(what: Callable[[], bool], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


@pytest.fixture
def ready_environment(
    environment: dict[str, str], postgres_server: PostgresServer, nats_server: NatsServer
) -> dict[str, str]:
    database = postgres_server.create_database(f"publishing_{free_ports(1)[0]}")
    environment |= {
        "PASSEPORT_DATABASE_URL": database.app_url,
        "PASSEPORT_MIGRATION_DATABASE_URL": database.owner_url,
        "PASSEPORT_NATS_URL": nats_server.url(),
    }
    return environment


def workers_of(process: psutil.Process) -> list[psutil.Process]:
    return [child for child in process.children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]


def is_ready(environment: dict[str, str]) -> bool:
    host, _, port = environment["PASSEPORT_ADMIN_LISTEN"].rpartition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_program_migrates_serves_and_leaves_no_worker_behind(
    ready_environment: dict[str, str], nats_server: NatsServer, tmp_path: Path, how: signal.Signals
) -> None:
    # The durable consumers are on the streams of records and identity, which these would have made.
    make_streams = (
        "import asyncio, sys\n"
        "from passeport_chassis.messaging import *\n"
        "async def main():\n"
        "    client = await connect(sys.argv[1], 'others', wait=False)\n"
        "    for name in ('records', 'identity'):\n"
        "        await provision(client, Stream(name.upper(), (f'passeport.{name}.v1.>',)), ())\n"
        "    await client.close()\n"
        "asyncio.run(main())"
    )
    subprocess.run([sys.executable, "-c", make_streams, nats_server.url()], check=True)
    migrate = [sys.executable, "-m", "passeport_publishing", "migrate"]
    done = subprocess.run(migrate, env={**os.environ, **ready_environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    newest = max(path.name[:4] for path in STORE.migrations.glob("versions/[0-9]*.py"))
    assert f"at revision {newest}" in done.stdout
    log = tmp_path / "log"
    with program(ready_environment, log) as running:
        process = psutil.Process(running.pid)
        wait_until(lambda: is_ready(ready_environment) and len(workers_of(process)) == 2, log)
        workers = workers_of(process)
        running.send_signal(how)
        assert running.wait(30) == (0 if how is signal.SIGTERM else -signal.SIGKILL), log.read_text()
        _, alive = psutil.wait_procs(workers, timeout=15)
        assert [worker for worker in alive if worker.status() != psutil.STATUS_ZOMBIE] == []
    assert "Traceback" not in log.read_text()
