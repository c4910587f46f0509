"""Entries as records gives them, and what of them may be published."""

from __future__ import annotations

from typing import Any

import pytest

from passeport.records.v1 import entry_pb2
from passeport_chassis.ids import new_id
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
