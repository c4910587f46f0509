"""Where a browser may be sent, and from where it may send."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_gateway.domain.addresses import check_origin, origin_of, own_path
from passeport_gateway.errors import OriginRefused, ReturnToRefused

KNOWN = frozenset({"https://passeport.example", "https://front.example"})


@pytest.mark.parametrize("path", ["/", "/api/v1/account", "/a?b=c&d=%2F%2Fe", "/a#b", "/a//b", "/@x", "/.//x"])
def test_paths_of_our_own_site_are_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/é",
        "/\r\nSet-Cookie: a=b",
        "/" + "a" * 2000,
        " /a",
    ],
)
def test_anything_that_may_lead_elsewhere_is_refused(elsewhere: str) -> None:
    with pytest.raises(ReturnToRefused):
        own_path(elsewhere)


@given(st.text(alphabet="/\\.:@?#a\t ", max_size=12))
def test_whatever_passes_stays_on_our_host(text: str) -> None:
    try:
        path = own_path(text)
    except ReturnToRefused:
        return
    assert urlsplit(urljoin("https://passeport.example/auth/callback", path)).netloc == "passeport.example"


def test_no_address_is_the_home_page() -> None:
    assert own_path("") == "/"


@pytest.mark.parametrize(
    ("origin", "fetch_site"),
    [
        ("https://passeport.example", None),
        ("https://front.example", "cross-site"),
        (None, "same-origin"),
        (None, "none"),
        (None, None),
    ],
)
def test_our_pages_known_front_ends_and_programs_may_send(origin: str | None, fetch_site: str | None) -> None:
    check_origin(origin, fetch_site, KNOWN)


@pytest.mark.parametrize(
    ("origin", "fetch_site"),
    [("https://evil.example", None), ("null", "same-origin"), (None, "cross-site"), (None, "same-site"), ("", None)],
)
def test_pages_of_other_sites_may_not(origin: str | None, fetch_site: str | None) -> None:
    with pytest.raises(OriginRefused):
        check_origin(origin, fetch_site, KNOWN)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://passeport.example:443/x", "https://passeport.example"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080/a", "http://[::1]:8080"),
        ("https://Passeport.Example", "https://passeport.example"),
    ],
)
def test_an_origin_is_written_as_browsers_do(url: str, origin: str) -> None:
    assert origin_of(url) == origin
