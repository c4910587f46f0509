"""When two sources are taken to have sent one award, each under a number of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from passeport_chassis.ids import new_id
from passeport_records.domain.award_twice import told_twice
from passeport_records.domain.details import AwardDetails
from passeport_records.domain.entry import Content, Entry, EntryState, Kind
from passeport_records.domain.joining import Decision, offers
from support import NOW, award, day, declared, guaranteed

PERSON = new_id()
BAC = AwardDetails(diploma_code="40025214", level=4, mention="MENTION_BIEN")
RNCP = AwardDetails(register="RNCP", code="RNCP38878", level=4)


def diploma(title: str, start: str, details: AwardDetails) -> Content:
    return award(title, start=day(start), end=None, details=details)


EARLIER = replace(
    guaranteed(PERSON, diploma("Bac pro Élevage", "2026-07", BAC), Kind.DIPLOMA),
    source_label="Diplôme Académie de Lille",
)


def later(title: str = "Bac pro", start: str = "2026-07-05", details: AwardDetails = BAC, **other: object) -> Entry:
    entry = guaranteed(PERSON, diploma(title, start, details), Kind.CERTIFICATION)
    said = {"source_label": "Certificateur", "created_at": NOW + timedelta(days=1)} | other
    return replace(entry, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entry", "agreed"),
    [
        (later(), ("diploma_code", "date")),
        (later(kind=Kind.DIPLOMA, source_label="Diplôme Lycée"), ("diploma_code", "date")),
        # By title where neither has a number of the other's kind: with the level, and the same words.
        (later("BAC PRO ÉLEVAGE", details=RNCP), ("title", "level", "date")),
        (later("Bac pro Cuisine", details=RNCP), ()),
        (later("Bac pro Élevage", details=replace(RNCP, level=0)), ()),
        (later("Bac pro Élevage", details=replace(RNCP, level=5)), ()),
        (later(details=replace(BAC, diploma_code="40025215")), ()),
        # A month after the last day that the other can mean, and a day more.
        (later(start="2026-08-31"), ("diploma_code", "date")),
        (later(start="2026-09-01"), ()),
        (later(start="2026-05-31"), ("diploma_code", "date")),
        (later(start="2026-05-30"), ()),
        (later(start="2026"), ("diploma_code", "date")),
        # What one source sends under two numbers is two.
        (later(source_label=EARLIER.source_label), ()),
        (later(state=EntryState.WITHDRAWN), ()),
        (later(kind=Kind.HABILITATION), ()),
        # The one that was there first stays in the list.
        (later(created_at=NOW - timedelta(days=1)), ()),
    ],
)
def test_two_sources_seem_to_have_sent_one_award(entry: Entry, agreed: tuple[str, ...]) -> None:
    assert told_twice(entry, EARLIER) == agreed


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"cefr_level": "B2"}, {"cefr_level": "C1"}),
        ({"score": "785"}, {"score": "890"}),
        ({"digital_score": 300}, {"digital_score": 512}),
        ({"option": "Anglais"}, {"option": "Espagnol"}),
    ],
)
def test_a_test_that_was_taken_twice_is_two_awards(first: dict[str, object], second: dict[str, object]) -> None:
    one, other = (AwardDetails(register="RS", code="RS6550", **said) for said in (first, second))  # type: ignore[arg-type]
    former = replace(EARLIER, content=diploma("TOEIC", "2026-07-01", one))
    assert told_twice(later("TOEIC", "2026-07-20", one), former) == ("award_code", "date")
    assert told_twice(later("TOEIC", "2026-07-20", other), former) == ()


def test_they_are_offered_once_beside_what_is_declared() -> None:
    other, mine = later(), declared(PERSON, diploma("Bac pro Élevage", "2026", AwardDetails()), Kind.DIPLOMA)
    found = {
        (offer.declared.id, offer.guaranteed.id): offer for offer in offers([mine, other, EARLIER], {}, Decision.OPEN)
    }
    assert set(found) == {(other.id, EARLIER.id), (mine.id, EARLIER.id)}
    assert found[other.id, EARLIER.id].agreements == ("diploma_code", "date")
    joined = {(other.id, EARLIER.id): Decision.JOINED}
    assert [offer.declared.id for offer in offers([other, EARLIER], joined, Decision.JOINED)] == [other.id]
    assert not [*offers([other, EARLIER], joined, Decision.OPEN)]
