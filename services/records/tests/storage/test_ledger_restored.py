"""A database that was restored comes back to the log that others saw, or says that it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from ledger_support import (
    FILES,
    NAME,
    ORIGIN,
    adopt,
    audit_ledger,
    checkpoint_of,
    count,
    entries_of,
    expect_checkpoint,
    feed_all,
    feeds_of,
    forget_all,
    places_of,
    sequence,
    sequencer_of,
)
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry
from passeport_dossier.usecases.expire_person import ExpirePerson
from passeport_logbook import adopting as adopting_module
from passeport_logbook.sequencer import Forked
from passeport_records.domain.batch import Feed
from passeport_records.storage import tables
from passeport_records.storage.person_work import PersonUnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, write_bundle
from samples import simple_flux
from support import CERTIFIER

SIZE = 404


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(engine: AsyncEngine, persons: KnownPersons) -> FeedTools:
    return tools_of(feeds_of(engine), persons)


@pytest.fixture
async def seen(tools: FeedTools, engine: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path) -> Checkpoint:
    """What others saw before the database was lost: a checkpoint, and a mirror of the bundles."""
    await feed_all(tools)
    await sequence(engine)
    signed = await checkpoint_of(engine)
    entries = await entries_of(engine)
    for first in range(0, SIZE, TILE_WIDTH):
        part = entries[first : first + TILE_WIDTH]
        path = tmp_path / Tile(ENTRIES, first // TILE_WIDTH, len(part)).path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_bundle(part))
    (tmp_path / "checkpoint").write_text(signed.sign(NAME.signers), encoding="utf-8")
    await forget_all(owner_engine)
    return signed


async def expect(engine: AsyncEngine, folder: Path) -> None:
    assert await expect_checkpoint(engine, ORIGIN, NAME.keys, folder / "checkpoint") == 0


async def come_back(engine: AsyncEngine, folder: Path, published: Path | None = None) -> int:
    return await adopt(engine, ORIGIN, NAME.keys, folder / "checkpoint", published)


async def test_the_same_files_bring_it_back(
    seen: Checkpoint,
    engine: AsyncEngine,
    tools: FeedTools,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adopting_module, "MOST", 33)
    await expect(engine, tmp_path)
    await feed_all(tools)
    # No place is given and nothing signed until it is known that it goes right.
    assert await sequencer_of(engine).sequence_once() == 0
    assert await count(engine, tables.LEDGER.checkpoint) == await count(engine, tables.ledger_place) == 0
    assert await come_back(engine, tmp_path) == 0
    assert "leaves 0 to 403 are where they were: 404 of them were in line, 0 are nobody's" in capsys.readouterr().out
    await sequence(engine)
    assert await checkpoint_of(engine) == seen
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("999"), "z.xml")
    assert await sequence(engine) == 1
    assert (await audit_ledger(engine, ORIGIN, NAME.keys, [seen])).faults == []


async def test_what_is_missing_or_in_another_order_is_refused_and_changes_nothing(
    seen: Checkpoint, engine: AsyncEngine, tools: FeedTools, tmp_path: Path
) -> None:
    await expect(engine, tmp_path)
    for name, sender, feed, content in reversed(FILES):
        with pytest.raises(ValueError, match="feed what was received since the backup"):
            await come_back(engine, tmp_path)
        await send_and_process(tools, sender, feed, content, name)
    # The withdrawals came before what they withdraw, and were refused.
    with pytest.raises(ValueError, match="and the checkpoint is of 404"):
        await come_back(engine, tmp_path)
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("7", "9", action="SUPPRESSION"), "y.xml")
    # Of the months the later one came first, and says all: there is no correction.
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("new"), "new.xml")
    with pytest.raises(ValueError, match="do not come to the checkpoint of 404 in their order"):
        await come_back(engine, tmp_path)
    assert await count(engine, tables.ledger_place) == 0
    assert await count(engine, tables.ledger_queue) == SIZE


async def test_published_bundles_bring_it_back_whatever_came_when(
    seen: Checkpoint,
    engine: AsyncEngine,
    tools: FeedTools,
    persons: KnownPersons,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adopting_module, "_AT_ONCE", 100)
    await expect(engine, tmp_path)
    # The last file first, and one more line that was never published; the employment does not come at all.
    for name, sender, feed, content in (FILES[4], FILES[0], FILES[2]):
        await send_and_process(tools, sender, feed, content, name)
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("new"), "new.xml")
    assert await come_back(engine, tmp_path, tmp_path) == 0
    assert "402 of them were in line, 2 are nobody's any more" in capsys.readouterr().out
    assert await sequence(engine) == 1
    assert (await places_of(engine))[-1][2] == SIZE
    found = await audit_ledger(engine, ORIGIN, NAME.keys, [seen])
    assert (found.faults, found.size, found.shredded) == ([], SIZE + 1, 2)
    with pytest.raises(ValueError, match="has 405 leaves already"):
        await come_back(engine, tmp_path, tmp_path)


async def test_who_was_forgotten_meanwhile_has_no_place(
    seen: Checkpoint, engine: AsyncEngine, tools: FeedTools, persons: KnownPersons, tmp_path: Path
) -> None:
    await feed_all(tools)
    expire = ExpirePerson(PersonUnitsOfWork(engine, "records-persons"))
    await expire(new_id(), Expiry(persons.claire, datetime.now(UTC)))
    assert await come_back(engine, tmp_path, tmp_path) == 0
    assert await count(engine, tables.ledger_place) == await count(engine, tables.ledger_queue) == 0
    found = await audit_ledger(engine, ORIGIN, NAME.keys, [seen])
    assert (found.faults, found.shredded) == ([], SIZE)


async def test_bundles_that_are_not_the_published_ones_are_refused(
    seen: Checkpoint, engine: AsyncEngine, tools: FeedTools, tmp_path: Path
) -> None:
    await feed_all(tools)
    whole = tmp_path / Tile(ENTRIES, 0).path
    data = bytearray(whole.read_bytes())
    data[40] ^= 1
    whole.write_bytes(bytes(data))
    with pytest.raises(ValueError, match="do not lead from the log of 0 leaves"):
        await come_back(engine, tmp_path, tmp_path)
    whole.write_bytes(bytes(data[:-34]))
    with pytest.raises(ValueError, match="has 255 entries, not 256"):
        await come_back(engine, tmp_path, tmp_path)
    whole.unlink()
    with pytest.raises(ValueError, match="is not there"):
        await come_back(engine, tmp_path, tmp_path)
    assert await count(engine, tables.ledger_queue) == SIZE


async def test_another_log_of_the_same_size_is_not_signed(engine: AsyncEngine, tools: FeedTools) -> None:
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    await sequence(engine)
    async with engine.begin() as connection:
        await connection.execute(sa.insert(tables.LEDGER.witness).values(size=2, root=b"r" * 32))
    with pytest.raises(Forked, match="at 2 leaves"):
        await sequencer_of(engine).sequence_once()
