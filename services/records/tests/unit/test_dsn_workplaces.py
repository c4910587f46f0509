"""Places of work stand behind the contracts of a message and are read ahead of them, message by message."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passeport_records.domain.batch import FileHead
from passeport_records.domain.employment import EmploymentClaim
from passeport_records.domain.report import Fault
from passeport_records.feeds.dsn.read import read_contracts
from passeport_records.feeds.dsn.workplaces import Workplaces
from samples import PAY, Lines, contract, in_pieces, lot, message, person


def workplace(place: str, commune: str = "") -> Lines:
    """A block S21.G00.85."""
    said = {"001": place, "004": "44000", "005": "NANTES", "011": commune}
    return [(f"S21.G00.85.{number}", value) for number, value in said.items() if value]


def communes(content: bytes, size: int = 1 << 16) -> dict[str, str]:
    items = read_contracts(lambda: in_pieces(content, size), FileHead())
    return {item.key: item.details.workplace_code for item in items if isinstance(item, EmploymentClaim)}


SITE, LIEU = "35600000000048", "CHANTIER7"
TWO = (
    message(person(), contract(r009="A", r019=SITE), PAY, contract(r009="B"), workplace(SITE, "44109")),
    message(
        person(),
        contract(r009="C", r019=SITE),
        contract(r009="D", r019=LIEU),
        workplace(LIEU),
        workplace(SITE, "2A004"),
    ),
)


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
def test_a_contract_is_told_the_commune_of_its_place(size: int) -> None:
    expected = {"A": "44109", "B": "", "C": "2A004", "D": ""}
    assert communes(lot(*TWO), size) == expected
    deposit = "".join(TWO).encode("latin-1")
    assert communes(deposit.replace(b"\n", b"\r\n"), size) == expected
    assert communes(deposit.rstrip(b"\n"), size) == expected


def test_a_message_without_its_end_has_its_own_places_alone() -> None:
    cut = TWO[0][: TWO[0].index("S90")] + TWO[1]
    assert communes(cut.encode("latin-1")) == {"A": "44109", "B": "", "C": "2A004", "D": ""}


def test_what_is_no_commune_is_told_and_left() -> None:
    content = lot(message(person(), contract(r019=SITE), workplace(SITE, "NANTE")))
    assert communes(content) == {"00102": ""}
    (fault,) = [item for item in read_contracts(lambda: [content], FileHead()) if isinstance(item, Fault)]
    assert (fault.field, fault.rule, fault.fix) == ("S21.G00.85.011", "form", "Exemple : 44109")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*"\n\r\n", "S10.G00.00.001,'P'\n", f"S21.G00.85.001,'{SITE}'\n", "S21.G00.85.011,'44109'\n", "x", "\0"]
        )
    ),
    st.integers(1, 50),
)
def test_reading_ahead_is_reading_line_by_line(parts: list[str], size: int) -> None:
    content = "".join(parts).encode()
    found: dict[int, dict[str, str]] = {}
    first, place = 0, ""
    for number, line in enumerate(content.split(b"\n"), start=1):
        text = line.removesuffix(b"\r").decode()
        if text.startswith("S10.G00.00.001,'"):
            first, place = number, ""
            found[first] = {}
        elif text == f"S21.G00.85.001,'{SITE}'":
            place = SITE
        elif text == "S21.G00.85.011,'44109'" and place and first:
            found[first][place], place = "44109", ""
    ahead = Workplaces(in_pieces(content, size))
    for number in range(1, content.count(b"\n") + 2):
        assert ahead.of_message(number) == found.get(number, {})


def test_it_takes_little_time_and_no_memory_that_grows() -> None:
    def blocks(count: int) -> Iterator[bytes]:
        yield lot(*TWO)
        for _ in range(count):
            yield b"S21.G00.51.013,'4321.99'\n" * 40_000
        for _ in range(10):
            yield b"S21.G00.85.001,'" + b"9" * 1_000_000

    def most(count: int) -> int:
        tracemalloc.start()
        assert Workplaces(blocks(count)).of_message(10**9) == {}
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert most(40) < 1.2 * most(4)
    started = time.thread_time()
    Workplaces(blocks(100)).of_message(10**9)
    # 100 MB, in some tenths of a second.
    assert time.thread_time() - started < 10
