"""Lines that are withdrawn before their person is known: what comes of them does not depend on how a file is cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passeport_chassis.ids import new_id
from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.batch import Feed
from passeport_records.domain.claims import Claim, is_withdrawal, keys_of
from passeport_records.domain.details import AwardDetails
from passeport_records.domain.entry import EntryState
from passeport_records.domain.gathering import Gathering
from passeport_records.domain.harvest import Held, SourceKey
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.resolution import Resolution, Unresolved
from passeport_records.domain.statement import DiplomaClaim, StatementAction
from support import NOW, batch

HOLDER = NirIdentity("2810444109021", "FONTANEL")
PERSON = new_id()
ANSWERS = {True: Resolution(PERSON), False: Resolution(why=Unresolved.NO_MATCH)}
DETAILS = AwardDetails(register="RS", code="RS7256")
FILES = {feed: batch(feed=feed) for feed in (Feed.CERTIFICATIONS, Feed.DIPLOMAS)}
Line = tuple[str, bool, bool]
"""The key of a line, whether it withdraws, and whether its person is known."""
Outcomes = tuple[dict[int, tuple[str, str]], dict[int, SourceKey], dict[SourceKey, EntryState]]


def claim_of(feed: Feed, line: int, key: str, withdraws: bool) -> Claim:
    if feed is Feed.CERTIFICATIONS:
        action = AwardAction.WITHDRAW if withdraws else AwardAction.CREATE
        day = date(2026, 4, 17)
        return AwardClaim(
            line=line, key=key, holder=HOLDER, valid_from=day, valid_until=None, details=DETAILS, action=action
        )
    return DiplomaClaim(
        line=line,
        key=key,
        holder=HOLDER,
        title="Licence",
        start=PartialDate(2026, 4),
        organisation=Organisation("École (fictive)"),
        action=StatementAction.WITHDRAW if withdraws else StatementAction.CREATE,
        details=DETAILS,
    )


def received(feed: Feed, chunks: Sequence[Sequence[tuple[int, Line]]]) -> Outcomes:
    """What the report says of each line in the end, which lines wait, and what is in the passport."""
    file = FILES[feed]
    reports: dict[int, tuple[str, str]] = {}
    waiting: dict[int, SourceKey] = {}
    entries: dict[SourceKey, Held] = {}
    for chunk in chunks:
        claims = [(at, claim_of(feed, at, key, withdraws), ANSWERS[known]) for at, (key, withdraws, known) in chunk]
        withdrawn = {key for _, claim, _ in claims if is_withdrawal(claim) for key in keys_of(file, claim, None)}
        ended = [at for at, key in waiting.items() if key in withdrawn]
        for at in ended:
            reports[at] = ("unresolved", "taken_back")
        awaited = {waiting.pop(at) for at in ended}
        gathering = Gathering(file, entries, NOW, awaited=awaited)
        for at, claim, answer in claims:
            gathering.take(at, claim, answer)
        harvest = gathering.harvest
        reports |= {report.ordinal: (report.outcome.value, report.rule) for report in harvest.reports}
        waiting |= {at: keys_of(file, claim, None)[0] for at, claim in gathering.waiting.items()}
        ids = {held.entry.id: held for held in (*entries.values(), *harvest.added.values(), *harvest.changed.values())}
        entries |= {key: ids[entry.id] for key, entry in harvest.keys.items()}
        entries = {key: ids[held.entry.id] for key, held in entries.items()}
    return reports, waiting, {key: held.entry.state for key, held in entries.items()}


@pytest.mark.parametrize("feed", FILES)
def test_a_line_that_is_withdrawn_in_its_own_chunk_waits_no_more(feed: Feed) -> None:
    lines: list[Line] = [("1", False, False), ("1", True, False), ("1", True, False)]
    assert received(feed, [list(enumerate(lines))]) == (
        {0: ("unresolved", "taken_back"), 1: ("accepted", "was_waiting"), 2: ("rejected", "unknown_key")},
        {},
        {},
    )
    again: list[Line] = [*lines[:2], ("1", False, True)]
    _, waiting, states = received(feed, [list(enumerate(again))])
    assert (waiting, list(states.values())) == ({}, [EntryState.ACTIVE])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(list(FILES)),
    st.lists(st.tuples(st.sampled_from("12"), st.booleans(), st.booleans()), max_size=8),
    st.data(),
)
def test_how_a_file_is_cut_changes_nothing(feed: Feed, lines: list[Line], data: st.DataObject) -> None:
    numbered = list(enumerate(lines))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(lines)), max_size=3)))
    chunks = [numbered[start:end] for start, end in pairwise([0, *cuts, len(lines)])]
    assert received(feed, chunks) == received(feed, [[each] for each in numbered])
