"""Faults of fields in the terms of the request that the client made."""

from __future__ import annotations

import pytest

from passeport_gateway.domain.field_faults import Body, fault_of_field, fault_of_model, pointer_to
from passeport_gateway.domain.partial_date import PATTERN


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
        ("", "né le", "pointer", "#/n%C3%A9%20le"),
        ("records", "kinds[2]", "parameter", "kind"),
        ("records", "update_mask", "pointer", "#"),
    ],
)
def test_a_violation_points_where_the_client_wrote_it(service: str, field: str, place: str, name: str) -> None:
    fault = fault_of_field(service, field, "is wrong", "FORMAT")
    assert (*fault.place, fault.code) == (place, name, "format")


@pytest.mark.parametrize("body", [Body.JSON, Body.FORM, Body.OTHER])
def test_only_into_json_can_be_pointed(body: Body) -> None:
    place = fault_of_field("publishing", "vc_jwt", "", "REQUIRED", {"vc_jwt": pointer_to("credential")}, body).place
    assert place == {
        Body.JSON: ("pointer", "#/credential"),
        Body.FORM: ("parameter", "credential"),
        Body.OTHER: ("", ""),
    }[body]  # fmt: skip


def test_a_route_may_know_better_where_a_field_stands() -> None:
    places = {"entry.details": pointer_to("award"), "request_id": pointer_to("partner_key")}
    assert fault_of_field("records", "entry.details", "", "DETAILS_OF_KIND", places).place == ("pointer", "#/award")
    assert fault_of_field("records", "entry.details.x", "", "TYPE", places).place == ("pointer", "#/award/x")
    assert fault_of_field("records", "entry.detailsx", "", "TYPE", places).place == ("pointer", "#/detailsx")
    assert fault_of_field("", "request_id", "", "REUSED", places).place == ("pointer", "#/partner_key")


def test_a_fault_of_the_whole_body_names_no_place() -> None:
    assert fault_of_field("", "", "", "FORM_END", body=Body.FORM).as_json("en").keys() == {"code", "detail"}


def test_a_service_is_quoted_in_english_and_said_in_french() -> None:
    fault = fault_of_field("records", "title", "has 300 characters, at most 250 are allowed", "TOO_LONG")
    assert fault.as_json("en")["detail"] == "has 300 characters, at most 250 are allowed"
    assert fault.as_json("fr")["detail"] == "compte 300 caractères : 250 au plus"
    language = fault_of_field(
        "records", "language.language", "is required: name the language by its tag, for example en", "REQUIRED"
    )
    assert language.as_json("fr")["detail"] == "est obligatoire : nommez la langue par son code, par exemple en"
    character = fault_of_field("records", "title", "holds U+000A (line break): remove it", "CONTROL_CHARACTER")
    assert "U+000A (retour à la ligne)" in character.as_json("fr")["detail"]
    unknown = fault_of_field("records", "title", "is odd", "ODD")
    assert unknown.as_json("fr") == {"pointer": "#/title", "code": "odd", "detail": "n'est pas correct"}
    assert unknown.as_json("en")["detail"] == "is odd"
    assert fault_of_field("publishing", "page_token", "is not a token", "").code == "page_token"


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
    assert (*fault.place, fault.code) == expected


@pytest.mark.parametrize(
    ("kind", "context", "french", "english"),
    [
        ("string_too_long", {"max_length": 250}, "est trop long : 250 caractères au plus", "at most 250 characters"),
        ("string_too_short", {"min_length": 1}, "1 caractère(s) au moins", "at least 1 character(s)"),
        ("too_long", {"max_length": 300, "actual_length": 301}, "300 au plus", "at most 300"),
        ("less_than_equal", {"le": 8}, "doit être 8 au plus", "must be 8 at most"),
        ("greater_than_equal", {"ge": 1}, "doit être 1 au moins", "must be 1 at least"),
        ("literal_error", {"expected": "'RNCP' or 'RS'"}, "valeurs permises : RNCP, RS", "allowed are: RNCP, RS"),
        ("string_pattern_mismatch", {"pattern": PATTERN}, "une année, un mois ou un jour", "a year, a month or a day"),
        ("string_type", {}, "doit être un texte", "must be text"),
        ("model_type", {"class_name": "Organisation"}, "doit être un objet JSON", "must be a JSON object"),
    ],
)
def test_what_a_model_expects_is_told(kind: str, context: dict[str, object], french: str, english: str) -> None:
    detail = fault_of_model(kind, ("body", "title"), context).detail
    assert detail.fr.endswith(french) or french in detail.fr
    assert english in detail.en
