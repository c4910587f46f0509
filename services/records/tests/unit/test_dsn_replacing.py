"""What the reader makes of a declaration that replaces or annuls another, and when it makes nothing of it."""

from __future__ import annotations

from datetime import date

import pytest

from passeport_records.domain.batch import FileHead
from passeport_records.domain.employment import EmploymentClaim, Force, Retraction
from passeport_records.domain.known import Stamp
from passeport_records.domain.report import Fault
from passeport_records.feeds.dsn.read import read_contracts
from samples import contract, ended, in_pieces, lot, message, person

SIRET = "00100001700010"


def read(content: bytes) -> list[EmploymentClaim | Retraction | Fault]:
    return list(read_contracts(lambda: in_pieces(content, 1 << 16), FileHead()))


def retractions(content: bytes) -> list[Retraction]:
    return [item for item in read(content) if isinstance(item, Retraction)]


def told(content: bytes) -> list[tuple[str, str, bool]]:
    return [(item.field, item.rule, item.rejects) for item in read(content) if isinstance(item, Fault)]


@pytest.mark.parametrize(("kind", "blocks"), [("03", [person(), contract()]), ("05", [])])
def test_a_month_that_replaces_another_takes_back_what_it_does_not_say(
    kind: str, blocks: list[list[tuple[str, str]]]
) -> None:
    items = read(lot(message(*blocks, kind=kind, number="12")))
    assert items[-1] == Retraction(
        line=10,
        siret=SIRET,
        slot="01 2026-10 11 01",
        stamp=Stamp(date(2026, 10, 31), date(2026, 11, 5), 12, replacing=True),
        message="12",
        norm="P26V01",
        named={item.line: (item.contract,) for item in items if isinstance(item, EmploymentClaim)},
    )
    claims = [item for item in items if isinstance(item, EmploymentClaim)]
    assert [(claim.force, claim.slot) for claim in claims] == [(Force.REPLACES, "01 2026-10 11 01")] * (
        len(blocks) // 2
    )


def test_fractions_and_fields_of_a_month_are_replaced_one_by_one() -> None:
    content = (
        lot(message(kind="05"))
        .replace(b"S20.G00.05.004", b"S20.G00.05.003,'12'\nS20.G00.05.004")
        .replace(b"S20.G00.07.001", b"S20.G00.05.008,'02'\nS20.G00.07.001")
        .replace(b"S90.G00.90.001,'20'", b"S90.G00.90.001,'22'")
    )
    assert [taken_back.slot for taken_back in retractions(content)] == ["01 2026-10 12 02"]


@pytest.mark.parametrize("nature", ["07", "10"])
def test_an_event_is_known_by_its_deposit_and_taken_back_by_it(nature: str) -> None:
    said = {"nature": nature, "month": "", "made": "05112026"}
    (claim,) = read(lot(message(person(), contract(), deposit="D1", **said)))
    assert isinstance(claim, EmploymentClaim)
    assert (claim.slot, claim.force) == (f"{nature} D1", Force.NORMAL)
    (taken_back,) = read(lot(message(kind="04", deposit="D2", former="D1", **said)))
    assert isinstance(taken_back, Retraction)
    assert (taken_back.siret, taken_back.slot) == (SIRET, f"{nature} D1")
    named, after = read(lot(message(person(), contract(), kind="03", deposit="D2", former="D1", **said)))
    assert isinstance(named, EmploymentClaim)
    assert isinstance(after, Retraction)
    assert (named.slot, named.force, after.slot) == (f"{nature} D2", Force.REPLACES, f"{nature} D1")


def test_an_event_that_is_annulled_by_its_contract_alone_is_told_there() -> None:
    (claim,) = read(lot(message(person(), contract(), nature="07", month="", kind="04")))
    assert isinstance(claim, EmploymentClaim)
    assert claim.force is Force.ANNULS


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # Half of what replaces is not known: it must not stand for all of it.
        (
            lot(message(person(), contract(), person(nir="2"), contract(r009="2"), kind="03")),
            [("S21.G00.30.001", "nir", True), ("S20.G00.05.005", "replaced", False)],
        ),
        (
            lot(message(person(), contract(), kind="03", count="9")),
            [("S90.G00.90.001", "replaced", False), ("S90.G00.90.001", "count", False)],
        ),
        (
            lot(message(person(), contract(), kind="03")).replace(b"S21.G00.40.006,", b"S21.G00.40.006;"),
            [("", "line", False), ("S90.G00.90.001", "replaced", False), ("S90.G00.90.001", "count", False)],
        ),
        (lot(message(kind="03", month="")), [("S20.G00.05.005", "replaced", False)]),
        (lot(message(kind="03", made="")), [("S20.G00.05.007", "replaced", False)]),
        (lot(message(kind="04", nature="07", month="")), [("S20.G00.05.006", "replaced", False)]),
        (lot(message(kind="03", nic="")), [("S21.G00.11.001", "replaced", False)]),
        # The norm knows no such thing.
        (lot(message(kind="04")), [("S20.G00.05.002", "not_read", False)]),
        (lot(message(kind="02")), [("S20.G00.05.002", "not_read", False)]),
        (lot(message(kind="05", nature="07", month="")), [("S20.G00.05.002", "not_read", False)]),
    ],
)
def test_what_is_not_whole_or_not_named_takes_nothing_back_and_says_so(
    content: bytes, expected: list[tuple[str, str, bool]]
) -> None:
    assert retractions(content) == []
    assert told(content) == expected


def test_a_message_that_is_cut_off_takes_nothing_back() -> None:
    whole = lot(message(person(), contract(), ended(), kind="03"))
    assert len(retractions(whole)) == 1
    for end in (b"S90.G00.90.001", b"S90.G00.90.002"):
        assert retractions(whole[: whole.index(end)]) == []


def test_a_second_declaration_without_its_type_behind_one_that_replaces_is_survived() -> None:
    further = [("S20.G00.05.001", "01"), ("S20.G00.05.004", "13")]
    content = lot(message(further, kind="03", count="99"))
    assert retractions(content) == []
    assert ("S90.G00.90.001", "replaced", False) in told(content)
