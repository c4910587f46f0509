"""What is dated after its receipt is refused by name; what may rightly be of a later day is not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.batch import Feed, FileHead
from passeport_records.domain.dated_ahead import told_in_time
from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.report import Fault
from passeport_records.feeds.formats import FORMATS
from samples import certification, contract, ended, flux, lot, message, passage, person

RECEIVED = datetime(2026, 11, 5, 22, 30, tzinfo=UTC)
HIRING = {"nature": "10", "month": ""}
ENDING = {"nature": "07", "month": ""}


def told(feed: Feed, content: bytes) -> list[object]:
    read = FORMATS[feed].read
    return list(told_in_time(RECEIVED, read(lambda: [content], FileHead())))


dsn = partial(told, Feed.DSN)
awards = partial(told, Feed.CERTIFICATIONS)


@pytest.mark.parametrize(
    ("said", "field", "value", "right"),
    [
        ({"made": "07112026"}, "S20.G00.05.007", "07112026", "06112026"),
        ({"made": "05112062"}, "S20.G00.05.007", "05112062", "06112026"),
        ({"month": "01122026"}, "S20.G00.05.005", "01122026", "01112026"),
        ({"month": "01102062"}, "S20.G00.05.005", "01102062", "01112026"),
        ({"month": "01102062", "made": ""}, "S20.G00.05.005", "01102062", "01112026"),
        (HIRING | {"made": "07112026"}, "S20.G00.05.007", "07112026", "06112026"),
        (ENDING | {"made": "07112026"}, "S20.G00.05.007", "07112026", "06112026"),
    ],
)
def test_a_declaration_of_a_later_day_is_refused(said: dict[str, str], field: str, value: str, right: str) -> None:
    content = lot(message(person(), contract(), **said))
    (fault,) = dsn(content)
    assert isinstance(fault, Fault)
    assert (fault.field, fault.rule, fault.value, fault.rejects) == (field, "future", value, True)
    line = content[: content.index(b"S21.G00.40.001")].count(b"\n") + 1
    assert (fault.line, fault.key) == (line, "00102")
    assert right in fault.fix


@pytest.mark.parametrize(
    "said",
    [
        {},
        # A month that runs may be declared, and what is made tomorrow, where a day began earlier.
        {"month": "01112026", "made": "06112026"},
        HIRING | {"made": "06112026"},
        ENDING | {"made": "05112026"},
    ],
)
def test_what_is_of_the_day_is_not(said: dict[str, str]) -> None:
    # The contract itself may begin and end later than it is told.
    content = lot(message(person(), contract(r001="01122026", r010="31122062"), ended("31122026"), **said))
    (claim,) = dsn(content)
    assert isinstance(claim, EmploymentClaim)


@pytest.mark.parametrize("said", [{"made": "05112062"}, {"month": "01122026"}])
def test_a_declaration_of_a_later_day_takes_nothing_back(said: dict[str, str]) -> None:
    (fault,) = dsn(lot(message(kind="05", **said)))
    assert isinstance(fault, Fault)
    assert (fault.rule, fault.rejects) == ("future", True)
    assert isinstance(dsn(lot(message(kind="05")))[0], Retraction)


@pytest.mark.parametrize(("said", "known"), [(HIRING, date(2026, 11, 6)), (ENDING, date(2026, 11, 6))])
def test_an_event_without_its_day_knows_no_more_than_its_receipt(said: dict[str, str], known: date) -> None:
    (claim,) = dsn(lot(message(person(), contract(r001="01122026"), ended("31122026"), made="", **said)))
    assert isinstance(claim, EmploymentClaim)
    assert (claim.as_of, claim.made) == (known, date.min)


def test_an_award_of_a_later_day_is_refused_and_may_be_taken_back() -> None:
    later = passage("P-1", dateDebutValidite="2026-11-07", dateFinValidite="2029-04-17")
    today = passage("P-2", dateDebutValidite="2026-11-06")
    fault, claim = awards(flux(certification(later, today)))
    assert isinstance(fault, Fault)
    assert (fault.field, fault.rule, fault.value, fault.key, fault.rejects) == (
        "dateDebutValidite",
        "future",
        "2026-11-07",
        "P-1",
        True,
    )
    assert isinstance(claim, AwardClaim)
    (taken_back,) = awards(flux(certification(later), action="SUPPRESSION"))
    assert isinstance(taken_back, AwardClaim)
