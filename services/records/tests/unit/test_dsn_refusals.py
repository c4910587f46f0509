"""The DSN at the door, and a reader that nothing surprises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passeport_records.domain.batch import MAX_FILE_BYTES, FileHead
from passeport_records.domain.employment import EmploymentClaim
from passeport_records.errors import FileInvalid, FileTooLarge
from passeport_records.feeds.certifications import prolog as prolog_module
from passeport_records.feeds.dsn import check as check_module
from passeport_records.feeds.dsn.check import DsnCheck
from passeport_records.feeds.dsn.norm import DROPPED, KEPT, LINES
from passeport_records.feeds.dsn.read import read_contracts
from samples import PAY, contract, ended, in_pieces, lot, message, person, renamed

GOOD = lot(
    message(person(), contract(), renamed(r014="1"), ended(), PAY),
    message(person(nir="1760859350384"), contract(r009="2"), nature="07", month=""),
    message(person(), contract(r019="S"), [("S21.G00.85.001", "S"), ("S21.G00.85.011", "44109")], kind="03"),
    message(nature="10", kind="04", month="", former="CERTIFICAT"),
)


def check(content: bytes, size: int = 4096) -> FileInvalid | None:
    checking = DsnCheck()
    try:
        for piece in in_pieces(content, size):
            checking.feed(piece)
        checking.close()
    except FileInvalid as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "first_line"),
        (b"S10", "first_line"),
        (b"<flux/>", "first_line"),
        (b"S21.G00.06.001,'1'\n", "first_line"),
        (b"\xef\xbb\xbf" + GOOD, "encoding"),
        (GOOD.decode("latin-1").encode("utf-16"), "encoding"),
        (b"\x1f\x8b\x08\x00" + GOOD, "encoding"),
        (b"PK\x03\x04" + GOOD, "encoding"),
        (GOOD.decode("latin-1").encode("utf-16-le"), "first_line"),
    ],
)
@pytest.mark.parametrize("size", [1, 4096])
def test_what_is_no_dsn_is_refused(content: bytes, rule: str, size: int) -> None:
    refused = check(content, size)
    assert refused is not None
    assert (refused.line, refused.column, refused.metadata["rule"]) == (1, 1, rule)


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_nul_is_refused_where_it_stands(size: int) -> None:
    at = GOOD.index(b"FONTANEL")
    refused = check(GOOD[:at] + b"\0" + GOOD[at:], size)
    assert refused is not None
    assert refused.line == GOOD.count(b"\n", 0, at) + 1
    assert refused.column == at - GOOD.rfind(b"\n", 0, at)


def test_the_norm_of_a_file_is_known_at_the_door() -> None:
    checking = DsnCheck()
    for piece in in_pieces(GOOD, 11):
        checking.feed(piece)
    assert checking.close().format_version == "P26V01"


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_module, "MAX_FILE_BYTES", 1000)
    with pytest.raises(FileTooLarge) as refused:
        check(GOOD)
    assert refused.value.metadata["limit"] == "1000"


def test_the_limit_is_that_of_the_official_format_for_every_feed() -> None:
    assert MAX_FILE_BYTES == 200 * 1024 * 1024
    assert vars(prolog_module)["MAX_FILE_BYTES"] == MAX_FILE_BYTES
    checking = DsnCheck()
    checking.feed(GOOD)
    block = b"S21.G00.30.008,'1 RUE DU DOMICILE'\n" * 500_000
    for _ in range(11):
        checking.feed(block)
    with pytest.raises(FileTooLarge):
        checking.feed(block)


def test_what_is_read_is_a_stated_few() -> None:
    assert len(KEPT) == 45
    assert len(LINES) > 560
    assert {line[:14].decode() for line in DROPPED} & KEPT.keys() == set()
    kept_blocks = {code[:10] for code in KEPT}
    for never in ("S21.G00.50", "S21.G00.51", "S21.G00.60", "S21.G00.65", "S21.G00.78", "S21.G00.81"):
        assert never not in kept_blocks


def test_a_file_of_rubbish_is_read_in_bounded_time() -> None:
    rubbish = GOOD[: GOOD.index(b"S21.G00.40")] + b"S21.G00.40.099,'x'\n" * 200_000
    started = time.thread_time()
    found = list(read_contracts(lambda: [rubbish], FileHead()))
    assert len(found) < 100
    assert time.thread_time() - started < 10


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_mutation_of_a_file_is_ever_a_surprise(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        kind = data.draw(st.sampled_from(["set", "cut", "copy", "insert"]))
        if kind == "set" and content:
            content[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del content[at : at + data.draw(st.integers(1, 300))]
        elif kind == "copy":
            content[at:at] = content[at : at + data.draw(st.integers(1, 600))]
        else:
            content[at:at] = data.draw(st.binary(max_size=20))
    body = bytes(content)
    size = data.draw(st.sampled_from([1, 60, 5000]))
    if check(body, size) is None:
        for item in read_contracts(lambda: in_pieces(body, size), FileHead()):
            assert item.line >= 1
            if isinstance(item, EmploymentClaim):
                assert item.contract.number
                assert item.end is None or item.end >= item.contract.start


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(LINES)), st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=25)
        ),
        max_size=60,
    )
)
def test_rubriques_in_any_order_are_never_a_surprise(lines: list[tuple[bytes, str]]) -> None:
    body = b"S10.G00.00.001,'x'\n" + b"".join(line + text.encode("latin-1") + b"'\n" for line, text in lines)
    for item in read_contracts(lambda: [body], FileHead()):
        assert item.line >= 1
