"""Contracts that were renamed often: the work grows with their names and no faster, and there is a most of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Feed, FileHead
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Retraction
from passeport_records.domain.entry import EntryState
from passeport_records.domain.gathering import Gathering
from passeport_records.domain.harvest import Held, SourceKey
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import Fault, Outcome
from passeport_records.domain.resolution import Resolution
from passeport_records.feeds.dsn.message import MOST_RENAMED
from passeport_records.feeds.dsn.read import read_contracts
from passeport_records.feeds.stream import items_of
from samples import contract, in_pieces, lot, message, person, renamed
from support import DSN_SENDER, NOW, batch

FIRST = ContractKey("00100001700010", date(2017, 1, 2), "00102")
PERSON = new_id()
KNOWN = Resolution(PERSON)
DSN = batch(feed=Feed.DSN, sender=DSN_SENDER)
Stored = dict[SourceKey, Held]


def job(**changes: object) -> EmploymentClaim:
    said = EmploymentClaim(
        line=27,
        contract=FIRST,
        holder=NirIdentity("2810444109021", "FONTANEL"),
        as_of=date(2026, 10, 31),
        title="Ingénieure",
        details=EmploymentDetails(pcs_code="388c"),
        employer=Organisation("PONANT LOGICIEL", "00100001700010", "NANTES"),
        message="1",
        norm="P26V01",
    )
    return replace(said, **changes)  # type: ignore[arg-type]


def gather(claims: Sequence[EmploymentClaim], held: Stored | None = None) -> Gathering:
    gathering = Gathering(DSN, held or {}, NOW)
    for ordinal, claim in enumerate(claims):
        gathering.take(ordinal, claim, KNOWN)
    return gathering


def stored(claims: Sequence[EmploymentClaim]) -> Stored:
    """What a database holds once claims of different contracts are written."""
    harvest = gather(claims).harvest
    return {key: harvest.added[entry.id] for key, entry in harvest.keys.items()}


def read(content: bytes) -> list[EmploymentClaim | Retraction | Fault]:
    return list(read_contracts(lambda: in_pieces(content, 1 << 16), FileHead()))


def uniting(count: int) -> tuple[Sequence[EmploymentClaim], EmploymentClaim]:
    """Contracts that are known apart, and one that says they were all the same."""
    former = tuple(replace(FIRST, number=f"F{number}") for number in range(count))
    return [job(contract=key) for key in former], job(former=former, as_of=date(2026, 11, 30))


def seconds(count: int) -> float:
    before, one = uniting(count)
    held = stored(before)
    started = time.thread_time()
    united = gather([one], held)
    taken = time.thread_time() - started
    assert sum(found.entry.state is EntryState.WITHDRAWN for found in united.harvest.changed.values()) == count - 1
    return taken


def test_sixteen_times_as_many_names_take_no_hundred_times_as_long() -> None:
    seconds(100)
    few = min(seconds(500) for _ in range(3))
    many = min(seconds(8000) for _ in range(2))
    # 256 times, if each union went through all keys; what a busy machine adds is far less.
    assert many < 100 * few


def test_entries_united_one_after_the_other_all_lead_to_the_last() -> None:
    keys = [replace(FIRST, number=f"F{number}") for number in range(200)]
    before = [job(contract=key) for key in keys]
    held = stored(before)
    # From the youngest to the oldest: each union ends the entry that all before it were united to.
    pairs = [job(contract=one, former=(other,)) for one, other in zip(keys[:0:-1], keys[-2::-1], strict=True)]
    last = gather([*pairs, *before], held)
    oldest = min((found.entry for found in held.values()), key=lambda entry: (entry.created_at, entry.id))
    active = [found.entry.id for found in last.harvest.changed.values() if found.entry.state is EntryState.ACTIVE]
    assert active in ([], [oldest.id])
    gone = {id_: found for id_, found in last.harvest.changed.items() if found.continued_by}
    assert gone.keys() == {found.entry.id for found in held.values()} - {oldest.id}
    assert [report.outcome for report in last.harvest.reports][len(pairs) :] == [Outcome.DUPLICATE] * len(before)


def test_a_contract_that_is_renamed_too_often_is_refused_and_the_rest_is_kept() -> None:
    most = [renamed(r014=f"A{number}") for number in range(MOST_RENAMED)]
    too_many = [renamed(r014=f"B{number}") for number in range(2000)]
    content = lot(
        message(person(), contract(r009="A"), *most, contract(r009="B"), *too_many, contract(r009="C")),
        message(person(nir="2660180021118"), contract(r009="D")),
    )
    items = read(content)
    claims = [item for item in items if isinstance(item, EmploymentClaim)]
    assert [claim.key for claim in claims] == ["A", "C", "D"]
    assert len({key.number for key in claims[0].former}) == MOST_RENAMED
    (fault,) = [item for item in items if isinstance(item, Fault)]
    lines = content.decode("latin-1").splitlines()
    assert lines[fault.line - 1] == f"S21.G00.41.014,'B{MOST_RENAMED}'"
    assert (fault.field, fault.rule, fault.key, fault.rejects) == ("S21.G00.41.014", "max", "B", True)
    assert f"plus de {MOST_RENAMED} changements" in fault.message
    assert f"{MOST_RENAMED} au plus" in fault.fix


def test_changes_that_leave_the_name_as_it_is_do_not_count() -> None:
    pay = [renamed(r013="00100001700010")] * 3 * MOST_RENAMED
    (claim,) = read(lot(message(person(), contract(r009="2"), *pay, renamed(r014="1"), *pay)))
    assert isinstance(claim, EmploymentClaim)
    assert {key.number for key in claim.former} <= {"1", "2"}
    assert "1" in {key.number for key in claim.former}


def test_of_many_changes_of_a_person_the_latest_counts() -> None:
    def changed(name: str) -> list[tuple[str, str]]:
        return [("S21.G00.31.001", "01102026"), ("S21.G00.31.009", name)]

    changes = [changed(f"AVANT {letter}{other}") for letter in "ABCDEFGHIJ" for other in "ABCDEFGHIJ"]
    (claim,) = read(lot(message(person(), *changes, contract())))
    assert isinstance(claim, EmploymentClaim)
    assert isinstance(claim.holder, NirIdentity)
    assert claim.holder.former is not None
    assert claim.holder.former.birth_name == "AVANT JJ"


@pytest.mark.parametrize(("weight", "sizes"), [(1, [4, 4, 2]), (2, [2] * 5), (3, [2] * 5), (9, [1] * 10)])
async def test_a_chunk_has_fewer_items_when_they_have_more_keys(weight: int, sizes: list[int]) -> None:
    async def piece_of(number: int) -> bytes | None:
        await asyncio.sleep(0)
        return b"0123456789" if number == 0 else None

    found = items_of(lambda open_file: b"".join(open_file()), piece_of, chunk=4, weigh=lambda _: weight)
    assert [len(chunk) async for chunk in found] == sizes
