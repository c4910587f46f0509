"""Declarations that replace and annul others, in any order: the passport ends as if only those that stand had come.

What stands is told apart here in the plainest way, by looking at all declarations at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Ending, Force, Retraction
from passeport_records.domain.entry import EntryState
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.known import Stamp
from passeport_records.domain.organisation import Organisation
from passport_model import passport_of

SIRET = "00100001700010"
START = date(2026, 1, 5)
Item = EmploymentClaim | Retraction
Shown = set[tuple[str, str, PartialDate | None]]


@dataclass(frozen=True)
class Declaration:
    """A declaration: of a month, or of an event of one contract. `contracts` gives to each its end, if it tells one."""

    nature: str
    made: date
    contracts: tuple[tuple[str, date | None], ...]
    force: Force = Force.NORMAL
    month: int = 0
    deposit: str = ""
    former: str = ""

    @property
    def stamp(self) -> Stamp:
        as_of = (
            date(2026, self.month, 28) if self.month else min(self.made, START) if self.nature == "10" else self.made
        )
        return Stamp(as_of, self.made, 1, self.force is not Force.NORMAL)

    @property
    def slot(self) -> str:
        return f"01 2026-{self.month:02} 11 01" if self.month else f"{self.nature} {self.deposit}"

    @property
    def items(self) -> list[Item]:
        """What the reader makes of it."""
        found: list[Item] = [self._claim(number, end) for number, end in self.contracts]
        if self.force is not Force.NORMAL:
            slot = self.slot if self.month else f"{self.nature} {self.former}"
            stamp = Stamp(date(2026, self.month, 28) if self.month else self.made, self.made, 1, replacing=True)
            found.append(Retraction(line=9, siret=SIRET, slot=slot, stamp=stamp, message="1", norm="P26V01"))
        return found

    def title(self, number: str) -> str:
        return f"{number} au {self.stamp}"

    def _claim(self, number: str, end: date | None) -> EmploymentClaim:
        return EmploymentClaim(
            line=1,
            contract=ContractKey(SIRET, START, number),
            holder=NirIdentity("2810444109021", "FONTANEL"),
            as_of=self.stamp.as_of,
            title=self.title(number),
            details=EmploymentDetails(pcs_code="388c"),
            employer=Organisation("PONANT", SIRET, "NANTES"),
            message="1",
            norm="P26V01",
            made=self.made,
            end=end,
            ending=Ending.CLOSED if end else None,
            slot=self.slot,
            force=self.force,
        )


def standing(told: Sequence[Declaration]) -> list[Declaration]:
    """Those that nothing replaces or annuls."""

    def replaces(later: Declaration, one: Declaration) -> bool:
        if later.force is Force.NORMAL or later.nature != one.nature:
            return False
        if one.month:
            return later.month == one.month and later.stamp > one.stamp
        return later.former == one.deposit

    return [one for one in told if not any(replaces(later, one) for later in told) and one.force is not Force.ANNULS]


def expected(told: Sequence[Declaration]) -> Shown:
    left = sorted(standing(told), key=lambda one: one.stamp)
    shown: dict[str, tuple[str, PartialDate | None]] = {}
    for one in left:
        for number, end in one.contracts:
            before = shown[number][1] if number in shown else None
            shown[number] = one.title(number), PartialDate.of(end) if end else before
    return {(number, title, end) for number, (title, end) in shown.items()}


def shown(chunks: Sequence[Sequence[Item]]) -> Shown:
    contents = passport_of(chunks).shown()
    return {(content.title[0], content.title, content.end) for content in contents}


MARCH = Declaration("01", date(2026, 4, 5), (("A", None), ("B", date(2026, 3, 20))), month=3)
APRIL = Declaration("01", date(2026, 5, 5), (("A", None), ("B", None)), month=4)
ENDED = Declaration("07", date(2026, 4, 22), (("A", date(2026, 4, 21)),), deposit="E1")


def again(one: Declaration, made: date, *contracts: tuple[str, date | None]) -> Declaration:
    return replace(one, made=made, contracts=contracts, force=Force.REPLACES)


@pytest.mark.parametrize(
    "told",
    [
        # What a month said of an end, and the one that replaces it does not.
        [MARCH, again(MARCH, date(2026, 4, 10), ("A", None), ("B", None))],
        # A contract that should not have been in the month: it was in none before, or in the one before.
        [MARCH, again(MARCH, date(2026, 4, 10), ("A", None))],
        [MARCH, APRIL, again(APRIL, date(2026, 5, 12), ("A", None))],
        # A month without anybody.
        [MARCH, APRIL, again(APRIL, date(2026, 5, 12))],
        # An end that was a mistake; one that is declared anew; one that a month repeats.
        [MARCH, ENDED, replace(ENDED, made=date(2026, 4, 25), force=Force.ANNULS, deposit="E2", former="E1")],
        [MARCH, ENDED, replace(ENDED, made=date(2026, 4, 25), contracts=(), force=Force.ANNULS, former="E1")],
        [
            MARCH,
            ENDED,
            Declaration(
                "07", date(2026, 4, 25), (("B", date(2026, 4, 24)),), Force.REPLACES, deposit="E2", former="E1"
            ),
        ],
        [
            replace(APRIL, contracts=(("A", date(2026, 4, 21)),)),
            ENDED,
            replace(ENDED, made=date(2026, 4, 25), contracts=(), force=Force.ANNULS, former="E1"),
        ],
        # Somebody who never came.
        [
            Declaration("10", date(2025, 12, 20), (("A", None),), deposit="H1"),
            Declaration("10", date(2026, 1, 9), (("A", None),), Force.ANNULS, deposit="H2", former="H1"),
        ],
    ],
)
def test_only_what_stands_is_shown_whatever_came_first(told: list[Declaration]) -> None:
    for order in permutations(told):
        assert shown([one.items for one in order]) == expected(told)
        assert shown([[item for one in order for item in one.items]]) == expected(told)


def test_a_contract_that_comes_back_is_the_same_entry() -> None:
    emptied = again(MARCH, date(2026, 4, 10))
    passport = passport_of([MARCH.items, emptied.items])
    assert {held.entry.state for held in passport.entries.values()} == {EntryState.WITHDRAWN}
    before = set(passport.entries)
    passport.receive(APRIL.items)
    assert set(passport.entries) == before
    assert {held.entry.state for held in passport.entries.values()} == {EntryState.ACTIVE}


@st.composite
def stories(draw: st.DrawFn) -> list[Declaration]:
    """A year of an establishment with two contracts: hirings, months that are replaced in time, ends that are not."""
    numbers = st.sets(st.sampled_from("AB"), max_size=2).map(sorted)
    ends = st.sampled_from([None, None, date(2026, 3, 20), date(2026, 4, 21)])
    told: list[Declaration] = []
    for number in draw(numbers):
        hiring = Declaration("10", draw(st.sampled_from([date(2025, 12, 20), date(2026, 2, 1)])), ((number, None),))
        told.append(replace(hiring, deposit=f"H{number}"))
        if draw(st.booleans()):
            made = date(2026, 2, 10)
            named = draw(st.sampled_from([(), hiring.contracts]))
            told.append(Declaration("10", made, named, Force.ANNULS, deposit=f"X{number}", former=f"H{number}"))
    for month in range(1, draw(st.integers(1, 4)) + 1):
        contracts = tuple((number, draw(ends)) for number in draw(numbers))
        said = Declaration("01", date(2026, month + 1, 5), contracts, month=month)
        told.append(said)
        days = [date(2026, month + 1, day) for day in range(10, 10 + draw(st.integers(0, 2)))]
        told += [again(said, day, *((number, draw(ends)) for number in draw(numbers))) for day in days]
    for number in draw(numbers):
        end = Declaration("07", date(2026, 4, 22), ((number, date(2026, 4, 21)),), deposit=f"E{number}")
        told.append(end)
        if draw(st.booleans()):
            kind = draw(st.sampled_from([Force.ANNULS, Force.REPLACES]))
            named = (
                ((number, date(2026, 4, 20)),) if kind is Force.REPLACES else draw(st.sampled_from([(), end.contracts]))
            )
            told.append(Declaration("07", date(2026, 4, 30), named, kind, deposit=f"F{number}", former=f"E{number}"))
    return told


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_the_order_of_declarations_changes_nothing(data: st.DataObject) -> None:
    told = data.draw(stories())
    more = data.draw(st.lists(st.sampled_from(told), max_size=3)) if told else []
    order = data.draw(st.permutations([*told, *more]))
    cuts = data.draw(st.lists(st.integers(0, len(order)), max_size=3))
    by_chunk = [
        [item for one in order[start:end] for item in one.items]
        for start, end in pairwise([0, *sorted(cuts), len(order)])
    ]
    assert shown([one.items for one in order]) == expected(told)
    assert shown(by_chunk) == expected(told)
