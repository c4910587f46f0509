"""The ledger over a real server: what a holder proves offline, and what anybody reads and verifies."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from uuid import UUID

import grpc
import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from ledger_support import NAME, ORIGIN, SIGNER, feeds_of, sequence
from passeport.common.v1.access_pb2 import ListAccessesRequest
from passeport.records.v1 import ledger_service_pb2 as ledger_pb2
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport.records.v1.ledger_service_pb2_grpc import LedgerServiceStub
from passeport.records.v1.passport_service_pb2_grpc import PassportServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.domain.batch import Feed
from passeport_records.storage.unit_of_work import UnitsOfWork
from passeport_tlog.__main__ import main as verify_offline
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.hashing import leaf_hash, tree_hash
from passeport_tlog.proof_file import ProofFile
from passeport_tlog.proofs import plan_consistency, plan_root, verify_consistency
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, read_bundle
from port_suite import put
from rpc_calls import refused
from samples import simple_flux
from support import CERTIFIER, declared, holder_token, job

COUNT = 300


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def passports(gateway: grpc.aio.Channel) -> PassportServiceStub:
    return PassportServiceStub(gateway)


@pytest.fixture
def ledger(gateway: grpc.aio.Channel) -> LedgerServiceStub:
    return LedgerServiceStub(gateway)


async def feed(engine: AsyncEngine, persons: KnownPersons, name: str, *keys: str, action: str = "CREATION") -> None:
    content = simple_flux(*keys, action=action)
    await send_and_process(tools_of(feeds_of(engine), persons), CERTIFIER, Feed.CERTIFICATIONS, content, name)


async def first_entry(passports: PassportServiceStub) -> str:
    page = await passports.ListEntries(passport_pb2.ListEntriesRequest(page_size=1))
    return str(page.entries[0].id)


async def tile(ledger: LedgerServiceStub, place: Tile) -> bytes:
    return bytes((await ledger.GetTile(ledger_pb2.GetTileRequest(path=place.path))).data)


async def checkpoint(ledger: LedgerServiceStub) -> Checkpoint:
    answer = await ledger.GetCheckpoint(ledger_pb2.GetCheckpointRequest())
    return Checkpoint.open(answer.note, ORIGIN, NAME.keys)


async def test_a_holder_proves_his_entry_offline(
    engine: AsyncEngine, passports: PassportServiceStub, persons: KnownPersons, tmp_path: Path
) -> None:
    await feed(engine, persons, "a.xml", *map(str, range(COUNT)))
    await sequence(engine)
    with use_caller_token(holder_token(persons.claire)):
        entry_id = await first_entry(passports)
        answer = await passports.GetEntryProof(passport_pb2.GetEntryProofRequest(entry_id=entry_id))
        entry = sha256(answer.salt + answer.said.encode()).digest()
        proof = ProofFile.parse(answer.proof)
        assert (proof.index, answer.revision, answer.entry_id) == (answer.index, 1, entry_id)
        assert proof.verify(leaf_hash(entry), ORIGIN, NAME.keys).size == COUNT
        # He keeps three files, and needs nobody any more.
        (tmp_path / "proof").write_text(answer.proof, encoding="utf-8")
        (tmp_path / "entry").write_bytes(entry)
        words = ["verify", str(tmp_path / "proof"), "--entry", str(tmp_path / "entry"), "--key", str(SIGNER.key)]
        assert verify_offline(words) == 0
        altered = answer.said.replace('"revision":1', '"revision":2')
        (tmp_path / "entry").write_bytes(sha256(answer.salt + altered.encode()).digest())
        assert verify_offline(words) == 1
        # He reads in his accesses that he asked.
        accesses = await passports.ListAccesses(ListAccessesRequest(page_size=5))
    assert "records.proof.read" in [access.action for access in accesses.accesses]


async def test_what_is_not_in_a_checkpoint_is_not_proven(
    engine: AsyncEngine, passports: PassportServiceStub, persons: KnownPersons, open_work: UnitsOfWork
) -> None:
    own = declared(persons.claire, job())
    await put(open_work, own)
    await feed(engine, persons, "a.xml", "1")

    async def reason(person: UUID, entry_id: str) -> str:
        with use_caller_token(holder_token(person)):
            asked = passports.GetEntryProof(passport_pb2.GetEntryProofRequest(entry_id=entry_id))
            return (await refused(asked)).reason

    with use_caller_token(holder_token(persons.claire)):
        page = await passports.ListEntries(passport_pb2.ListEntriesRequest())
        guaranteed = next(str(one.id) for one in page.entries if one.id != str(own.id))
    assert (await reason(persons.claire, str(own.id))) == "ENTRY_NOT_IN_LEDGER"
    assert (await reason(persons.claire, guaranteed)) == "ENTRY_NOT_IN_LEDGER"
    await sequence(engine)
    assert (await reason(new_id(), guaranteed)) == "ENTRY_NOT_FOUND"
    # What it says now is not what stands in the log: the next version does.
    await feed(engine, persons, "b.xml", "1", action="SUPPRESSION")
    assert (await reason(persons.claire, guaranteed)) == "ENTRY_NOT_IN_LEDGER"
    await sequence(engine)
    with use_caller_token(holder_token(persons.claire)):
        answer = await passports.GetEntryProof(passport_pb2.GetEntryProofRequest(entry_id=guaranteed))
    assert (answer.revision, answer.index, '"state":"withdrawn"' in answer.said) == (2, 1, True)


async def test_anybody_reads_the_log_and_finds_it_consistent(
    engine: AsyncEngine, ledger: LedgerServiceStub, persons: KnownPersons
) -> None:
    await feed(engine, persons, "a.xml", *map(str, range(COUNT)))
    await sequence(engine)
    earlier = await checkpoint(ledger)
    partial = Tile(0, 1, COUNT - TILE_WIDTH)
    before = await tile(ledger, partial)
    await feed(engine, persons, "b.xml", *map(str, range(COUNT, 2 * COUNT)))
    await sequence(engine)
    later = await checkpoint(ledger)
    assert (earlier.size, later.size) == (COUNT, 2 * COUNT)
    # What a former checkpoint needs goes on being there.
    assert await tile(ledger, partial) == before
    for size in (earlier, later):
        plan = plan_root(size.size)
        assert plan.fill({one: await tile(ledger, one) for one in plan.tiles}) == [size.root]
    plan = plan_consistency(earlier.size, later.size)
    proof = plan.fill({one: await tile(ledger, one) for one in plan.tiles})
    assert verify_consistency(earlier.size, earlier.root, later.size, later.root, proof)
    bundles = [Tile(ENTRIES, 0), Tile(ENTRIES, 1), Tile(ENTRIES, 2, 2 * COUNT - 512)]
    entries = [entry for one in bundles for entry in read_bundle(await tile(ledger, one))]
    assert tree_hash([leaf_hash(entry) for entry in entries]) == later.root
    assert {len(entry) for entry in entries} == {32}


async def test_what_the_log_does_not_have_is_not_found(
    engine: AsyncEngine, ledger: LedgerServiceStub, persons: KnownPersons
) -> None:
    refusal = await refused(ledger.GetCheckpoint(ledger_pb2.GetCheckpointRequest()))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.NOT_FOUND, "CHECKPOINT_NOT_FOUND")
    await feed(engine, persons, "a.xml", "1", "2")
    await sequence(engine)
    for path in (
        *(
            "tile/0/000",
            "tile/0/000.p/3",
            "tile/0/001.p/1",
            "tile/1/000.p/1",
            "tile/entries/000",
            "tile/entries/000.p/3",
        ),
        *("tile/0/0", "checkpoint", "tile/0/000.p/0", "tile/0/x999/x999/x999/x999/x999/x999/999", "é"),
    ):
        refusal = await refused(ledger.GetTile(ledger_pb2.GetTileRequest(path=path)))
        assert (refusal.code, refusal.reason) == (grpc.StatusCode.NOT_FOUND, "TILE_NOT_FOUND"), path
    assert len(await tile(ledger, Tile(0, 0, 1))) == 32
