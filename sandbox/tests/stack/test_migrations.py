"""A service migrates when it has to, and when nothing has changed the second start is spared it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import nats
import pytest

from passeport_sandbox.stack import migrations as migrations_module
from passeport_sandbox.stack.bus import ROLES
from passeport_sandbox.stack.migrations import Migrations
from passeport_sandbox.stack.notes import Notes
from passeport_testing.nats import NatsServer


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The code of a service, in a folder that a test may change."""
    folder = tmp_path / "code"
    for package in ("passeport_chassis", "passeport_publishing"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").write_text("")
    monkeypatch.setattr(migrations_module, "folder_of", lambda package: folder / package)
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NatsServer]:
    """A NATS of its own, whose streams a test may remove."""
    server = NatsServer(tmp_path / "nats")
    server.start()
    yield server
    server.stop()


async def test_only_who_changed_or_lost_a_stream_migrates(tmp_path: Path, code: Path, server: NatsServer) -> None:
    role = ROLES["publishing"]
    done: list[tuple[str, str]] = []
    client = await nats.connect(server.url())
    bus = client.jetstream()
    other, durable = next(iter(role.consumes.items()))

    def runs_again() -> bool:
        before = len(done)
        Migrations(Notes(tmp_path), server).bring_up_to_date("publishing", lambda *what: done.append(what))
        return len(done) > before

    async def make_streams() -> None:
        for stream in (role.stream, *role.consumes):
            await bus.add_stream(name=stream, subjects=[f"{stream}.>"])
        for stream, name in role.consumes.items():
            await bus.add_consumer(stream, durable_name=name, ack_policy="explicit")

    try:
        await make_streams()
        assert [runs_again(), runs_again()] == [True, False]
        assert done == [("publishing", "migrate")]

        (code / "passeport_publishing" / "tables.py").write_text("changed = True\n")
        assert [runs_again(), runs_again()] == [True, False]
        shutil.rmtree(code / "passeport_chassis")
        assert [runs_again(), runs_again()] == [True, False]

        await bus.delete_consumer(other, durable)
        assert runs_again()
        for stream in (role.stream, *role.consumes):
            await bus.delete_stream(stream)
        assert runs_again()
        await make_streams()
        assert not runs_again()
    finally:
        await client.close()


def test_a_migration_that_failed_is_tried_again(tmp_path: Path, code: Path, server: NatsServer) -> None:
    def fail(*_: str) -> None:
        raise RuntimeError("no such revision")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="no such revision"):
            Migrations(Notes(tmp_path), server).bring_up_to_date("publishing", fail)
