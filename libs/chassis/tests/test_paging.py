"""Pages of lists: how long they are, and tokens that no other list takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from passeport_chassis.errors import FieldInvalid
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import PageTokens, page_size

TOKENS = PageTokens("toy.things")
ID = str(new_id())


@pytest.mark.parametrize(("asked", "given"), [(0, 50), (1, 1), (200, 200), (201, 200), (2**31 - 1, 200)])
def test_a_page_is_as_long_as_asked_and_not_too_long(asked: int, given: int) -> None:
    assert page_size(asked, default=50, most=200) == given


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(FieldInvalid) as refusal:
        page_size(-1, default=50, most=200)
    assert [one.field for one in refusal.value.violations] == ["page_size"]


def test_a_position_comes_back_in_utc() -> None:
    at, thing = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2))), new_id()
    assert TOKENS.read_moment("") is None
    assert TOKENS.read_moment(TOKENS.write_moment(at, thing)) == (at, thing)
    assert TOKENS.read("", 3) is None
    assert TOKENS.read(TOKENS.write("a", "é", ""), 3) == ("a", "é", "")


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "é",
        "W10",
        "[" * 10_000,
        PageTokens("toy.others").write_moment(datetime(2026, 1, 1, tzinfo=UTC), new_id()),
        TOKENS.write("2026-01-01T00:00:00+00:00"),
        TOKENS.write("2026-01-01T00:00:00", ID),
        TOKENS.write("9999-12-31T23:59:59-14:00", ID),
        TOKENS.write("yesterday", ID),
        TOKENS.write("2026-01-01T00:00:00+00:00", "x"),
        TOKENS.write("2026-01-01T00:00:00+00:00", "\0"),
        TOKENS.write("2026-01-01T00:00:00+00:00", "\ud800"),
    ],
)
def test_what_this_list_did_not_give_is_refused(token: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        TOKENS.read_moment(token)
    assert [(one.field, one.reason) for one in refusal.value.violations] == [("page_token", "PAGE_TOKEN")]
