"""Faults of fields in the terms of the request that the client made."""

from __future__ import annotations

import pytest

from passeport_gateway.domain.field_faults import fault_of_model, fault_of_service


@pytest.mark.parametrize(
    ("service", "field", "place", "name"),
    [
        ("records", "entry.title", "pointer", "#/title"),
        ("records", "title", "pointer", "#/title"),
        ("records", "training.hours", "pointer", "#/training/hours"),
        ("records", "entry.organisation.siret", "pointer", "#/organisation/siret"),
        ("records", "page_token", "parameter", "cursor"),
        ("records", "request_id", "header", "Idempotency-Key"),
        ("records", "etag", "header", "If-Match"),
        ("prevention", "training.end_date", "pointer", "#/end_date"),
        ("prevention", "nir", "pointer", "#/nir"),
        ("publishing", "entry_ids[3]", "pointer", "#/entry_ids/3"),
        ("", "", "pointer", "#"),
        ("", "a/b~c", "pointer", "#/a~1b~0c"),
    ],
)
def test_a_violation_points_where_the_client_wrote_it(service: str, field: str, place: str, name: str) -> None:
    fault = fault_of_service(service, field, "is wrong", "FORMAT")
    assert (fault.place, fault.name, fault.code) == (place, name, "format")


def test_the_words_are_precise_in_english_and_known_in_french() -> None:
    fault = fault_of_service("records", "title", "has 300 characters, at most 250 are allowed", "TOO_LONG")
    assert fault.as_json("en")["detail"] == "has 300 characters, at most 250 are allowed"
    assert fault.as_json("fr")["detail"] == "est trop long"
    unknown = fault_of_service("records", "title", "is odd", "ODD")
    assert unknown.as_json("fr") == {"pointer": "#/title", "code": "odd", "detail": "is odd"}


@pytest.mark.parametrize(
    ("kind", "location", "context", "expected"),
    [
        ("missing", ("body", "title"), {}, ("pointer", "#/title", "required")),
        ("extra_forbidden", ("body", "organisation", "naem"), {}, ("pointer", "#/organisation/naem", "unknown_field")),
        ("string_type", ("body", "entry_ids", 2), {}, ("pointer", "#/entry_ids/2", "type")),
        ("int_parsing", ("query", "page_size"), {}, ("parameter", "page_size", "type")),
        ("less_than_equal", ("query", "page_size"), {"le": 300}, ("parameter", "page_size", "out_of_range")),
        ("dict_type", ("body",), {}, ("pointer", "#", "type")),
        ("something_new", (), {}, ("pointer", "#", "format")),
    ],
)
def test_a_fault_of_a_model_has_its_place_and_a_stable_code(
    kind: str, location: tuple[object, ...], context: dict[str, object], expected: tuple[str, str, str]
) -> None:
    fault = fault_of_model(kind, location, context)
    assert (fault.place, fault.name, fault.code) == expected


def test_bounds_are_told() -> None:
    assert fault_of_model("string_too_long", ("body", "title"), {"max_length": 250}).detail.en.endswith("250)")
