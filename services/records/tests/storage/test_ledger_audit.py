"""The auditor on PostgreSQL: it finds what whoever owns the tables alters, one row at a time, and says where."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from ledger_support import (
    KEYS,
    NAME,
    ORIGIN,
    SIGNER,
    audit_ledger,
    checkpoint_of,
    entries_of,
    expect_checkpoint,
    feeds_of,
    places_of,
    sequence,
    verify_log,
)
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry
from passeport_dossier.usecases.expire_person import ExpirePerson
from passeport_logbook.audit import Audit
from passeport_records.domain.batch import Feed
from passeport_records.ledger.audit import LedgerAuditor
from passeport_records.ledger.entering import enter_ledger
from passeport_records.storage import tables
from passeport_records.storage.person_work import PersonUnitsOfWork
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.hashing import leaf_hash, tree_hash
from passeport_tlog.notes import NoteSigner
from samples import contract, lot, message, person, simple_flux
from support import CERTIFIER, DSN_SENDER

COUNT = 300


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
async def filled(engine: AsyncEngine, persons: KnownPersons) -> AsyncEngine:
    """A ledger of 303 leaves: two tiles, awards and an employment, a withdrawal and a correction."""
    tools = tools_of(feeds_of(engine), persons)
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux(*map(str, range(COUNT))), "a.xml")
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("7", action="SUPPRESSION"), "b.xml")
    for number, title in enumerate(("Ingénieure", "Cheffe de projet"), start=9):
        months = lot(message(person(), contract(r006=title), month=f"01{number:02}2026"))
        await send_and_process(tools, DSN_SENDER, Feed.DSN, months, f"{number}.dsn")
    await sequence(engine)
    return engine


async def audit(engine: AsyncEngine, *seen: Checkpoint) -> Audit:
    return await audit_ledger(engine, ORIGIN, NAME.keys, seen)


async def test_a_ledger_as_it_was_written_has_no_fault(filled: AsyncEngine) -> None:
    found = await audit(filled)
    assert [str(fault) for fault in found.faults] == []
    checkpoint = await checkpoint_of(filled)
    assert (found.size, found.root, found.shredded) == (COUNT + 3, checkpoint.root, 0)
    assert found.checkpoints >= 1


async def test_what_was_signed_of_an_empty_log_is_no_fault(engine: AsyncEngine, owner_engine: AsyncEngine) -> None:
    root = tree_hash([])
    note = Checkpoint(ORIGIN, 0, root).sign([SIGNER])
    row = {"size": 0, "signed_at": datetime.now(UTC), "root": root, "note": note}
    async with owner_engine.begin() as connection:
        await connection.execute(sa.insert(tables.LEDGER.checkpoint).values(row))
    found = await audit(engine)
    assert (found.faults, found.size, found.checkpoints) == ([], 0, 1)


# What is altered, at which index, and what is said of it.
# Bytes are changed to what they were not, whatever they were: a set value would be theirs once in 256 times.
ALTERED = {
    "a title": ("UPDATE entry SET title = 'Autre' WHERE {entry}", 42, "entry does not say what its leaf says: title"),
    "a date": ("UPDATE entry SET end_date = '2040' WHERE {entry}", 42, "its leaf says: end"),
    "an employer": ("UPDATE entry SET organisation_siret = '1' WHERE {entry}", COUNT + 2, "its leaf says: siret"),
    "a nature": ("UPDATE entry SET nature = 'declared' WHERE {entry}", 42, "not say that it is guaranteed"),
    "a day to go": (
        "UPDATE entry SET purge_at = now(), state_before = 'active' WHERE {entry}",
        42,
        "not say that it is guaranteed",
    ),
    "a detail": (
        "UPDATE entry SET details = details || '{{\"level\": 8}}' WHERE {entry}",
        42,
        "its leaf says: details",
    ),
    "a withdrawal undone": ("UPDATE entry SET state = 'active' WHERE {entry}", COUNT, "its leaf says: state"),
    "an entry set back": ("UPDATE entry SET revision = 1 WHERE {entry}", COUNT, "the log knows version 2"),
    "an entry that is gone": ("DELETE FROM entry WHERE {entry}", 42, "the entry is gone"),
    "a line of provenance": ("UPDATE provenance_step SET line = 1 WHERE {step}", 42, "provenance does not say.*: line"),
    "a cause": ("UPDATE provenance_step SET cause = '' WHERE {step}", 7, "provenance does not say.*: cause"),
    "a step that is gone": ("DELETE FROM provenance_step WHERE {step}", 42, "its version 1 is gone"),
    "a file": ("UPDATE batch SET sha256 = '' WHERE file_name = 'b.xml'", COUNT, "provenance does not say.*: sha256"),
    "a sender": ("UPDATE batch SET sender_name = 'X' WHERE file_name = 'b.xml'", COUNT, "provenance.*: sender"),
    "what a version says": (
        "UPDATE provenance_step SET said = replace(said, 'title', 'titre') WHERE {step}",
        42,
        "what version 1 says .* was altered",
    ),
    "a version without text": ("UPDATE provenance_step SET said = NULL WHERE {step}", 42, "its version 1 is gone"),
    "what is kept of the version before": (
        'UPDATE provenance_step SET before = before || \'{{"title": "Autre"}}\' WHERE {step}',
        COUNT + 2,
        "what is kept of version 1 .* does not say what its leaf says: title",
    ),
    "a place that is gone": (
        "DELETE FROM ledger_place WHERE {step}",
        42,
        "its place is gone, and nobody was forgotten",
    ),
    "a leaf said to be shredded": ("INSERT INTO ledger_shredded VALUES ({index})", 42, "shredded, and has a place"),
    "a leaf": (
        """
        UPDATE ledger_tile SET data = set_byte(data, 32 * {index} + 6, 255 - get_byte(data, 32 * {index} + 6))
        WHERE level = 0
        """,
        42,
        "tile/0/000 is not what its leaves come to",
    ),
    "a log entry": (
        """
        UPDATE ledger_tile SET data = set_byte(data, 34 * {index} + 6, 255 - get_byte(data, 34 * {index} + 6))
        WHERE level = -1
        """,
        42,
        "what version 1 says .* was altered",
    ),
    "the edge": (
        "UPDATE ledger_head SET entries = set_byte(entries, 9, 255 - get_byte(entries, 9))",
        256,
        "what version 1 says .* was altered",
    ),
}


@pytest.mark.parametrize("what", ALTERED)
async def test_one_altered_row_is_found_and_named(filled: AsyncEngine, owner_engine: AsyncEngine, what: str) -> None:
    sql, index, said = ALTERED[what]
    entry_id, revision, _ = (await places_of(filled))[index]
    step = f"entry_id = '{entry_id}' AND revision = {revision}"
    async with owner_engine.begin() as connection:
        changed = await connection.execute(sa.text(sql.format(entry=f"id = '{entry_id}'", step=step, index=index)))
    assert changed.rowcount == 1
    found = await audit(filled)
    named = [fault for fault in found.faults if fault.index == index]
    assert any(re.search(said, fault.what) for fault in named), found.faults


# What is altered beside what leaves say, of which entry, by its index, and what is said of it.
BESIDE = {
    "a key": ("UPDATE entry_source SET sender_key = 'X' WHERE {entry}", 42, {"does not lead to it", "never gave it"}),
    "a sender of a key": ("UPDATE entry_source SET sender = 'X' WHERE {entry}", 42, {"does not lead to it"}),
    "a key that is gone": ("DELETE FROM entry_source WHERE {entry}", 42, {"does not lead to it"}),
    "a key of a contract that is gone": ("DELETE FROM entry_source WHERE {entry}", COUNT + 2, {"does not lead to it"}),
    "a key of a contract of another person": (
        "UPDATE entry_source SET sender_key = 'X' WHERE {entry}",
        COUNT + 2,
        {"never gave it"},
    ),
    "a key more": (
        "INSERT INTO entry_source SELECT source, sender, 'X', person_id, entry_id FROM entry_source WHERE {entry}",
        42,
        {"never gave it"},
    ),
    "what goes on for it": ("UPDATE entry SET continued_by = id WHERE id = '{id}'", 42, {"still holds"}),
    "what goes on for it and is not there": (
        "UPDATE entry SET continued_by = '01890000-0000-7000-8000-000000000000' WHERE id = '{id}'",
        COUNT,
        {"is not there"},
    ),
}


async def test_what_no_leaf_says_is_held_against_what_they_say(filled: AsyncEngine, owner_engine: AsyncEngine) -> None:
    places = await places_of(filled)
    async with owner_engine.begin() as connection:
        keys = [dict(row) for row in (await connection.execute(sa.select(tables.entry_source))).mappings()]
    for what, (sql, index, said) in BESIDE.items():
        entry_id = places[index][0]
        async with owner_engine.begin() as connection:
            changed = await connection.execute(sa.text(sql.format(entry=f"entry_id = '{entry_id}'", id=entry_id)))
        assert changed.rowcount == 1, what
        faults = (await audit(filled)).faults
        assert ({fault.of for fault in faults}, len(faults)) == ({f"entry {entry_id}"}, len(said)), (what, faults)
        assert all(any(part in fault.what for fault in faults) for part in said), (what, faults)
        async with owner_engine.begin() as connection:
            await connection.execute(sa.delete(tables.entry_source))
            await connection.execute(sa.insert(tables.entry_source), keys)
            await connection.execute(sa.update(tables.entry).values(continued_by=None))


async def test_a_moved_entry_is_found(filled: AsyncEngine, owner_engine: AsyncEngine) -> None:
    """Everything of an entry given to another person, who has a key of his own."""
    entry_id, *_ = (await places_of(filled))[42]
    other = new_id()
    async with owner_engine.begin() as connection:
        for column in (tables.entry.c.id, tables.provenance_step.c.entry_id, tables.ledger_place.c.entry_id):
            await connection.execute(sa.update(column.table).where(column == entry_id).values(person_id=other))
        key = {"person_id": other, "key": KEYS.make(other), "made_with": "1"}
        await connection.execute(sa.insert(tables.ledger_key).values(key))
    faults = [(fault.index, fault.of, fault.what) for fault in (await audit(filled)).faults]
    assert (42, f"entry {entry_id}", "it does not say what its leaf says: person") in faults


async def test_a_version_that_another_follows_was_not_forgotten(filled: AsyncEngine, owner_engine: AsyncEngine) -> None:
    places = await places_of(filled)
    entry_id, revision, _ = places[COUNT]
    first = next(index for index, (of, *_) in enumerate(places) if of == entry_id)
    async with owner_engine.begin() as connection:
        for table in (tables.ledger_place, tables.provenance_step):
            of_first = (table.c.entry_id == entry_id, table.c.revision == revision - 1)
            await connection.execute(sa.delete(table).where(*of_first))
        await connection.execute(sa.insert(tables.ledger_shredded).values(index=first))
    (fault,) = (await audit(filled)).faults
    assert (fault.index, fault.what) == (COUNT, "version 1, which it follows, was altered or is gone")


async def test_an_entry_ahead_of_its_leaves_is_found_whatever_it_says_it_is(
    filled: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    entry_id, *_ = (await places_of(filled))[42]
    changed = sa.update(tables.entry).where(tables.entry.c.id == entry_id)
    changed = changed.values(nature="declared", title="Autre", revision=tables.entry.c.revision + 1)
    async with owner_engine.begin() as connection:
        await connection.execute(changed)
    said = [fault.what for fault in (await audit(filled)).faults]
    assert said == [
        "the entry does not say that it is guaranteed (nature, purge_at)",
        "its version 2 is of no origin",
    ]


async def test_a_log_takes_as_long_as_it_takes(filled: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[str] = []

    async def strays(self: LedgerAuditor, connection: AsyncConnection, audit: Audit) -> None:
        names = ("statement_timeout", "idle_in_transaction_session_timeout")
        limits.extend([str(await connection.scalar(sa.text(f"SHOW {name}"))) for name in names])

    monkeypatch.setattr(LedgerAuditor, "strays", strays)
    await audit(filled)
    assert limits == ["0", "0"]


async def test_an_entry_that_no_feed_brought_is_found(filled: AsyncEngine, owner_engine: AsyncEngine) -> None:
    entry_id, *_ = (await places_of(filled))[42]
    made_up = new_id()
    async with owner_engine.begin() as connection:
        row = (await connection.execute(sa.select(tables.entry).where(tables.entry.c.id == entry_id))).mappings().one()
        await connection.execute(sa.insert(tables.entry).values(dict(row) | {"id": made_up}))
    (fault,) = (await audit(filled)).faults
    assert (fault.of, fault.what) == (f"entry {made_up}", "its version 1 is of no origin")


async def test_a_log_that_was_written_anew_is_found_by_a_checkpoint_that_others_kept(
    filled: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = await checkpoint_of(filled)
    file = tmp_path / "checkpoint"
    file.write_text(kept.sign([SIGNER]), encoding="utf-8")
    assert await verify_log(filled, ORIGIN, NAME.keys, [file]) == 0
    assert f"{COUNT + 3} leaves, 0 of them shredded" in capsys.readouterr().out
    # Whoever owns the tables and has the key begins anew, with one award less.
    names = ", ".join(table.name for table in tables.metadata.sorted_tables)
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text(f"TRUNCATE {names}"))
    tools = tools_of(feeds_of(filled), KnownPersons())
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux(*map(str, range(1, COUNT + 4))), "a.xml")
    await sequence(filled)
    assert (await audit(filled)).faults == []
    assert await verify_log(filled, ORIGIN, NAME.keys, [file]) == 1
    assert f"what was signed at {COUNT + 3} leaves is not the root of these leaves" in capsys.readouterr().out
    assert await expect_checkpoint(filled, ORIGIN, NAME.keys, file) == 1
    assert "contradicts" in capsys.readouterr().out


async def test_a_checkpoint_that_is_forged_or_ahead_is_found(filled: AsyncEngine, owner_engine: AsyncEngine) -> None:
    ahead = Checkpoint(ORIGIN, 999, b"r" * 32)
    assert [fault.what for fault in (await audit(filled, ahead)).faults] == [
        f"a checkpoint was signed at 999 leaves, and there are {COUNT + 3}"
    ]
    forger = NoteSigner.from_seed(ORIGIN, b"f" * 32)
    row = {"size": 5, "signed_at": datetime.now(UTC), "root": b"r" * 32}
    async with owner_engine.begin() as connection:
        note = Checkpoint(ORIGIN, 5, b"r" * 32).sign([forger])
        await connection.execute(sa.insert(tables.LEDGER.checkpoint).values(row | {"note": note}))
    (fault,) = (await audit(filled)).faults
    assert "the checkpoint at 5 leaves does not hold" in fault.what


async def test_who_was_forgotten_is_no_fault(filled: AsyncEngine, persons: KnownPersons) -> None:
    entries = await entries_of(filled)
    await ExpirePerson(PersonUnitsOfWork(filled, "records-persons"))(
        new_id(), Expiry(persons.claire, datetime.now(UTC))
    )
    found = await audit(filled)
    assert (found.faults, found.shredded, found.size) == ([], COUNT + 3, COUNT + 3)
    assert found.root == tree_hash([leaf_hash(entry) for entry in entries])


async def test_entries_from_before_the_ledger_are_entered_in_the_order_of_their_files(
    engine: AsyncEngine, owner_engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    before = tools_of(open_feed_work, persons)
    await send_and_process(before, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2", "3"), "a.xml")
    await send_and_process(before, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("2", action="SUPPRESSION"), "b.xml")
    after = tools_of(feeds_of(engine), persons)
    await send_and_process(after, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("3", action="SUPPRESSION"), "c.xml")
    assert {fault.what for fault in (await audit(engine)).faults} == {
        "its version 1 has no leaf (python -m … enter-ledger)",
        "its version 2 has no leaf (python -m … enter-ledger)",
    }
    # What a feed entered is taken first or after; what is from before, as the files came.
    assert await enter_ledger(owner_engine, KEYS) == 2
    assert await enter_ledger(owner_engine, KEYS) == 0
    assert await sequence(engine) == 3
    assert [revision for _, revision, _ in await places_of(engine)] == [1, 2, 2]
    assert (await audit(engine)).faults == []
    # Taken out of the log, the same texts can be entered in another one.
    async with owner_engine.begin() as connection:
        log = [one for one in tables.metadata.tables if one.startswith("ledger_") and one != "ledger_key"]
        await connection.execute(sa.text(f"TRUNCATE {', '.join(log)}"))
    assert await enter_ledger(owner_engine, KEYS) == 3
    assert await sequence(engine) == 3
    assert (await audit(engine)).faults == []


async def test_a_checkpoint_is_expected(
    filled: AsyncEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "checkpoint"
    file.write_text((await checkpoint_of(filled)).sign([SIGNER]), encoding="utf-8")
    assert await expect_checkpoint(filled, ORIGIN, NAME.keys, file) == 0
    assert "in it already" in capsys.readouterr().out
    file.write_text(Checkpoint(ORIGIN, 999, b"r" * 32).sign([SIGNER]), encoding="utf-8")
    for _ in range(2):
        assert await expect_checkpoint(filled, ORIGIN, NAME.keys, file) == 0
        assert "nothing is signed until" in capsys.readouterr().out
    file.write_text(Checkpoint(ORIGIN, 999, b"s" * 32).sign([SIGNER]), encoding="utf-8")
    assert await expect_checkpoint(filled, ORIGIN, NAME.keys, file) == 1
    file.write_text(
        Checkpoint(ORIGIN, 999, b"s" * 32).sign([NoteSigner.from_seed(ORIGIN, b"f" * 32)]), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="none of the known keys"):
        await expect_checkpoint(filled, ORIGIN, NAME.keys, file)
