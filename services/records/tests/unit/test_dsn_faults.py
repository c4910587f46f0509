"""What is wrong in a DSN is told by line and person, and the rest is kept."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from official import samples
from passeport_records.domain.batch import FileHead
from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.report import Fault
from passeport_records.feeds.dsn.check import DsnCheck
from passeport_records.feeds.dsn.read import read_contracts
from samples import (
    NAME,
    NIR,
    PAY,
    contract,
    in_pieces,
    lot,
    message,
    person,
)


def read(content: bytes, size: int = 1 << 20) -> list[EmploymentClaim | Retraction | Fault]:
    checking = DsnCheck()
    for piece in in_pieces(content, size):
        checking.feed(piece)
    return list(read_contracts(lambda: in_pieces(content, size), checking.close()))


def claims(content: bytes) -> list[EmploymentClaim]:
    return [item for item in read(content) if isinstance(item, EmploymentClaim)]


def faults(content: bytes) -> list[tuple[int, str, str]]:
    return [(item.line, item.field, item.rule) for item in read(content) if isinstance(item, Fault)]


def test_wrong_counts_are_told_and_the_rest_is_kept() -> None:
    content = lot(message(person(), contract(), count="7"), said=9)
    assert len(claims(content)) == 1
    assert [(field, rule) for _, field, rule in faults(content)] == [
        ("S90.G00.90.001", "count"),
        ("S96.G51.00.002", "count"),
        ("S95.G51.00.002", "count"),
    ]


def test_a_lot_counts_the_messages_of_all_its_groups() -> None:
    failed = "S06.G51.00.001,'CT-KO'\n" + message(person(), contract()) + "S96.G51.00.001,'FINSL'\nS96.G51.00.002,'1'\n"
    two = lot(message(person(), contract())).replace(b"S95.G51.00.001", failed.encode("latin-1") + b"S95.G51.00.001")
    told = [(item.field, item.message) for item in read(two) if isinstance(item, Fault) and item.rule == "count"]
    assert told == [("S95.G51.00.002", "Nombre de DSN du lot : 2 message(s) lu(s) dans le lot")]
    assert [
        fault for fault in faults(two.replace(b"S95.G51.00.002,'1'", b"S95.G51.00.002,'2'")) if "S95" in fault[1]
    ] == []


def cuts(content: bytes) -> list[tuple[str, str]]:
    return [(item.field, item.key) for item in read(content) if isinstance(item, Fault) and item.cut]


def keys(content: bytes) -> list[str]:
    return [claim.key for claim in claims(content)]


CAREERS = lot(
    message(person(), contract(r009="A"), contract(r009="B"), PAY),
    message(person(), contract(r009="C"), contract(r009="D"), PAY),
)
FIRST, SECOND = (at.start() for at in re.finditer(rb"S10\.G00\.00\.001", CAREERS))


@pytest.mark.parametrize(
    ("until", "kept", "told"),
    [
        # In the middle of a contract, at a line and inside one: what it says may be half of it.
        (CAREERS.rindex(b"S21.G00.40.014"), ["A", "B", "C"], [("S90.G00.90.001", "D")]),
        (CAREERS.rindex(b"S21.G00.40.014") + 18, ["A", "B", "C"], [("S90.G00.90.001", "D")]),
        # Before the end of the last contract may come, and after it cannot.
        (CAREERS.rindex(b"S21.G00.50.001"), ["A", "B", "C"], [("S90.G00.90.001", "D")]),
        (CAREERS.rindex(b"S21.G00.50.001") + 20, ["A", "B", "C", "D"], [("S90.G00.90.001", "")]),
        (CAREERS.rindex(b"S90.G00.90.001"), ["A", "B", "C", "D"], [("S90.G00.90.001", "")]),
        (CAREERS.rindex(b"S90.G00.90.002"), ["A", "B", "C", "D"], [("S90.G00.90.001", "")]),
        # Between two messages, and before the lot is closed.
        (SECOND, ["A", "B"], [("S95.G51.00.001", "")]),
        (CAREERS.rindex(b"S96.G51.00.001"), ["A", "B", "C", "D"], [("S95.G51.00.001", "")]),
        (CAREERS.rindex(b"S95.G51.00.001"), ["A", "B", "C", "D"], [("S95.G51.00.001", "")]),
        (len(CAREERS), ["A", "B", "C", "D"], []),
    ],
)
@pytest.mark.parametrize("size", [7, 1 << 20])
def test_a_file_that_is_cut_off_says_so_and_its_whole_lines_are_kept(
    until: int, kept: list[str], told: list[tuple[str, str]], size: int
) -> None:
    part = CAREERS[:until]
    assert cuts(part) == told
    assert keys(part) == kept
    items = read(part, size)
    assert [item for item in items if isinstance(item, EmploymentClaim)] == claims(part)
    for fault in items:
        if isinstance(fault, Fault) and fault.cut:
            assert (fault.rejects, fault.line) == (True, part.count(b"\n") + (not part.endswith(b"\n")))
            assert "n'est pas entier" in fault.message
            assert "Renvoyez le fichier entier" in fault.fix


def test_a_message_without_an_end_says_so_and_the_next_one_is_read() -> None:
    whole = message(person(), contract(r009="A"), contract(r009="B"), PAY), message(person(), contract(r009="C"))
    cut = re.sub(rb"S90.*\nS90.*\n", b"", lot(*whole), count=1)
    assert (keys(cut), cuts(cut)) == (["A", "B", "C"], [("S90.G00.90.001", "")])
    shorter = re.sub(rb"(S21\.G00\.50[^\n]*\n)+.*?(?=S10)", b"", cut, count=1, flags=re.DOTALL)
    assert (keys(shorter), cuts(shorter)) == (["A", "C"], [("S90.G00.90.001", "B")])


def test_after_so_many_messages_without_an_end_the_rest_of_a_file_is_not_read() -> None:
    unended = re.sub("S90.*\nS90.*\n", "", message(person(), contract(r009="A"), PAY)).encode("latin-1")
    whole = message(person(), contract(r009="B"), PAY).encode("latin-1")
    content = unended * 25 + whole
    items = read(content)
    told = [item for item in items if isinstance(item, Fault)]
    assert [(fault.rule, fault.rejects, fault.cut) for fault in told[-2:]] == [
        ("missing", True, True),
        ("unended", True, True),
    ]
    assert (len(told), told[-1].line) == (21, 20 * unended.count(b"\n") + 1)
    assert keys(content) == ["A"] * 20
    # One that ends begins the count anew.
    assert keys((unended * 19 + whole) * 2)[-1] == "B"


def test_messages_that_end_and_hold_nothing_are_counted_with_those_that_do_not_end() -> None:
    whole = message(person(), contract(r009="B"), PAY).encode("latin-1")
    empty = re.sub(rb"S20.*\n(?=S90)", b"", whole, flags=re.DOTALL)
    unended = re.sub(rb"S90.*\nS90.*\n", b"", whole)
    assert empty.count(b"\n") > 3
    items = read(empty * 25 + whole)
    given_up = items[-1]
    assert isinstance(given_up, Fault)
    assert (given_up.rule, given_up.field, given_up.rejects, given_up.cut) == ("empty", "S20.G00.05.001", True, True)
    assert "20 messages de suite n'ont pas de déclaration (S20.G00.05)" in given_up.message
    assert given_up.line == 20 * empty.count(b"\n")
    assert len(items) < 45, "the wrong counts of the first messages, and this"
    # Both kinds in turn are twenty, too, and what holds a declaration begins the count anew.
    last = read((empty + unended) * 12 + whole)[-1]
    assert isinstance(last, Fault)
    assert (last.rule, "ou pas de déclaration" in last.message) == ("unended", True)
    assert keys((empty * 19 + whole) * 2) == ["B", "B"]


def test_a_file_of_messages_that_never_end_is_not_read_to_its_end() -> None:
    line = b"S10.G00.00.001,'A'\n"
    given = 0

    def blocks() -> Iterator[bytes]:
        nonlocal given
        for _ in range(50):
            given += 1
            yield line * 100

    assert len(list(read_contracts(blocks, FileHead()))) == 21
    assert given <= 4, "two readings, of one block each and what the search for places of work is ahead"


def test_the_end_of_another_lot_is_told() -> None:
    swapped = lot(message(person(), contract())).replace(b"S95.G51.00.001,'769608'", b"S95.G51.00.001,'769609'")
    assert [(field, rule) for _, field, rule in faults(swapped)] == [("S95.G51.00.001", "lot")]


def test_a_deposit_has_no_lot_to_close() -> None:
    assert cuts(message(person(), contract()).encode("latin-1")) == []


def test_a_thousand_messages_without_an_end_are_not_told_a_thousand_times() -> None:
    told = read(b"S10.G00.00.001,'x'\n" * 1000)
    assert len(told) == 21


def test_unknown_rubriques_and_unreadable_lines_are_told_by_line_and_the_rest_is_kept() -> None:
    blocks = [person(), contract(r099="x"), [("S77.G00.01.001", "x")], PAY]
    content = lot(message(*blocks)).replace(b"S21.G00.40.006,", b"n'importe quoi\n\nS21.G00.40.006,", 1)
    (claim,) = claims(content)
    assert claim.title == "Ingénieure"
    assert [(field, rule) for _, field, rule in faults(content)] == [
        ("", "line"),
        ("S21.G00.40.099", "unknown_rubrique"),
        ("S77.G00.01.001", "unknown_rubrique"),
    ]


def test_an_unreadable_line_does_not_split_a_block() -> None:
    text = message(person(), contract()).encode("latin-1")
    for code in (b"S21.G00.40.004", b"S21.G00.40.011", b"S21.G00.30.008"):
        spoiled = text.replace(code + b",'", b"###\n" + code + b",'", 1)
        assert [claim.title for claim in claims(spoiled)] == ["Ingénieure"]


def test_the_same_remark_is_not_made_a_thousand_times() -> None:
    content = lot(message(person(), contract(), *([("S21.G00.40.099", "x")] for _ in range(1000))))
    told = [item for item in read(content) if isinstance(item, Fault)]
    assert len(told) == 21
    assert told[-1].message == "980 autre(s) ligne(s) avec la même remarque"


def test_an_apostrophe_in_a_value_is_a_character_like_another() -> None:
    (claim,) = claims(lot(message(person(name="D'ARTAGNAN"), contract(r006="Chef d'équipe 'nuit'"))))
    assert claim.title == "Chef d'équipe 'nuit'"
    assert claim.holder == NirIdentity(NIR, "D'ARTAGNAN")


def test_a_value_in_utf_8_is_read_as_such_and_remarked_on() -> None:
    content = lot(message(person(), contract())).replace("Ingénieure".encode("latin-1"), "Ingénieure".encode())
    assert [claim.title for claim in claims(content)] == ["Ingénieure"]
    assert [(field, rule) for _, field, rule in faults(content)] == [("S21.G00.40.006", "encoding")]


def test_a_value_damaged_before_it_was_sent_is_not_kept() -> None:
    content = lot(message(person(), contract())).replace("Ingénieure".encode("latin-1"), "Ing\ufffdnieure".encode())
    assert [claim.title for claim in claims(content)] == ["Emploi (PCS-ESE 388c)"]
    assert [(field, rule) for _, field, rule in faults(content)] == [("S21.G00.40.006", "encoding")]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"r006": "x" * 121}, "max"),
        ({"r006": "a\x07b"}, "character"),
        ({"r006": "a\x85é"}, "character"),
        ({"r006": "  "}, "empty"),
        ({"r014": "77"}, "code"),
        ({"r007": "00"}, "code"),
        ({"r010": "00002026"}, "date"),
    ],
)
def test_a_wrong_value_is_left_out_and_told(change: dict[str, str], rule: str) -> None:
    content = lot(message(person(), contract(**change)))
    assert len(claims(content)) == 1
    assert [told for _, _, told in faults(content)] == [rule]


def test_lines_without_end_are_skipped_in_bounded_memory() -> None:
    before, after = lot(message(person(), contract())).split(b"S21.G00.40.011")

    def blocks() -> Iterator[bytes]:
        yield before + b"S21.G00.40.006,'"
        for _ in range(200):
            yield b"x" * 100_000
        yield b"'\nS21.G00.40.011" + after

    tracemalloc.start()
    found = list(read_contracts(blocks, FileHead()))
    _, top = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert top < 5_000_000
    assert [item.title for item in found if isinstance(item, EmploymentClaim)] == ["Ingénieure"]
    assert next(item.message for item in found if isinstance(item, Fault)) == "Ligne sans fin, ignorée"


def test_lines_that_cannot_be_read_cost_no_more_the_more_there_are() -> None:
    before, after = lot(message(person(), contract())).split(b"S21.G00.40.011")
    tracemalloc.start()
    found = list(read_contracts(lambda: iter([before, b"zz\n" * 30_000, b"S21.G00.40.011" + after]), FileHead()))
    _, top = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert top < 10_000_000
    assert [item.title for item in found if isinstance(item, EmploymentClaim)] == ["Ingénieure"]


def test_memory_does_not_grow_with_the_file() -> None:
    one = message(person(), contract(), PAY * 20).encode("latin-1") * 20

    def peak(number: int) -> int:
        tracemalloc.start()
        count = sum(1 for _ in read_contracts(lambda: (one for _ in range(number)), FileHead()))
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == number * 20
        return top

    peak(1)
    assert peak(40) < peak(4) * 1.5 + 100_000


@pytest.mark.parametrize(
    ("path", "titles"),
    samples(
        ("lot.dsn", ["Emploi (PCS-ESE 388c)", "CHEFFE D ATELIER", "SOUDEUSE"]),
        (
            "feeds/dsn-redistribution-P25V01.dsn",
            ["Emploi (PCS-ESE 561b)", "MANAGER", "XXXXXXXXXXXXXXXXXXXXXXX"],
        ),
    ),
)
def test_a_lot_of_events_is_read_and_its_three_placeholder_numbers_are_reported(path: Path, titles: list[str]) -> None:
    content = path.read_bytes()
    assert faults(content) == [
        (124, "S21.G00.40.006", "encoding"),
        (109, "S21.G00.30.001", "nir"),
        (271, "S21.G00.30.001", "nir"),
        (381, "S21.G00.30.001", "nir"),
    ]
    assert claims(content) == []
    found = claims(content.replace(b"1234567890123", NIR.encode()))
    assert [claim.title for claim in found] == titles
    assert [(claim.line, claim.end) for claim in found] == [
        (120, date(2025, 12, 18)),
        (282, date(2025, 12, 18)),
        (392, date(2025, 12, 23)),
    ]


@pytest.mark.parametrize("name", [" ", "\N{NO-BREAK SPACE}", "-", "\x01"])
def test_a_name_that_names_nobody_rejects_its_contract_alone(name: str) -> None:
    found = read(lot(message(person(name=name), contract(), person(), contract())))
    assert len([item for item in found if isinstance(item, EmploymentClaim)]) == 1
    (fault,) = (item for item in found if isinstance(item, Fault) and item.rejects)
    assert (fault.field, fault.rule, fault.key) == ("S21.G00.30.002", "person", "00102")


@pytest.mark.parametrize("name", [" ", "\N{NO-BREAK SPACE}", "-"])
def test_a_former_name_that_names_nobody_is_not_asked(name: str) -> None:
    former = [("S21.G00.31.001", "01092026"), ("S21.G00.31.009", name)]
    (claim,) = claims(lot(message(person(), former, contract())))
    assert claim.holder == NirIdentity(NIR, NAME)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_a_no_break_space_is_no_control_character(encoding: str) -> None:
    content = lot(message(person(), contract(r006="Chef\N{NO-BREAK SPACE}: essai")))
    if encoding == "utf-8":
        content = content.replace(b"\xa0", "\N{NARROW NO-BREAK SPACE}".encode())
    (claim,) = claims(content)
    assert claim.title == "Chef : essai"
    assert ("character" in {rule for _, _, rule in faults(content)}) is False
