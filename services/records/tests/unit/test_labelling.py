"""Entries with what referentials said of their codes at their date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from passeport_chassis.ids import new_id
from passeport_records.domain.details import AwardDetails, EmploymentDetails
from passeport_records.domain.entry import Content, Entry, Kind
from passeport_records.domain.labelling import labelled, references_of
from passeport_records.referentials.domain.labels import (
    Label,
    LabelHistory,
    Reference,
    commune_reference,
    profession_reference,
)
from passeport_records.referentials.domain.terms import Scheme
from referential_support import FIRST, history
from support import award, day, declared, guaranteed, job

EXCEL: dict[Reference, LabelHistory] = {
    (Scheme.RS, "RS7256"): history("RS7256", "Tableur", "2026-01-01: Excel (Tosa)", "2027-01-01: Excel")
}
PROFESSION = Label(Scheme.PCS, "388c", "Chefs de projets informatiques", 0, FIRST)


def test_a_guaranteed_award_is_called_as_on_the_day_of_its_delivery() -> None:
    entry = labelled(guaranteed(new_id()), EXCEL)
    assert entry.content.title == "Excel (Tosa)"
    assert entry.labels.award == EXCEL[Scheme.RS, "RS7256"].labels[1]
    older = labelled(guaranteed(new_id(), award(start=day("2019"))), EXCEL)
    assert older.content.title == "Tableur"


@pytest.mark.parametrize(("stored", "of_register", "shown"), [(0, 6, 6), (6, 0, 6), (4, 5, 5)])
def test_its_level_is_that_of_the_register_if_that_has_one(stored: int, of_register: int, shown: int) -> None:
    entry = guaranteed(new_id(), award(details=AwardDetails(register="RS", code="RS7256", level=stored)))
    found = {(Scheme.RS, "RS7256"): history("RS7256", "Excel", level=of_register)}
    details = labelled(entry, found).content.details
    assert isinstance(details, AwardDetails)
    assert details.level == shown


def test_what_is_declared_keeps_the_words_of_its_holder() -> None:
    entry = declared(new_id(), award("Mon Excel"), Kind.CERTIFICATION)
    shown = labelled(entry, EXCEL)
    assert shown.content == entry.content
    assert shown.labels.award is not None
    assert shown.labels.award.text == "Excel (Tosa)"


def test_a_profession_stands_beside_the_title_of_the_job() -> None:
    entry = guaranteed(new_id(), job(), Kind.EMPLOYMENT)
    shown = labelled(entry, {(Scheme.PCS, "388c"): LabelHistory([PROFESSION])})
    assert (shown.content, shown.labels.profession) == (entry.content, PROFESSION)


@pytest.mark.parametrize("nature", [guaranteed, declared])
def test_an_award_in_health_and_safety_at_work_is_told_by_the_list_alone(nature: Callable[..., Entry]) -> None:
    entry = nature(new_id(), award(), Kind.CERTIFICATION)
    listed = {(Scheme.PREVENTION, "RS7256"): LabelHistory([Label(Scheme.PREVENTION, "RS7256", "CACES", 0, FIRST)])}
    shown = labelled(entry, listed)
    assert (shown.content, shown.labels.prevention, shown.labels.award) == (entry.content, True, None)
    assert labelled(entry, listed | EXCEL).labels.prevention
    assert not labelled(entry, EXCEL).labels.prevention
    assert (Scheme.PREVENTION, "RS7256") in references_of([entry])


def test_without_referentials_an_entry_is_what_its_source_said() -> None:
    entry = guaranteed(new_id())
    assert labelled(entry, {}) is entry


def test_a_long_label_makes_a_title_of_250_characters() -> None:
    found = {(Scheme.RS, "RS7256"): history("RS7256", "é" * 400)}
    assert len(labelled(guaranteed(new_id()), found).content.title) == 250


def test_codes_are_asked_for_once_and_what_is_no_code_not_at_all() -> None:
    person = new_id()
    entries: list[Entry] = [
        guaranteed(person),
        guaranteed(person),
        guaranteed(person, job(), Kind.EMPLOYMENT),
        declared(person, Content(title="Soudure")),
        declared(person, award(details=AwardDetails(code="bac"), title="Bac"), Kind.DIPLOMA),
        declared(person, Content(title="Serveuse", details=EmploymentDetails()), Kind.EMPLOYMENT),
    ]
    assert references_of(entries) == {(Scheme.RS, "RS7256"), (Scheme.PREVENTION, "RS7256"), (Scheme.PCS, "388c")}


@pytest.mark.parametrize(
    ("code", "reference"),
    [
        ("388C", (Scheme.PCS, "388c")),
        ("38", (Scheme.PCS, "38")),
        ("", None),
        ("cadre", None),
        ("388c2", None),
    ],
)
def test_a_profession_is_named_by_its_pcs_code(code: str, reference: object) -> None:
    assert profession_reference(code) == reference


def test_a_place_of_work_has_the_name_that_it_had_when_the_job_began() -> None:
    names = [
        Label(Scheme.COG, "01165", name, 0, date(year, 1, 1))
        for name, year in (("Amareins", 1943), ("Francheleins", 1983))
    ]
    found = {(Scheme.COG, "01165"): LabelHistory(names)}
    for start, name in (("1974-03-01", "Amareins"), ("1990-03-01", "Francheleins")):
        details = EmploymentDetails(workplace_code="01165")
        entry = guaranteed(new_id(), job(start=day(start), details=details), Kind.EMPLOYMENT)
        assert references_of([entry]) == {(Scheme.COG, "01165")}
        workplace = labelled(entry, found).labels.workplace
        assert workplace is not None
        assert workplace.text == name
    assert commune_reference("PARIS") is None


def test_labels_are_no_part_of_what_an_entry_says() -> None:
    entry = guaranteed(new_id())
    shown = labelled(entry, EXCEL)
    assert replace(shown, content=entry.content, labels=entry.labels) == entry
    assert shown.etag == entry.etag
