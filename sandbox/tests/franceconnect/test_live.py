"""The same thing over real sockets: served in a thread, and as the program that the stack starts."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from franceconnect.service import CALLBACK, GOODBYE, PASSPORT, ManualClock, Service

from passeport_sandbox.__main__ import main
from passeport_sandbox.franceconnect.app import create_app
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.live import running


async def test_a_sign_in_over_a_real_socket(shared_keys: KeyRing, clock: ManualClock) -> None:
    def build(issuer: str) -> object:
        return create_app(issuer=issuer, clients=[PASSPORT], clock=clock, keys=shared_keys)

    with running(build) as issuer:  # type: ignore[arg-type]
        async with httpx.AsyncClient() as browser:
            service = Service(browser, issuer=issuer, clock=clock)
            assert (await service.identity("noemie"))["family_name"] == "LEBŒUF-GARÇON"
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", port_of(issuer)), 1):
        pass


async def test_the_program_serves_what_its_flags_say(tmp_path: Path) -> None:
    with program(tmp_path) as issuer:
        await until_ready(issuer)
        async with httpx.AsyncClient() as browser:
            service = Service(browser, issuer=issuer)
            service.clock.now = service.clock.now.replace(year=2000)
            claims = await service.identity("claire")
            assert claims["iss"] == issuer
            page = await browser.get(service.authorize_url(), follow_redirects=True)
            assert "Service d’essai" in page.text
    assert (tmp_path / "keys.json").exists()


def test_the_commands_are_listed_and_an_unknown_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert "franceconnect" in listed
    assert "personas" in listed
    assert main(["inconnue"]) == 2
    assert "inconnue" in capsys.readouterr().err


@pytest.mark.parametrize("issuer", ["http://localhost:8081/api/v2/", "localhost:8081"])
def test_an_issuer_that_is_none_is_refused(issuer: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["franceconnect", "--issuer", issuer, "--client-id", "a", "--client-secret-file", "b"])
    assert "--issuer" in capsys.readouterr().err


@contextmanager
def program(folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    secret = folder / "secret"
    secret.write_text(f"{PASSPORT.client_secret}\n", encoding="utf-8")
    issuer = f"http://localhost:{port}/api/v2"
    flags = {
        "--listen": f"127.0.0.1:{port}",
        "--issuer": issuer,
        "--client-id": PASSPORT.client_id,
        "--client-secret-file": str(secret),
        "--client-name": "Service d’essai",
        "--redirect-uri": CALLBACK,
        "--post-logout-redirect-uri": GOODBYE,
        "--key-file": str(folder / "keys.json"),
    }
    command = [sys.executable, "-m", "passeport_sandbox", "franceconnect"]
    command += [word for flag in flags.items() for word in flag]
    process = subprocess.Popen(command)
    try:
        yield issuer
    finally:
        process.terminate()
        process.wait(timeout=10)


async def until_ready(issuer: str) -> None:
    deadline = time.monotonic() + 20
    async with httpx.AsyncClient() as client:
        while True:
            try:
                (await client.get(f"{issuer}/.well-known/openid-configuration")).raise_for_status()
                return
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the program did not start"
                await asyncio.sleep(0.1)


def port_of(issuer: str) -> int:
    return httpx.URL(issuer).port or 0
