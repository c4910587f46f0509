"""Which language and which form a client prefers."""

from __future__ import annotations

import pytest

from passeport_gateway.domain.language import names_language, preferred_language
from passeport_gateway.domain.negotiation import best_form, media_type, prefers_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("fr", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("de,en;q=0.5,fr;q=0.4", "en"),
        ("en;q=0.3,fr;q=0.8", "fr"),
        ("en;q=0", "fr"),
        ("*", "fr"),
        ("de", "fr"),
        ("en;q=abc", "fr"),
        (",,;q=,=", "fr"),
        ("x" * 100_000, "fr"),
    ],
)
def test_the_language_is_the_preferred_of_the_two(header: str, language: str) -> None:
    assert preferred_language(header) == language


@pytest.mark.parametrize(
    ("header", "named"),
    [("", False), ("de", False), ("en;q=0", False), ("en", True), ("de,fr;q=0.1", True), ("*", True)],
)
def test_whether_a_client_names_a_language(header: str, named: bool) -> None:
    assert names_language(header) is named
    assert (preferred_language(header, "en") == preferred_language(header, "fr")) is named


@pytest.mark.parametrize(
    ("accept", "page", "page_by_default"),
    [
        (BROWSER, True, True),
        ("*/*", False, True),
        ("", False, True),
        ("application/json", False, False),
        ("application/problem+json", False, False),
        ("text/html;q=0.5, application/json", False, False),
        ("text/html, application/json", True, True),
        ("text/html;q=0", False, True),
    ],
)
def test_a_page_is_for_browsers_and_for_addresses_of_people(accept: str, page: bool, page_by_default: bool) -> None:
    assert prefers_page(accept, otherwise=False) is page
    assert prefers_page(accept, otherwise=True) is page_by_default


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/xml", "application/xml"),
        ("application/*;q=0.5, application/xml", "application/xml"),
        ("application/json;q=0.1, application/xml;q=0.2", "application/xml"),
        ("text/csv", None),
        ("application/json;q=0, application/xml;q=0", None),
    ],
)
def test_the_form_is_the_preferred_of_those_that_exist(accept: str, form: str | None) -> None:
    assert best_form(accept, ("application/json", "application/xml")) == form


def test_a_media_type_is_read_without_parameters() -> None:
    assert media_type("Application/JSON; charset=utf-8") == "application/json"
    assert media_type("") == ""
