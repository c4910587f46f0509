"""Entries as records gives them, and what of them may be published."""

from __future__ import annotations

from typing import Any

import pytest
from google.type import date_pb2

from passeport.records.v1 import entry_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.partial_date import PartialDate
from passeport_publishing.clients.records import read_item
from passeport_publishing.errors import EntryNotFound


def entry(**fields: Any) -> entry_pb2.Entry:
    said: dict[str, Any] = {"kind": entry_pb2.KIND_SKILL, "state": entry_pb2.ENTRY_STATE_ACTIVE, "title": "Souder"}
    return entry_pb2.Entry(id=str(new_id()), **(said | fields))


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        (entry_pb2.KIND_SKILL, {"skill": entry_pb2.SkillDetails(origin="practice")}),
        (entry_pb2.KIND_ENGAGEMENT, {"engagement": entry_pb2.EngagementDetails(activity="service_civique")}),
        (
            entry_pb2.KIND_DRIVING_LICENCE,
            {"driving_licence": entry_pb2.DrivingLicenceDetails(categories=[entry_pb2.DrivingCategory(category="B")])},
        ),
    ],
)
def test_details_that_a_cv_has_no_words_for_are_left_out(kind: entry_pb2.Kind, details: dict[str, Any]) -> None:
    item = read_item(entry(kind=kind, **details))
    assert (item.title, item.details) == ("Souder", ())


@pytest.mark.parametrize("state", [entry_pb2.ENTRY_STATE_WITHDRAWN, entry_pb2.ENTRY_STATE_UNSPECIFIED, 7])
def test_what_does_not_hold_is_not_there(state: Any) -> None:
    with pytest.raises(EntryNotFound):
        read_item(entry(state=state))


@pytest.mark.parametrize(
    ("said", "law", "month"),
    [
        (
            {
                "kind": entry_pb2.KIND_EMPLOYMENT,
                "employment": entry_pb2.EmploymentDetails(known_until=date_pb2.Date(year=2026, month=9, day=30)),
            },
            "article L. 133-5-3 du code de la sécurité sociale",
            PartialDate(2026, 9, 30),
        ),
        ({"kind": entry_pb2.KIND_DIPLOMA}, "article L. 6323-8, III du code du travail", None),
        (
            {"kind": entry_pb2.KIND_DIPLOMA, "award": entry_pb2.AwardDetails(register="RNCP", code="RNCP1")},
            "article L. 6113-8 du code du travail",
            None,
        ),
        (
            {"kind": entry_pb2.KIND_CERTIFICATION, "award": entry_pb2.AwardDetails(code="RS1", prevention=True)},
            "article L. 6113-8, et article L. 4141-5 du code du travail",
            None,
        ),
    ],
)
def test_a_guaranteed_entry_has_its_law_and_an_employment_how_far_it_is_known(
    said: dict[str, Any], law: str, month: PartialDate | None
) -> None:
    guaranteed = read_item(entry(nature=entry_pb2.NATURE_GUARANTEED, **said)).provenance
    assert (guaranteed.legal_basis, guaranteed.known_until) == (law, month)
    assert read_item(entry(nature=entry_pb2.NATURE_DECLARED, **said)).provenance.legal_basis == ""
