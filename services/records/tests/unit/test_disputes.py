"""Until when a source has to answer, and which correction answers what is contested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pytest

from passeport_chassis.ids import new_id
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.dispute import (
    Answerer,
    Deadlines,
    DisputeState,
    Ground,
    check_text_of,
    dispute_fingerprint,
    is_answered_by,
)
from passeport_records.domain.entry import Content, Kind
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import Source
from passeport_records.domain.request import fingerprint
from support import NOW, contestation, day, guaranteed, job

DEADLINES = Deadlines({Source.CERTIFICATIONS: 3, Source.DSN: 2}, other=14)


@pytest.mark.parametrize(
    ("source", "opened", "due"),
    [
        (Source.CERTIFICATIONS, date(2026, 11, 23), date(2027, 2, 23)),
        # The month has no such day: the last one that it has.
        (Source.CERTIFICATIONS, date(2026, 11, 30), date(2027, 2, 28)),
        (Source.CERTIFICATIONS, date(2027, 11, 30), date(2028, 2, 29)),
        (Source.DSN, date(2026, 12, 31), date(2027, 2, 28)),
        (Source.DSN, date(2026, 10, 1), date(2026, 12, 1)),
        (Source.HOLDER, date(2026, 11, 5), date(2028, 1, 5)),
    ],
)
def test_the_last_day_has_the_number_of_the_first(source: Source, opened: date, due: date) -> None:
    assert DEADLINES.due_on(source, opened) == due


def test_it_is_overdue_the_day_after_its_last_while_it_is_open() -> None:
    dispute = contestation(guaranteed(new_id()))
    assert not dispute.is_overdue(date(2027, 2, 23))
    assert dispute.is_overdue(date(2027, 2, 24))
    accepted = dispute.seen(NOW).accepted(Answerer.SOURCE, "Nous corrigeons.", NOW)
    # Who says that he will correct it has not yet done so.
    assert accepted.is_overdue(date(2027, 2, 24))
    assert not accepted.settled(DisputeState.CORRECTED, NOW, None).is_overdue(date(2027, 2, 24))


def test_a_line_that_corrects_what_was_accepted_leaves_who_wrote_and_when() -> None:
    line = new_id()
    accepted = contestation(guaranteed(new_id())).accepted(Answerer.OPERATOR, "Nous corrigeons.", NOW)
    after = accepted.settled(DisputeState.CORRECTED, NOW + timedelta(days=2), line)
    assert (after.answer, after.answered_by, after.answered_at) == ("Nous corrigeons.", Answerer.OPERATOR, NOW)
    assert (after.state, after.closed_at, after.settled_by) == (
        DisputeState.CORRECTED,
        NOW + timedelta(days=2),
        line,
    )
    again = after.reopened()
    assert (again.state, again.answered_by, again.answered_at) == (DisputeState.ACCEPTED, Answerer.OPERATOR, NOW)
    # A row that a former release wrote.
    assert replace(after, answered_by=Answerer.FEED).reopened().answered_by is Answerer.SOURCE


BEFORE = job()
CHANGES: dict[str, Content] = {
    "end": replace(BEFORE, end=day("2026-10-31")),
    "title": replace(BEFORE, title="Ingénieure en chef"),
    "profession": replace(BEFORE, details=EmploymentDetails("388e", "01")),
    "employer": replace(BEFORE, organisation=Organisation("AUTRE", "00100014000010", "NANTES")),
    "nothing": BEFORE,
}


@pytest.mark.parametrize(
    ("ground", "answers"),
    [
        (Ground.DATES, {"end"}),
        (Ground.TITLE, {"title", "profession"}),
        (Ground.DETAILS, {"profession"}),
        (Ground.ORGANISATION, {"employer"}),
        (Ground.OTHER, {"end", "title", "profession", "employer"}),
        # No correction makes somebody else's job his own.
        (Ground.NOT_MINE, set()),
        (Ground.NOT_TRUE, set()),
        (Ground.DOUBLE, set()),
    ],
)
def test_a_correction_answers_what_it_touches(ground: Ground, answers: set[str]) -> None:
    dispute = replace(contestation(guaranteed(new_id())), ground=ground)
    assert {name for name, after in CHANGES.items() if is_answered_by(dispute, BEFORE, after)} == answers


def test_what_a_contract_comes_to_by_itself_is_no_answer() -> None:
    dispute = contestation(guaranteed(new_id()))
    of_title, of_dates = replace(dispute, ground=Ground.TITLE), replace(dispute, ground=Ground.DATES)
    elsewhere = replace(BEFORE, details=replace(cast("EmploymentDetails", BEFORE.details), workplace_code="44109"))
    assert not is_answered_by(of_title, BEFORE, elsewhere)
    # It ends, weeks after its beginning was contested; an end that was past then and missing is an answer.
    assert not is_answered_by(of_dates, BEFORE, replace(BEFORE, end=day("2026-12-31")))
    assert is_answered_by(of_dates, BEFORE, replace(BEFORE, end=day("2026-10-31")))
    assert is_answered_by(of_dates, BEFORE, replace(BEFORE, start=day("2015-01-01")))


def test_what_is_written_shows_in_no_log() -> None:
    dispute = contestation(guaranteed(new_id())).refused(Answerer.SOURCE, "Votre contrat du 2 janvier", NOW)
    assert dispute.text not in repr(dispute)
    assert dispute.answer not in repr(dispute)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "REQUIRED"), (" \n\u200c", "REQUIRED"), ("a" * 2001, "TOO_LONG"), ("a\x00", "CONTROL_CHARACTER")],
)
def test_each_rule_of_a_text_is_told(text: str, reason: str) -> None:
    assert reason in {violation.reason for violation in check_text_of("text", text)}
    assert not [*check_text_of("text", "J’ai commencé en 2016.\nVoyez mon contrat : page 2.")]


def test_a_key_of_another_request_is_not_taken_for_this_one() -> None:
    entry_id = new_id()
    one = dispute_fingerprint(entry_id, Ground.DATES, "a")
    others = {
        dispute_fingerprint(new_id(), Ground.DATES, "a"),
        dispute_fingerprint(entry_id, Ground.TITLE, "a"),
        dispute_fingerprint(entry_id, Ground.DATES, "b"),
        fingerprint(Kind.SKILL, Content(title="a")),
    }
    assert one == dispute_fingerprint(entry_id, Ground.DATES, "a")
    assert one not in others
