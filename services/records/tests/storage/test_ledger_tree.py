"""The tree and its checkpoints on PostgreSQL: the same files lead to the same root, and no fork is signed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from feed_support import KnownPersons, process, send, send_and_process, tools_of
from ledger_support import (
    FILES,
    NAME,
    ORIGIN,
    SIGNER,
    checkpoint_of,
    count,
    entries_of,
    feed_all,
    feeds_of,
    forget_all,
    sequence,
    sequencer_of,
)
from passeport_logbook import sequencer as sequencer_module
from passeport_logbook.sequencer import Forked, Sequencer
from passeport_logbook.signing import LogName
from passeport_logbook.tree import Head
from passeport_records.domain.batch import Feed
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases import process_batch as process_module
from passeport_records.usecases.feed_ports import FeedTools
from passeport_tlog.hashing import EMPTY_ROOT, leaf_hash, tree_hash
from passeport_tlog.notes import NoteSigner, open_note
from samples import simple_flux
from support import CERTIFIER


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def open_ledger_work(engine: AsyncEngine) -> FeedUnitsOfWork:
    return feeds_of(engine)


@pytest.fixture
def tools(open_ledger_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_ledger_work, persons)


@pytest.fixture
async def undisturbed(tools: FeedTools, engine: AsyncEngine, owner_engine: AsyncEngine) -> bytes:
    """The root that some files lead to; what they left is gone."""
    await feed_all(tools)
    await sequence(engine)
    root = (await checkpoint_of(engine)).root
    await forget_all(owner_engine)
    return root


async def test_the_same_files_lead_to_the_same_root(
    undisturbed: bytes, engine: AsyncEngine, tools: FeedTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "_CHUNK", 7)
    monkeypatch.setattr(sequencer_module, "MOST", 11)
    for name, sender, feed, content in FILES:
        await send_and_process(tools, sender, feed, content, name)
        await sequence(engine)
    checkpoint = await checkpoint_of(engine)
    assert (checkpoint.size, checkpoint.root) == (404, undisturbed)


async def test_files_at_once_lead_to_the_same_root(
    undisturbed: bytes, engine: AsyncEngine, tools: FeedTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "_CHUNK", 7)
    monkeypatch.setattr(sequencer_module, "MOST", 11)
    stop = asyncio.Event()
    sequencers = [asyncio.create_task(sequencer_of(engine).run(stop)) for _ in range(2)]
    await feed_all_but_together(tools)
    async with asyncio.timeout(60):
        while await count(engine, tables.ledger_queue):  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*sequencers)
    await sequence(engine)
    checkpoint = await checkpoint_of(engine)
    assert (checkpoint.size, checkpoint.root) == (404, undisturbed)


async def feed_all_but_together(tools: FeedTools) -> None:
    """The files whose entries are each other's business one after the other; the others beside them."""
    for name, sender, feed, content in FILES:
        await send(tools, sender, feed, content, name)

    async def work() -> None:
        while await process(tools) is not None:
            pass

    # The second and the fourth, and the first and the third, speak of the same entries: each waits for its turn.
    await process(tools)
    await process(tools)
    await asyncio.gather(work(), work(), work())


class Killed(BaseException):
    """What nobody catches."""


@pytest.mark.parametrize("step", ["read_head", "_append", "_awaits_what_others_saw", "_sign", "the commit"])
async def test_a_sequencer_that_dies_at_any_step_leaves_all_or_nothing(
    undisturbed: bytes, engine: AsyncEngine, tools: FeedTools, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await feed_all(tools)
    monkeypatch.setattr(sequencer_module, "MOST", 150)
    sign = Sequencer._sign

    async def die(*_: object, **__: object) -> None:
        raise Killed

    async def sign_and_die(self: Sequencer, connection: AsyncConnection, head: Head) -> None:
        await sign(self, connection, head)
        raise Killed

    for _ in range(3):
        with monkeypatch.context() as patched:
            if step == "the commit":
                patched.setattr(Sequencer, "_sign", sign_and_die)
            else:
                patched.setattr(sequencer_module if step == "read_head" else Sequencer, step, die)
            with pytest.raises(Killed):
                await sequencer_of(engine).sequence_once()
        await sequencer_of(engine).sequence_once()
    await sequence(engine)
    checkpoint = await checkpoint_of(engine)
    assert (checkpoint.size, checkpoint.root) == (404, undisturbed)


async def test_an_empty_log_has_a_checkpoint_and_is_signed_again_when_keys_change(engine: AsyncEngine) -> None:
    await sequencer_of(engine).sequence_once()
    assert await checkpoint_of(engine) == await checkpoint_of(engine, NAME)
    assert (await checkpoint_of(engine)).root == EMPTY_ROOT
    await sequencer_of(engine).sequence_once()
    assert await count(engine, tables.LEDGER.checkpoint) == 1
    newer = NoteSigner.from_seed(ORIGIN, b"n" * 32)
    both = LogName(ORIGIN, (SIGNER, newer))
    await sequencer_of(engine, both).sequence_once()
    assert await count(engine, tables.LEDGER.checkpoint) == 2
    assert await checkpoint_of(engine) == await checkpoint_of(engine, LogName(ORIGIN, (newer,)))
    async with engine.connect() as connection:
        newest = sa.select(tables.LEDGER.checkpoint.c.note).order_by(tables.LEDGER.checkpoint.c.signed_at.desc())
        note = await connection.scalar(newest.limit(1))
    assert open_note(note or "", both.keys)[1] == both.keys


async def test_checkpoints_come_at_their_interval(engine: AsyncEngine, tools: FeedTools) -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    sequencer = sequencer_of(engine, clock=lambda: now, seconds=5)
    await sequencer.sequence_once()
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    now += timedelta(seconds=4)
    assert await sequencer.sequence_once() == 1
    assert (await checkpoint_of(engine)).size == 0
    now += timedelta(seconds=1)
    assert await sequencer.sequence_once() == 0
    assert (await checkpoint_of(engine)).size == 1


async def test_a_log_that_was_rewritten_is_not_signed(
    engine: AsyncEngine, owner_engine: AsyncEngine, tools: FeedTools
) -> None:
    await feed_all(tools)
    await sequence(engine)
    signed = await checkpoint_of(engine)
    # Whoever owns the tables changes a leaf and what follows from it to the edge, but cannot sign.
    entries = list(await entries_of(engine))
    entries[3] = b"x" * 32
    hashes = [leaf_hash(entry) for entry in entries]
    async with owner_engine.begin() as connection:
        await connection.execute(
            sa.update(tables.LEDGER.tile).values(data=b"".join(hashes[:256])).where(tables.LEDGER.tile.c.level == 0)
        )
        levels = [b"".join(hashes[256:]), tree_hash(hashes[:256])]
        await connection.execute(sa.update(tables.LEDGER.head).values(levels=levels))
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("999"), "z.xml")
    with pytest.raises(Forked, match="does not continue the signed one of 404"):
        await sequencer_of(engine).sequence_once()
    assert await checkpoint_of(engine) == signed
