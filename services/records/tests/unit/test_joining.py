"""When a declared entry and a guaranteed one are taken to say the same, and what is offered of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passeport_chassis.ids import new_id
from passeport_records.domain.details import AwardDetails, EngagementDetails, TrainingDetails
from passeport_records.domain.entry import Content, Kind
from passeport_records.domain.joining import Decision, Offer, agreements, offers
from passeport_records.domain.organisation import Organisation
from support import NOW, award, day, declared, guaranteed, job

PERSON = new_id()
SIRET = "00100001700010"


def employed(name: str, start: str | None, end: str | None = None, siret: str = "") -> Content:
    return Content(
        title="Poste",
        organisation=Organisation(name, siret),
        start=day(start) if start else None,
        end=day(end) if end else None,
    )


@pytest.mark.parametrize(
    ("mine", "agreed"),
    [
        (employed("Autre nom", "2017", siret=SIRET), ("siret", "period")),
        (employed("Ponant Logiciel", "2017-01"), ("organisation_name", "period")),
        (employed("SAS PONANT-LOGICIEL", "2016", "2017"), ("organisation_name", "period")),
        (employed("Ponant", "2019"), ("organisation_name", "period")),
        (employed("Société Ponant Logiciel (Nantes)", "2020"), ("organisation_name", "period")),
        (employed("PONANT LOGICIÉL", "2018-05"), ("organisation_name", "period")),
        # Not at the same time, or no time at all.
        (employed("Ponant Logiciel", "2015", "2016"), ()),
        (employed("Ponant Logiciel", None), ()),
        # Another employer, or none that has a name.
        (employed("Levant Logiciel", "2017"), ()),
        (employed("SAS", "2017"), ()),
        (employed("", "2017"), ()),
    ],
)
def test_employments_match_by_employer_and_period(mine: Content, agreed: tuple[str, ...]) -> None:
    entry = declared(PERSON, mine, Kind.EMPLOYMENT)
    assert agreements(entry, guaranteed(PERSON, job(), Kind.EMPLOYMENT)) == agreed


@pytest.mark.parametrize(
    ("kind", "code", "agreed"),
    [
        (Kind.CERTIFICATION, "RS7256", ("award_code",)),
        (Kind.CERTIFICATION, "RS7257", ()),
        (Kind.CERTIFICATION, "", ()),
        (Kind.DIPLOMA, "RS7256", ()),
    ],
)
def test_awards_match_by_kind_and_code(kind: Kind, code: str, agreed: tuple[str, ...]) -> None:
    entry = declared(PERSON, Content(title="x", details=AwardDetails(code=code)), kind)
    assert agreements(entry, guaranteed(PERSON)) == agreed


@pytest.mark.parametrize(
    ("title", "year", "level", "agreed"),
    [
        ("Baccalauréat général", "2024", 4, ("title", "year")),
        ("BACCALAUREAT GENERAL", "2024-07", 0, ("title", "year")),
        ("Baccalauréat", "2024", 4, ("title", "year")),
        # Another diploma, year or level.
        ("Brevet de technicien supérieur", "2024", 4, ()),
        ("Baccalauréat général", "2023", 4, ()),
        ("Baccalauréat général", "2024", 5, ()),
        ("Baccalauréat général", None, 4, ()),
    ],
)
def test_awards_without_a_number_match_by_title_and_year(
    title: str, year: str | None, level: int, agreed: tuple[str, ...]
) -> None:
    said = Content(title=title, start=day(year) if year else None, details=AwardDetails(level=level))
    told = award(
        "Baccalauréat général", start=day("2024-07-05"), details=AwardDetails(level=4, diploma_code="30140004")
    )
    entry, other = declared(PERSON, said, Kind.DIPLOMA), guaranteed(PERSON, told, Kind.DIPLOMA)
    assert agreements(entry, other) == agreed


def test_trainings_match_by_their_body_and_engagements_by_their_activity() -> None:
    body = Organisation("AFORP FORMATION", SIRET)
    details = TrainingDetails(70, "RS1234")
    told = Content(title="Soudage", organisation=body, start=day("2025-01-10"), end=day("2025-02-10"), details=details)
    for name, start, agreed in [
        ("Aforp", "2025-02", ("organisation_name", "period")),
        ("Aforp", "2026", ()),
        ("Greta", "2025-02", ()),
    ]:
        mine = Content(title="Soudure", organisation=Organisation(name), start=day(start), details=TrainingDetails())
        entry = declared(PERSON, mine, Kind.TRAINING)
        assert agreements(entry, guaranteed(PERSON, told, Kind.TRAINING)) == agreed
    for activity, agreed in [("service_civique", ("activity", "period")), ("reserve_civique", ()), ("", ())]:
        served = Content(title="Service civique", start=day("2024"), details=EngagementDetails("service_civique"))
        mine = replace(served, title="Mission", details=EngagementDetails(activity))
        entry = declared(PERSON, mine, Kind.ENGAGEMENT)
        assert agreements(entry, guaranteed(PERSON, served, Kind.ENGAGEMENT)) == agreed


def test_what_was_taken_back_or_is_no_passport_entry_matches_nothing() -> None:
    entry = declared(PERSON, job(), Kind.EMPLOYMENT)
    other = guaranteed(PERSON, job(), Kind.EMPLOYMENT)
    assert agreements(entry, other)
    assert agreements(entry, other.withdrawn(NOW)) == ()
    assert agreements(entry.deleted(NOW, NOW), other) == ()


def test_an_offer_is_made_until_it_is_decided_and_again_when_what_it_led_to_is_gone() -> None:
    entry = declared(PERSON, job(), Kind.EMPLOYMENT)
    first, second = (guaranteed(PERSON, job(), Kind.EMPLOYMENT) for _ in range(2))
    entries = [entry, first, second, declared(PERSON, Content(title="x"), Kind.SKILL)]

    def found(decided: dict[str, Decision], wanted: Decision = Decision.OPEN) -> list[str]:
        names = {first.id: "first", second.id: "second"}
        pairs = {(entry.id, {"first": first, "second": second}[name].id): made for name, made in decided.items()}
        return [names[offer.guaranteed.id] for offer in offers(entries, pairs, wanted)]

    assert found({}) == ["first", "second"]
    assert found({"first": Decision.REFUSED}) == ["second"]
    assert found({"first": Decision.REFUSED}, Decision.REFUSED) == ["first"]
    assert found({"first": Decision.JOINED}) == []
    assert found({"first": Decision.JOINED}, Decision.JOINED) == ["first"]
    entries.remove(first)
    # Its source took it back: what was declared stands alone, and may be joined to the other.
    assert found({"first": Decision.JOINED}) == ["second"]


def test_two_that_were_joined_stay_so_when_the_declared_one_is_edited() -> None:
    entry = declared(PERSON, job(), Kind.EMPLOYMENT)
    other = guaranteed(PERSON, job(), Kind.EMPLOYMENT)
    edited = replace(entry, content=employed("Autre", "1999", "2000"))
    pairs = {(entry.id, other.id): Decision.JOINED}
    assert list(offers([edited, other], pairs, Decision.JOINED)) == [Offer(edited, other, (), Decision.JOINED)]
