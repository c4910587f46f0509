"""The log of publications on PostgreSQL: a leaf for each, a proof that stands alone, an auditor who misses nothing."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kept import unsigned
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry
from passeport_dossier.usecases.expire_person import ExpirePerson
from passeport_logbook.sequencer import Forked, Sequencer
from passeport_logbook.signing import LogName
from passeport_logbook.tree import Head
from passeport_publishing.domain.codes import new_code
from passeport_publishing.domain.leaf import Leaf, LogBook, PublicationProof, leaf_said
from passeport_publishing.domain.publication import Publication, SealedDocument, State
from passeport_publishing.domain.snapshot import Language
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.storage import tables
from passeport_publishing.storage.tlog import SqlPublicLog
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.tlog import queue as queue_module
from passeport_publishing.tlog.entering import enter_log
from passeport_publishing.usecases.ports import Made
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteSigner
from passeport_tlog.proof_file import ProofFile
from passeport_tlog.tiles import Tile
from samples import NOW, make_snapshot
from tlog_support import (
    BOOK,
    NAME,
    ORIGIN,
    SIGNER,
    adopt,
    audit,
    checkpoint_of,
    count,
    expect,
    sequence,
    sequencer_of,
    told,
)

PERSON = uuid4()
COUNT = 5


def make(index: int, person_id: UUID = PERSON, *, logged: bool = True) -> Made:
    snapshot, pdf = make_snapshot(), f"pdf {index}".encode()
    digest = hashlib.sha256(pdf).hexdigest()
    publication = Publication(
        *(new_id(), person_id, new_code(), "CV", Language.FRENCH, State.PUBLISHED, NOW, NOW),
        *(snapshot.record_ids, digest, len(pdf)),
    )
    status = tuple(StatusEntry(f"{purpose}-1", purpose, index) for purpose in Purpose)
    document, credential = SealedDocument(pdf, digest), unsigned(snapshot, str(index))
    leaf = Leaf(secrets.token_bytes(32), leaf_said(publication.id, digest, credential)) if logged else None
    return Made(publication, f"r-{index}", b"print", snapshot, document, credential, status, leaf)


async def keep(open_work: UnitsOfWork, *several: Made) -> None:
    for made in several:
        async with open_work() as work:
            await work.publications.add(made)
            await work.commit()


async def proof_of(open_work: UnitsOfWork, made: Made) -> PublicationProof | None:
    async with open_work() as work:
        return await work.publications.proof(made.publication.person_id, made.publication.id)


@pytest.fixture
def several() -> list[Made]:
    return [make(index) for index in range(COUNT)]


@pytest.fixture
async def filled(engine: AsyncEngine, open_work: UnitsOfWork, several: list[Made]) -> AsyncEngine:
    await keep(open_work, *several)
    await sequence(engine)
    return engine


async def test_a_publication_gets_its_proof_once_it_is_vouched_for(
    engine: AsyncEngine, open_work: UnitsOfWork, several: list[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "MOST", 2)
    await keep(open_work, *several)
    # Killed between the commit and the sequencer, it waits: nothing is lost, and nothing is half there.
    assert await proof_of(open_work, several[0]) is None
    assert await sequence(engine) == COUNT
    checkpoint = await checkpoint_of(engine)
    assert checkpoint.size == COUNT
    for index, made in enumerate(several):
        found = await proof_of(open_work, made)
        assert found is not None
        assert found.index == index
        entry = hashlib.sha256(found.salt + found.said.encode()).digest()
        proof = ProofFile.parse(found.proof)
        # The file and what it is of are enough: the salt travels in it.
        assert proof.extra == found.salt
        assert found.said == leaf_said(made.publication.id, made.document.sha256, made.credential)
        assert proof.verify(leaf_hash(entry), ORIGIN, NAME.keys).size in {2, 4, COUNT}
        with pytest.raises(ValueError, match="does not lead"):
            proof.verify(leaf_hash(entry + b" "), ORIGIN, NAME.keys)


async def test_a_proof_stays_what_it_was_while_the_log_grows(
    filled: AsyncEngine, open_work: UnitsOfWork, several: list[Made]
) -> None:
    first = await proof_of(open_work, several[0])
    await keep(open_work, make(COUNT))
    await sequence(filled)
    assert await proof_of(open_work, several[0]) == first
    assert await proof_of(open_work, make(9)) is None


async def test_nothing_of_a_publication_is_in_the_log(filled: AsyncEngine, several: list[Made]) -> None:
    public = SqlPublicLog(filled)
    entries = await public.tile(Tile(-1, 0, COUNT).path)
    for made in several:
        for known in (made.document.sha256, made.publication.id.hex, made.publication.person_id.hex):
            assert bytes.fromhex(known) not in entries
        # Nor can who has the document try it out without the salt.
        said = leaf_said(made.publication.id, made.document.sha256, made.credential)
        assert hashlib.sha256(said.encode()).digest() not in entries


async def test_without_a_log_nothing_is_entered_until_it_is(engine: AsyncEngine, open_work: UnitsOfWork) -> None:
    await keep(open_work, *(make(index, logged=False) for index in range(3)), make(3))
    assert await count(engine, tables.tlog_leaf) == 1
    assert len([one for one in await told(engine) if "it has no leaf" in one]) == 3
    totals: list[int] = []
    assert await enter_log(engine, totals.append) == 3
    assert (totals, await enter_log(engine, totals.append)) == ([3], 0)
    assert await sequence(engine) == 4
    assert await told(engine) == []


class Killed(BaseException):
    """What nobody catches."""


@pytest.mark.parametrize("step", ["_append", "_sign", "vouched", "the commit"])
async def test_a_sequencer_that_dies_at_any_step_leaves_all_or_nothing(
    engine: AsyncEngine, open_work: UnitsOfWork, several: list[Made], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await keep(open_work, *several)
    sign = Sequencer._sign

    async def die(*_: object, **__: object) -> None:
        raise Killed

    async def sign_and_die(self: Sequencer, connection: AsyncConnection, head: Head) -> None:
        await sign(self, connection, head)
        raise Killed

    with monkeypatch.context() as patched:
        if step == "the commit":
            patched.setattr(Sequencer, "_sign", sign_and_die)
        elif step == "vouched":
            patched.setattr(queue_module.PublicationQueue, step, die)
        else:
            patched.setattr(Sequencer, step, die)
        with pytest.raises(Killed):
            await sequencer_of(engine).sequence_once()
    assert [await count(engine, one) for one in (tables.tlog_place, tables.tlog_proof)] == [0, 0]
    assert await sequence(engine) == COUNT
    assert await told(engine) == []
    assert await count(engine, tables.tlog_proof) == COUNT


ALTERED = {
    "a digest": ("UPDATE publication SET document_sha256 = repeat('0', 64) WHERE id = :id", "was altered"),
    "a document": ("UPDATE content SET document = 'x' WHERE publication_id = :id", "its document is not the one"),
    "no document": ("UPDATE content SET document = NULL WHERE publication_id = :id", "its document cannot be had"),
    "a credential": ("UPDATE content SET credential = 'x' WHERE publication_id = :id", "its credential"),
    "a snapshot": (
        "UPDATE content SET snapshot = replace(snapshot::text, 'CDI', 'CDD')::jsonb WHERE publication_id = :id",
        "its snapshot, of which pages show it, is not what its credential says",
    ),
    "no snapshot": ("UPDATE content SET snapshot = '{}' WHERE publication_id = :id", "its snapshot"),
    "a salt": ("UPDATE tlog_leaf SET salt = sha256('x') WHERE publication_id = :id", "its salt or its log entry"),
    "no salt": ("DELETE FROM tlog_leaf WHERE publication_id = :id", "its salt is gone, and nobody was forgotten"),
    "a proof": (
        "UPDATE tlog_proof SET proof = replace(proof, 'index 2', 'index 3') WHERE publication_id = :id",
        "proof",
    ),
    "no publication": ("DELETE FROM publication WHERE id = :id", "it is gone, and nobody was forgotten"),
    "no place": ("DELETE FROM tlog_place WHERE publication_id = :id", "its place is gone, and nobody was forgotten"),
    "another place": ("UPDATE tlog_place SET index = index + 10 WHERE publication_id = :id", "its place is gone"),
}


@pytest.mark.parametrize("what", ALTERED)
async def test_one_altered_row_is_found_where_it_is(
    filled: AsyncEngine, owner_engine: AsyncEngine, several: list[Made], what: str
) -> None:
    assert await told(filled) == []
    sql, said = ALTERED[what]
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text(sql), {"id": several[2].publication.id})
    faults = await told(filled)
    assert any("index 2" in fault and said in fault for fault in faults), faults


async def test_a_rewritten_tile_is_not_signed_on(
    filled: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    signed = await checkpoint_of(filled)
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text("UPDATE tlog_head SET levels[1] = sha256('x') || substr(levels[1], 33)"))
    await keep(open_work, make(COUNT))
    with pytest.raises(Forked, match=f"does not continue the signed one of {COUNT}"):
        await sequencer_of(filled).sequence_once()
    assert await checkpoint_of(filled) == signed
    assert any("what was signed" in fault or "edge" in fault for fault in await told(filled))


async def test_who_is_forgotten_leaves_a_leaf_that_nobody_can_read(
    engine: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    other, late = uuid4(), make(2)
    await keep(open_work, make(0), make(1, other))
    await sequence(engine)
    before = await SqlPublicLog(engine).tile(Tile(-1, 0, 2).path)
    await keep(open_work, late)
    await ExpirePerson(open_work)(new_id(), Expiry(PERSON, datetime.now(UTC)))
    assert await sequence(engine) == 1
    assert await SqlPublicLog(engine).tile(Tile(-1, 0, 2).path) == before
    for table in (tables.tlog_leaf, tables.tlog_place, tables.tlog_proof):
        async with owner_engine.connect() as connection:
            assert list(await connection.scalars(sa.select(table.c.person_id))) == [other]
    found = await audit(engine)
    assert (found.faults, found.size, found.shredded) == ([], 3, 2)


async def test_a_replaced_key_leaves_proofs_that_hold_by_the_former_one(
    filled: AsyncEngine, open_work: UnitsOfWork, several: list[Made]
) -> None:
    newer = LogName(ORIGIN, (NoteSigner.from_seed(ORIGIN, b"n" * 32),))
    await keep(open_work, last := make(COUNT))
    await sequence(filled, newer)

    async def holds(made: Made, book: LogBook) -> bool | None:
        async with open_work() as work:
            found = await work.publications.registered(made.publication.id)
        assert found is not None
        said = leaf_said(made.publication.id, made.document.sha256, made.credential)
        return book.check(found.leaf, said).holds

    book = LogBook(ORIGIN, newer.keys)
    assert [await holds(one, book) for one in (several[0], last)] == [False, True]
    book = replace(book, keys=(*newer.keys, SIGNER.key))
    assert [await holds(one, book) for one in (several[0], last)] == [True, True]
    assert [await holds(one, BOOK) for one in (several[0], last)] == [True, False]


async def test_a_restored_database_goes_by_what_others_saw(
    filled: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork, tmp_path: Path
) -> None:
    """What was published after the backup is gone, and so are its salts: its leaves keep their places, as nobody's."""
    kept = make(COUNT)
    await keep(open_work, kept)
    backup = {}
    async with owner_engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            backup[table] = [dict(row._mapping) for row in await connection.execute(sa.select(table))]
    await keep(open_work, lost := make(COUNT + 1))
    await sequence(filled)
    signed = await checkpoint_of(filled)
    public = SqlPublicLog(filled)
    bundle = Tile(-1, 0, signed.size)
    for path, data in (
        (bundle.path, await public.tile(bundle.path)),
        ("checkpoint", (await public.checkpoint()).encode()),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    async with owner_engine.begin() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            await connection.execute(sa.delete(table))
        for table, rows in backup.items():
            if rows:
                await connection.execute(sa.insert(table), rows)
    assert await expect(filled, tmp_path / "checkpoint") == 0
    assert await sequencer_of(filled).sequence_once() == 0
    with pytest.raises(ValueError, match="and the checkpoint is of 7"):
        await adopt(filled, tmp_path / "checkpoint", None)
    assert await adopt(filled, tmp_path / "checkpoint", tmp_path) == 0
    assert await sequence(filled) == 0
    assert await checkpoint_of(filled) == signed
    assert await proof_of(open_work, kept) is not None
    assert await proof_of(open_work, lost) is None
    found = await audit(filled, signed)
    assert (found.faults, found.shredded) == ([], 1)
