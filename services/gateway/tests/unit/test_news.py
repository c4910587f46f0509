"""News for a page: from when on, each once, through breaks of publishing, until the session ends."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from passeport.publishing.v1.consent_service_pb2 import PULL_FORM_CREDENTIAL, Pull, RecentPull
from passeport.publishing.v1.share_service_pb2 import SHARE_ACT_OPENED, RecentShareAccess, ShareAccess
from passeport_chassis.ids import new_id
from passeport_gateway.domain.event_ids import moment_of
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import news as module
from passeport_gateway.http.news import News, in_order
from passeport_gateway.http.render.happenings import Happening, happening_of_consent, happening_of_share


def access(at: datetime | None = None) -> Happening:
    one = RecentShareAccess(share_id="s", access=ShareAccess(id=str(new_id()), act=SHARE_ACT_OPENED))
    one.access.at.FromDatetime(at or datetime.now(UTC))
    return happening_of_share(one, "en")


def pull(at: datetime | None = None) -> Happening:
    one = RecentPull(consent_id="c", platform="Recruteur", pull=Pull(id=str(new_id()), form=PULL_FORM_CREDENTIAL))
    one.pull.at.FromDatetime(at or datetime.now(UTC))
    return happening_of_consent(one, "en")


class Publishing:
    """What publishing answers, question by question; the last answer goes on."""

    def __init__(self, *answers: Sequence[Happening] | ServiceRefused) -> None:
        self.answers = itertools.chain(answers, itertools.repeat(answers[-1]))
        self.asked: list[datetime] = []

    async def __call__(self, since: datetime) -> Sequence[Happening]:
        self.asked.append(since)
        found = next(self.answers)
        if isinstance(found, ServiceRefused):
            raise found
        return found


async def admitted() -> str:
    return "token"


def ids(pieces: Sequence[bytes]) -> list[str]:
    return [piece.decode().split("\n")[0].removeprefix("id: ") for piece in pieces if piece.startswith(b"id: ")]


async def first(stream: AsyncIterator[bytes], count: int) -> list[bytes]:
    async with asyncio.timeout(5):
        return [await anext(stream) for _ in range(count)]


async def test_who_comes_for_the_first_time_hears_what_happens_from_then_on_and_each_once() -> None:
    before, one, other = access(), access(), pull()
    publishing = Publishing([before], [before, one], [before, one], [one, other])
    news = News(admitted, publishing, "en", 0.001)
    pieces = await first(news.pieces("", None), 3)
    assert pieces[0] == b"retry: 5000\n\n"
    assert ids(pieces) == [one.id, other.id]
    lines = pieces[1].decode().split("\n")
    assert lines[1] == "event: share.access"
    said = json.loads(lines[2].removeprefix("data: "))
    assert (said["share_id"], said["act"]) == ("s", "opened")
    lines = pieces[2].decode().split("\n")
    said = json.loads(lines[2].removeprefix("data: "))
    assert (lines[1], said["consent_id"], said["platform"]) == ("event: consent.pull", "c", "Recruteur")
    assert said["told"].endswith(", as the signed credential.")
    # What others note a moment later under an earlier moment is asked for again.
    assert publishing.asked[-1] <= one.at - timedelta(seconds=9)


async def test_who_comes_again_is_told_what_he_missed_and_no_more_than_a_day_of_it() -> None:
    heard, missed = access(), access()
    publishing = Publishing([heard, missed])
    news = News(admitted, publishing, "fr", 0.001)
    assert ids(await first(news.pieces(heard.id, moment_of(heard.id)), 2)) == [missed.id]
    publishing = Publishing([])
    news = News(admitted, publishing, "fr", 0.001, heartbeat=0)
    await first(news.pieces(heard.id, datetime(2020, 1, 1, tzinfo=UTC)), 2)
    assert datetime.now(UTC) - publishing.asked[0] < timedelta(days=1, minutes=1)


async def test_while_publishing_is_away_the_page_waits_and_is_then_told() -> None:
    away = ServiceRefused("publishing", "UNAVAILABLE")
    before, one = access(), access()
    publishing = Publishing([before], away, away, [before, one])
    pieces = await first(News(admitted, publishing, "fr", 0.001, heartbeat=0).pieces("", None), 5)
    assert pieces[1:4] == [b": still here\n\n"] * 3
    assert ids(pieces) == [one.id]


async def test_who_missed_more_of_one_kind_than_one_answer_holds_is_told_all_of_both_kinds_in_order() -> None:
    began = datetime.now(UTC) - timedelta(hours=2)
    opened = [access(began + timedelta(seconds=one)) for one in range(0, 2500, 10)]
    pulled = [pull(began + timedelta(seconds=one)) for one in (5, 1505, 2495)]
    asked = []

    async def publishing(since: datetime) -> Sequence[Happening]:
        asked.append(since)
        return in_order(*([one for one in source if one.at >= since][:100] for source in (opened, pulled)))

    expected = [one.id for one in sorted([*opened, *pulled], key=lambda one: one.at)]
    # Every answer but the last is full, and is followed by the next question at once.
    news = News(admitted, publishing, "fr", 0.001)
    told = ids(await first(news.pieces("", began), 1 + len(expected)))
    assert told == expected
    assert len(asked) <= 5


async def test_more_in_ten_seconds_than_one_answer_holds_is_told_all_the_same_and_once() -> None:
    began = datetime.now(UTC) - timedelta(seconds=5)
    before = [access(began + timedelta(milliseconds=one)) for one in range(150)]
    happened = list(before)

    async def publishing(since: datetime) -> Sequence[Happening]:
        return in_order([one for one in happened if one.at >= since][:100], [])

    stream = News(admitted, publishing, "fr", 0.001, heartbeat=0).pieces("", None)
    # What was there before he came is no news, however much it was.
    assert await first(stream, 2) == [b"retry: 5000\n\n", b": still here\n\n"]
    later = [access(began + timedelta(seconds=1, milliseconds=one)) for one in range(250)]
    happened += later
    told: list[str] = []
    async with asyncio.timeout(5):
        while len(told) < len(later):
            told += ids([await anext(stream)])
    assert told == [one.id for one in later]
    assert ids(await first(stream, 3)) == []


async def test_it_ends_with_the_session_and_not_because_identity_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TOKEN_SERVES", -1)
    refusals = iter([None, ServiceRefused("identity", "UNAVAILABLE"), ServiceRefused("identity", "UNAUTHENTICATED")])

    async def admit() -> str:
        refused = next(refusals)
        if refused is not None:
            raise refused
        return "token"

    async with asyncio.timeout(5):
        pieces = [piece async for piece in News(admit, Publishing([]), "fr", 0.001, heartbeat=0).pieces("", None)]
    assert pieces == [b"retry: 5000\n\n", b": still here\n\n"]


@pytest.mark.parametrize(
    "text", ["", "x" * 36, "0193f1d0-0000-4000-8000-00000000cafe", "ffffffff-ffff-7fff-8fff-ffffffffffff"]
)
def test_what_is_no_identifier_of_ours_says_no_moment(text: str) -> None:
    assert moment_of(text) is None
    found = moment_of(str(new_id()))
    assert found is not None
    assert abs(found - datetime.now(UTC)) < timedelta(seconds=5)
