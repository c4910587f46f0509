"""The trail as the program keeps it: sealed and anchored while it runs, and verified by command."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_testing.certificates import CertificateAuthority, private_key_pem
from passeport_testing.postgres import PostgresServer
from passeport_testing.services import Program
from people import MovedClock
from trails import TrailBench

PROGRAM = Program("passeport_identity")


async def test_the_trail_is_sealed_and_anchored_while_it_serves_and_verified_by_command(
    environment: dict[str, str], engine: AsyncEngine, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    (tmp_path / "audit.pem").write_bytes(private_key_pem(CertificateAuthority.create().key))
    environment["PASSEPORT_AUDIT_KEY_FILE"] = str(tmp_path / "audit.pem")
    # What is sealed two days ago is anchored at once.
    clock = MovedClock()
    clock.now = datetime.now(UTC) - timedelta(days=2)
    bench = TrailBench(engine, postgres_server, clock, signer=None)
    await bench.add(3, clock.now)
    await bench.seal()
    await bench.add(2, datetime.now(UTC))
    async with PROGRAM.running(environment):
        async with asyncio.timeout(30):
            while len(await bench.anchors()) < 2 or await bench.waiting():  # noqa: ASYNC110 - another process seals
                await asyncio.sleep(0.05)
    # One more than two, if a day ended meanwhile.
    anchors = len(await bench.anchors())
    code, out, err = await PROGRAM.run(environment, "verify-trail")
    assert (code, f"5 accesses, {anchors} anchors verified in" in out, "no faults" in out) == (0, True, True), out + err
