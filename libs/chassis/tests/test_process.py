"""A whole process: probes answer, a signal drains and stops it, a failing part stops the others."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap

import httpx
import pytest

from passeport_chassis.admin import AdminServer
from passeport_chassis.lifecycle import Part, supervise
from passeport_testing.ports import free_port


async def test_readiness_names_what_is_not_ready_and_turns_off_while_draining() -> None:
    async def good() -> None: ...

    async def bad() -> None:
        raise ConnectionError

    port = free_port()
    admin = AdminServer(f"127.0.0.1:{port}", {"database": good})
    stop = asyncio.Event()
    running = asyncio.create_task(admin.run(stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(100):
            try:
                await client.get("/livez")
                break
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).json() == {"database": "ok"}
        assert "python_info" in (await client.get("/metrics")).text
        assert "service_ready 1.0" in (await client.get("/metrics")).text
        admin.draining = True
        assert (await client.get("/readyz")).status_code == 503
        assert "service_ready 0.0" in (await client.get("/metrics")).text
        admin.draining = False
        admin._pings["bus"] = bad
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"database": "ok", "bus": "ConnectionError"})
    stop.set()
    await running


async def test_a_signal_drains_first_and_stops_the_parts_last_to_first() -> None:
    seen: list[str] = []

    def part(name: str) -> Part:
        async def run(stop: asyncio.Event) -> None:
            await stop.wait()
            seen.append(name)

        return Part(name, run)

    async def drain() -> None:
        seen.append("drain")

    running = asyncio.create_task(supervise([part("admin"), part("rpc")], on_drain=drain))
    await asyncio.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)
    await running
    assert seen == ["drain", "rpc", "admin"]


async def test_a_part_that_fails_stops_the_others_and_is_raised() -> None:
    stopped = asyncio.Event()

    async def fails(stop: asyncio.Event) -> None:
        raise OSError("cannot listen")

    async def lives(stop: asyncio.Event) -> None:
        await stop.wait()
        stopped.set()

    with pytest.raises(OSError, match="cannot listen"):
        await supervise([Part("lives", lives), Part("fails", fails)])
    assert stopped.is_set()


PROGRAM = """
import logging, sys
from passeport_chassis.program import Command, run_program
from passeport_chassis.settings import ServiceSettings

class Settings(ServiceSettings):
    tries: int

async def crash(settings, arguments):
    logging.getLogger("lib").warning("from a library")
    raise ValueError("1 80 01 75 001 001 secret")

sys.exit(run_program("toy", Settings, {"crash": Command("crash", crash)}))
"""


def run_toy(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), *arguments],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], **environment},
        timeout=30,
        check=False,
    )


def test_a_process_with_a_wrong_setting_says_which_and_exits_2() -> None:
    done = run_toy("crash", PASSEPORT_TRIES="many")
    assert done.returncode == 2
    assert "PASSEPORT_TRIES: Input should be a valid integer" in done.stderr


def test_check_config_says_that_the_settings_are_right() -> None:
    done = run_toy("check-config", PASSEPORT_TRIES="3")
    assert (done.returncode, done.stdout) == (0, "the settings are right\n")


def test_a_crash_is_logged_as_json_without_what_it_quotes() -> None:
    done = run_toy("crash", PASSEPORT_TRIES="3")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[0]["event"] == "from a library"
    assert lines[-1]["event"] == "stopped by an error"
    assert lines[-1]["exception"][0] == "builtins.ValueError"
    assert "secret" not in done.stderr
