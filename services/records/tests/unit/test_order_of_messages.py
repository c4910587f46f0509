"""Messages of a contract in any order: what is in the passport at the end is the same.

What the norm lets be known is in the messages: their months, the days their files were made, their numbers, and the
changes of key that they announce. Nothing is taken from the order in which they come.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Ending
from passeport_records.domain.entry import EntryState
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.organisation import Organisation
from passport_model import passport_of

SIRETS = ("00100001700010", "00100001700028", "00100001700036")


def message(month: int, key: ContractKey, **said: object) -> EmploymentClaim:
    """The message of a month, as a redistribution has it."""
    claim = EmploymentClaim(
        line=1,
        contract=key,
        holder=NirIdentity("2810444109021", "FONTANEL"),
        as_of=date(2026, month, 28),
        title=f"Emploi {month}",
        details=EmploymentDetails(pcs_code="388c"),
        employer=Organisation(f"PONANT {month}", key.siret, "NANTES"),
        message=str(month),
        norm="P26V01",
        made=date(2026, month + 1, 5),
    )
    return replace(claim, **said)  # type: ignore[arg-type]


FIRST = ContractKey(SIRETS[0], date(2017, 1, 2), "1")
SECOND = replace(FIRST, number="2")
THIRD = replace(SECOND, siret=SIRETS[1])


def test_a_newer_message_under_a_new_number_leaves_room_for_older_ones() -> None:
    newer = message(3, SECOND, former=(FIRST,))
    passport = passport_of([[newer], [message(2, FIRST)]])
    assert [content.title for content in passport.shown()] == ["Emploi 3"]
    assert len(passport.entries) == 1


def test_two_entries_of_one_contract_are_united_by_the_message_that_tells() -> None:
    passport = passport_of([[message(2, FIRST)], [message(4, SECOND)]])
    assert len(passport.shown()) == 2
    passport.receive([message(3, SECOND, former=(FIRST,))])
    assert [content.title for content in passport.shown()] == ["Emploi 4"]
    gone = [held for held in passport.entries.values() if held.continued_by]
    assert [held.entry.state for held in gone] == [EntryState.WITHDRAWN]
    passport.receive([message(5, SECOND), message(1, FIRST, end=date(2026, 1, 31), ending=Ending.CLOSED)])
    (content,) = passport.shown()
    assert (content.title, content.end) == ("Emploi 5", PartialDate(2026, 1, 31))


def test_a_message_that_replaces_another_of_its_month_counts_whenever_it_comes() -> None:
    first = message(3, FIRST, title="Faute")
    second = message(3, FIRST, title="Juste", made=date(2026, 4, 6), message="9")
    numbered = message(3, FIRST, title="Plus juste", made=date(2026, 4, 6), message="10")
    for order in permutations([first, second, numbered]):
        assert [content.title for content in passport_of([one] for one in order).shown()] == ["Plus juste"]


def test_of_two_ends_the_one_told_later_counts() -> None:
    ends = [
        message(2, FIRST, end=date(2026, 2, 10), ending=Ending.CLOSED),
        message(3, FIRST, end=date(2026, 2, 20), ending=Ending.CLOSED),
        message(4, FIRST),
    ]
    for order in permutations(ends):
        (content,) = passport_of([one] for one in order).shown()
        assert content.end == PartialDate(2026, 2, 20)


def test_what_was_annulled_stays_away_whenever_it_is_told() -> None:
    told = [message(2, FIRST), message(3, FIRST), message(3, FIRST, made=date(2026, 4, 9), ending=Ending.ANNULLED)]
    for order in permutations(told):
        assert passport_of([one] for one in order).shown() == []
    again = message(5, FIRST)
    for order in permutations([*told, again]):
        assert [content.title for content in passport_of([one] for one in order).shown()] == ["Emploi 5"]


def test_changes_one_after_another_in_one_message_lead_to_the_first_key() -> None:
    moved = message(4, THIRD, former=(SECOND, replace(FIRST, siret=SIRETS[1]), FIRST))
    for order in permutations([message(1, FIRST), message(2, FIRST), moved]):
        assert [content.title for content in passport_of([one] for one in order).shown()] == ["Emploi 4"]


@st.composite
def stories(draw: st.DrawFn) -> list[EmploymentClaim]:
    """The messages of a contract in the order of the norm: months, changes of key, ends, annulments, corrections."""
    key, told = FIRST, []
    for month in range(1, draw(st.integers(2, 6)) + 1):
        former: tuple[ContractKey, ...] = ()
        if month > 1 and draw(st.booleans()):
            number = draw(st.sampled_from([key.number, str(int(key.number) + 1)]))
            place = SIRETS.index(key.siret) + draw(st.integers(0, 1))
            was, key = key, ContractKey(SIRETS[min(place, 2)], key.start, number)
            former = (was,) if was != key else ()
        named = draw(st.booleans())
        employer = Organisation(f"PONANT {month}" if named else "", key.siret, draw(st.sampled_from(["", "NANTES"])))
        one = message(month, key, former=former, employer=employer)
        if draw(st.integers(0, 3)) == 0:
            one = replace(one, end=date(2026, month, 20), ending=draw(st.sampled_from(Ending)))
        told.append(one)
        if draw(st.integers(0, 3)) == 0:
            told.append(replace(one, message=f"{month}1", title="Rectifié", ending=None, end=None))
    return told


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_the_order_of_messages_changes_nothing(data: st.DataObject) -> None:
    told = data.draw(stories())
    expected = passport_of([one] for one in told).shown()
    assert len(expected) <= 1
    again = data.draw(st.lists(st.sampled_from(told), max_size=3))
    order = data.draw(st.permutations([*told, *again]))
    cuts = data.draw(st.lists(st.integers(0, len(order)), max_size=3))
    edges = [0, *sorted(cuts), len(order)]
    by_chunk = [order[start:end] for start, end in pairwise(edges)]
    for chunks in ([[one] for one in order], by_chunk):
        assert passport_of(chunks).shown() == expected


def test_what_nobody_tells_cannot_be_known() -> None:
    assert len(passport_of([[message(2, FIRST)], [message(4, SECOND)]]).shown()) == 2


@pytest.mark.parametrize("claims", [[message(2, FIRST)], [message(3, SECOND, former=(FIRST,))]])
def test_the_same_message_again_writes_nothing(claims: list[EmploymentClaim]) -> None:
    passport = passport_of([claims])
    before = (dict(passport.entries), dict(passport.keys))
    passport.receive(claims)
    assert (passport.entries, passport.keys) == before
