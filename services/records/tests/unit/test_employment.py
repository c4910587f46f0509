"""One contract is one entry that lives through its messages, whatever their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from passeport_chassis.ids import new_id
from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.employment import (
    ContractKey,
    EmploymentClaim,
    Ending,
    Followed,
    employment_content,
    first_known,
    follow,
    runs_on,
)
from passeport_records.domain.entry import Entry, EntryState, Kind, Nature
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.organisation import Organisation

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)


def claim(**changes: Any) -> EmploymentClaim:
    said: dict[str, Any] = {
        "line": 1,
        "contract": ContractKey("00100001700010", date(2017, 1, 2), "00102"),
        "holder": NirIdentity("2810444109021", "FONTANEL"),
        "as_of": OCTOBER,
        "title": "Ingénieure",
        "details": EmploymentDetails(pcs_code="388c", contract_nature_code="01"),
        "employer": Organisation("PONANT LOGICIEL", "00100001700010", "NANTES"),
        "message": "1",
        "norm": "P26V01",
    }
    return EmploymentClaim(**{**said, **changes})


def entry_of(first: EmploymentClaim) -> Entry:
    return Entry(
        id=new_id(),
        person_id=new_id(),
        nature=Nature.GUARANTEED,
        kind=Kind.EMPLOYMENT,
        content=employment_content(first),
        created_at=NOW,
        updated_at=NOW,
    )


def live(*claims: EmploymentClaim) -> Followed:
    followed = Followed(entry_of(claims[0]), first_known(claims[0]), changed=True)
    for said in claims[1:]:
        followed = follow(followed.entry, followed.known, said, NOW + timedelta(hours=1))
    return followed


def test_the_same_month_again_changes_nothing() -> None:
    first = entry_of(claim())
    followed = follow(first, first_known(claim()), claim(), NOW)
    assert followed.entry is first
    assert not followed.changed


def test_a_later_month_brings_what_is_new() -> None:
    followed = live(claim(), claim(as_of=NOVEMBER, title="Ingénieure en chef"))
    assert followed.entry.content.title == "Ingénieure en chef"
    assert (followed.entry.revision, followed.known.day) == (2, NOVEMBER)


def test_an_older_month_never_overrides_a_newer_one() -> None:
    followed = live(claim(as_of=NOVEMBER, title="Ingénieure en chef"), claim(title="Ingénieure"))
    assert followed.entry.content.title == "Ingénieure en chef"
    assert (followed.entry.revision, followed.known.day) == (1, NOVEMBER)


def test_an_end_closes_whatever_the_order() -> None:
    said = [
        claim(),
        claim(as_of=NOVEMBER),
        claim(as_of=date(2026, 11, 5), end=OCTOBER, ending=Ending.CLOSED),
    ]
    for order in permutations(said):
        assert live(*order).entry.content.end == PartialDate.of(OCTOBER)


def test_a_job_that_leaves_an_establishment_ends_there_until_another_tells_of_it() -> None:
    left = claim(as_of=OCTOBER, end=OCTOBER, ending=Ending.TRANSFERRED)
    assert live(claim(), left).entry.content.end == PartialDate.of(OCTOBER)
    elsewhere = claim(as_of=NOVEMBER, employer=Organisation("PONANT LOGICIEL", "00100001700028", "RENNES"))
    for order in permutations((claim(), left, elsewhere)):
        assert live(*order).entry.content.end is None
    for order in permutations((left, claim(as_of=NOVEMBER))):
        assert live(*order).entry.content.end == PartialDate.of(OCTOBER)


def test_an_end_declared_by_mistake_is_taken_back_and_not_the_job() -> None:
    closed = claim(as_of=OCTOBER, end=OCTOBER, ending=Ending.CLOSED)
    reopened = claim(as_of=NOVEMBER, end=OCTOBER, ending=Ending.REOPENED)
    for order in permutations((claim(), closed, reopened)):
        followed = live(*order)
        assert (followed.entry.state, followed.entry.content.end) == (EntryState.ACTIVE, None)
    december = date(2026, 12, 31)
    again = live(closed, reopened, claim(as_of=december, end=december, ending=Ending.CLOSED))
    assert again.entry.content.end == PartialDate.of(december)


def test_the_next_establishment_goes_on_with_the_same_entry() -> None:
    rennes = Organisation("PONANT LOGICIEL", "00100001700028", "RENNES")
    followed = live(claim(), claim(as_of=NOVEMBER, employer=rennes))
    assert followed.entry.content.organisation == rennes


def test_an_annulled_contract_is_withdrawn_and_comes_back_with_a_later_month() -> None:
    annulled = live(claim(), claim(as_of=date(2026, 11, 5), end=date(2026, 10, 1), ending=Ending.ANNULLED))
    assert annulled.entry.state is EntryState.WITHDRAWN
    again = follow(annulled.entry, annulled.known, claim(), NOW)
    assert again.entry is annulled.entry
    later = follow(annulled.entry, annulled.known, claim(as_of=NOVEMBER), NOW)
    assert later.entry.state is EntryState.ACTIVE
    assert later.entry.revision == 3


def test_an_old_annulment_does_not_withdraw_what_is_declared_since() -> None:
    followed = live(claim(as_of=NOVEMBER), claim(ending=Ending.ANNULLED))
    assert followed.entry.state is EntryState.ACTIVE


def test_a_deposit_without_a_name_does_not_take_the_name_away() -> None:
    followed = live(claim(), claim(as_of=NOVEMBER, employer=Organisation(siret="00100001700010")))
    assert followed.entry.content.organisation.name == "PONANT LOGICIEL"
    assert not followed.changed


@pytest.mark.parametrize(
    ("changes", "day", "runs"),
    [
        ({}, date(2026, 11, 23), True),
        ({}, date(2017, 1, 1), False),
        ({"end": OCTOBER, "ending": Ending.CLOSED}, OCTOBER, True),
        ({"end": OCTOBER, "ending": Ending.CLOSED}, date(2026, 11, 1), False),
        ({"details": EmploymentDetails(planned_end=OCTOBER)}, date(2026, 11, 1), False),
    ],
)
def test_whether_an_employment_runs(changes: dict[str, Any], day: date, runs: bool) -> None:
    assert runs_on(employment_content(claim(**changes)), day) is runs


def test_an_entry_that_is_no_employment_never_runs() -> None:
    content = employment_content(claim())
    assert not runs_on(replace(content, start=None), OCTOBER)
