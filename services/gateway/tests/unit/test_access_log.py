"""One log out of several: nothing lost, nothing twice, newest first, whatever is added on top meanwhile."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_chassis.errors import FieldInvalid
from passeport_gateway.domain.access import AccessLine, Position, read_cursor, write_cursor
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.usecases.read_access_log import AccessPage, read_access_log

SERVICES = ("identity", "records", "publishing", "prevention")


@dataclass
class FakeLog:
    """A log with keyset pages, as the services have."""

    service: str
    lines: list[AccessLine] = field(default_factory=list)
    down: bool = False
    pages: int = 0

    def add(self, at: int) -> None:
        number = f"{self.service}-{len(self.lines)}"
        self.lines.append(AccessLine(at, self.service, "holder", "", "read", "", number))
        self.lines.sort(key=lambda line: (-line.at, line.resource_id))

    async def __call__(self, page_size: int, page_token: str) -> tuple[Sequence[AccessLine], str]:
        self.pages += 1
        if self.down:
            raise ServiceRefused(self.service, "UNAVAILABLE")
        start = 0
        if page_token:
            start = next(i + 1 for i, line in enumerate(self.lines) if line.resource_id == page_token)
        page = self.lines[start : start + page_size]
        return page, page[-1].resource_id if start + page_size < len(self.lines) else ""


async def read_all(logs: dict[str, FakeLog], size: int, added: Sequence[int] = ()) -> list[AccessLine]:
    """Reads every page; before each following one a line is added on top of some log, as reading does."""
    read: list[AccessLine] = []
    cursor: str | None = ""
    names = list(logs)
    more = list(added)
    for number in range(500):
        page: AccessPage = await read_access_log(logs, cursor or "", size)
        assert len(page.lines) <= size
        read += page.lines
        cursor = page.next_cursor
        if cursor is None:
            return read
        if more:
            logs[names[number % len(names)]].add(1_000_000 + more.pop())
    raise AssertionError("the log never ends")


@given(
    times=st.lists(st.lists(st.integers(0, 6), max_size=9), min_size=4, max_size=4),
    size=st.integers(1, 5),
    added=st.lists(st.integers(0, 9), max_size=6),
)
async def test_every_line_comes_once_and_in_order(times: list[list[int]], size: int, added: list[int]) -> None:
    logs = {name: FakeLog(name) for name in SERVICES}
    for log, moments in zip(logs.values(), times, strict=True):
        for at in moments:
            log.add(at)
    before = [line for log in logs.values() for line in log.lines]
    read = await read_all(logs, size, added)
    # What was added on top meanwhile is newer than where the reader stands.
    assert sorted(read, key=repr) == sorted(before, key=repr)
    assert [line.at for line in read] == sorted((line.at for line in read), reverse=True)


async def test_a_log_that_is_down_is_a_gap_and_comes_later() -> None:
    logs = {name: FakeLog(name) for name in SERVICES}
    for at in range(4):
        logs["records"].add(at)
        logs["prevention"].add(at)
    logs["prevention"].down = True
    first = await read_access_log(logs, "", 3)
    assert [(gap.service, gap.code) for gap in first.gaps] == [("prevention", "unavailable")]
    assert {line.service for line in first.lines} == {"records"}
    logs["prevention"].down = False
    second = await read_access_log(logs, first.next_cursor or "", 10)
    assert sum(line.service == "prevention" for line in second.lines) == 4
    assert second.next_cursor is None


async def test_all_logs_down_is_an_empty_page_and_the_end() -> None:
    logs = {name: FakeLog(name, down=True) for name in SERVICES}
    page = await read_access_log(logs, "", 3)
    assert (page.lines, page.next_cursor, len(page.gaps)) == ([], None, 4)


async def test_a_refusal_that_is_no_outage_is_raised() -> None:
    async def refuse(page_size: int, page_token: str) -> tuple[Sequence[AccessLine], str]:
        raise ServiceRefused("records", "PERMISSION_DENIED", "CALLER_NOT_ALLOWED")

    with pytest.raises(ServiceRefused):
        await read_access_log({"records": refuse, "identity": FakeLog("identity")}, "", 3)


@pytest.mark.parametrize(
    "cursor", ["x", "e30", "W10", "eyJ4IjpbIiIsbnVsbCwwXX0", "eyJyZWNvcmRzIjoxfQ", "é", "=", "a" * 99]
)
def test_a_cursor_that_was_not_given_is_refused(cursor: str) -> None:
    with pytest.raises(FieldInvalid):
        read_cursor(cursor, SERVICES)


@pytest.mark.parametrize("position", ['["", null, Infinity]', '["", null, -1]', '["", 1.5, 0]', '["", true, 0]'])
def test_a_cursor_with_impossible_numbers_is_refused(position: str) -> None:
    cursor = base64.urlsafe_b64encode(f'{{"records": {position}}}'.encode()).decode()
    with pytest.raises(FieldInvalid):
        read_cursor(cursor, SERVICES)


def test_a_cursor_is_read_as_it_was_written() -> None:
    positions = {"records": Position("t", 5, 2), "identity": Position()}
    assert read_cursor(write_cursor(positions), SERVICES) == positions
