"""The commands of the trail, with real settings on a real PostgreSQL: what they print, and with what they end."""

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.program import Command
from passeport_chassis.settings import SettingsError
from passeport_identity.settings import Settings
from passeport_identity.storage.tables import trail
from passeport_identity.trail.commands import trail_commands
from passeport_identity.wiring import anchor_signer
from passeport_testing.certificates import CertificateAuthority, private_key_pem
from passeport_testing.postgres import PostgresServer
from people import START, MovedClock
from trails import TrailBench

Run = Callable[..., Awaitable[int | None]]


async def _nothing(settings: Settings, arguments: argparse.Namespace) -> int | None:
    return None


@pytest.fixture
def run(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: MovedClock) -> Run:
    """Runs a command as `python -m passeport_identity` would, on the days of the tests."""
    # By the clock on the wall an anchor more would be missing with each day.
    monkeypatch.setattr("passeport_identity.trail.commands.system_clock", clock)
    (tmp_path / "audit.pem").write_bytes(private_key_pem(CertificateAuthority.create().key))
    environment["PASSEPORT_AUDIT_KEY_FILE"] = str(tmp_path / "audit.pem")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    commands = trail_commands(trail, anchor_signer, {"migrate": Command("migrate", _nothing)})

    async def run(name: str, *words: str) -> int | None:
        parser = argparse.ArgumentParser()
        commands[name].arguments(parser)
        return await commands[name].run(Settings.load(), parser.parse_args(words))

    return run


@pytest.fixture
async def bench(engine: AsyncEngine, postgres_server: PostgresServer, clock: MovedClock, run: Run) -> TrailBench:
    """Three days, of which two are anchored."""
    bench = TrailBench(engine, postgres_server, clock, anchor_signer(Settings.load()))
    await bench.three_days()
    return bench


async def test_anchors_and_keys_are_handed_out_and_prove_the_trail_from_outside(
    run: Run, bench: TrailBench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await run("anchors")
    (tmp_path / "anchors").write_text(anchors := capsys.readouterr().out)
    assert anchors.split() == await bench.anchors()
    await run("anchors", "--from", f"{START.date()}", "--keys")
    (tmp_path / "keys.json").write_text(keys := capsys.readouterr().out)
    assert '"d"' not in keys
    outside = ("--anchors", str(tmp_path / "anchors"), "--keys", str(tmp_path / "keys.json"))
    last = f"{bench.clock().date()}"
    await run("verify-trail", *outside, "--from", last)
    assert "1 days, 4 accesses, 2 anchors verified in" in capsys.readouterr().out
    changed = (await bench.ids(START.date()))[1]
    bench.tamper(f"UPDATE access SET action = 'identity.reae' WHERE id = '{changed}'")  # noqa: S608
    assert await run("verify-trail", *outside) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{START.date()}, place 2, access {changed}: changed"
    assert "3 days, 16 accesses" in told[-1]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [("--keys", "{}", "must be a JWK set"), ("--keys", '{"keys": [{}]}', "P-256"), ("--anchors", None, "No such file")],
)
async def test_a_file_that_will_not_do_is_told(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str | None, told: str
) -> None:
    path = tmp_path / "given"
    if text is not None:
        path.write_text(text)
    assert await run("verify-trail", name, str(path)) == 2
    assert told in capsys.readouterr().err
    with pytest.raises(SystemExit):
        await run("verify-trail", "--from", "hier")
    assert "must be a day such as 2026-11-25" in capsys.readouterr().err


async def test_months_are_made_and_expire_as_the_owner_only(
    run: Run, engine: AsyncEngine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await run("migrate") is None
    assert await run("make-partitions") is None
    capsys.readouterr()
    assert await run("expire-accesses", "--dry-run") == 0
    assert capsys.readouterr().out == "nothing is older than 366 days\n"
    for days in ("365", "3661", "x"):
        with pytest.raises(SystemExit):
            await run("expire-accesses", f"--days={days}")
        assert "--days: must be days, from 366 (the year of the law) to 3660" in capsys.readouterr().err
    monkeypatch.delenv("PASSEPORT_MIGRATION_DATABASE_URL")
    with pytest.raises(SettingsError, match="PASSEPORT_MIGRATION_DATABASE_URL: is required"):
        await run("expire-accesses")
