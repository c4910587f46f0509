"""How far a source has got, and when it counts as silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from passeport_records.domain.batch import Feed
from passeport_records.domain.freshness import freshness, read_rhythms
from support import NOW


def test_rhythms_are_days_by_feed() -> None:
    assert read_rhythms(" dsn = 40, certifications=10 ,") == {
        Feed.DSN: timedelta(days=40),
        Feed.CERTIFICATIONS: timedelta(days=10),
    }
    assert read_rhythms("") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dns=40", "'dns' is no feed: certifications, dsn"),
        ("dsn=forty", "a number of days, 1 to 1000: dsn=40"),
        ("dsn=0", "a number of days"),
        ("dsn=1001", "a number of days"),
        ("dsn", "a number of days"),
        ("dsn=1,dsn=2", "dsn is there twice"),
    ],
)
def test_wrong_rhythms_are_refused_with_the_way_to_write_them(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_rhythms(text)


def test_a_source_is_silent_when_nothing_came_for_longer_than_it_is_said_to_pause() -> None:
    days = {Feed.DSN: timedelta(days=40)}
    received = {Feed.DSN: NOW - timedelta(days=40), Feed.CERTIFICATIONS: NOW - timedelta(days=400)}
    found = {one.source: one for one in freshness(received, days)}
    assert list(found) == list(Feed)
    assert not found[Feed.DSN].is_silent(NOW)
    assert found[Feed.DSN].is_silent(NOW + timedelta(seconds=1))
    # Of the one nobody says within which time something comes; of the other nothing ever did.
    assert not found[Feed.CERTIFICATIONS].is_silent(NOW)
    assert not freshness({}, days)[1].is_silent(NOW)
