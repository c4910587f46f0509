"""Where a browser may be sent, and from where it may send."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_gateway.domain.addresses import check_origin, origin_of, way_back
from passeport_gateway.errors import OriginRefused, ReturnToRefused

KNOWN = frozenset({"https://passeport.example", "https://front.example"})


FRONT_ENDS = ("https://front.example", "http://localhost:5173", "http://[::1]:5173")


@pytest.mark.parametrize("path", ["/", "/api/v1/account", "/a?b=c&d=%2F%2Fe", "/a#b", "/a//b", "/@x", "/.//x"])
def test_paths_of_our_own_site_are_kept(path: str) -> None:
    assert way_back(path, ()) == path


@pytest.mark.parametrize(
    "address",
    [
        "https://front.example",
        "https://front.example/",
        "https://front.example/a?b=https://c.example/@d#e",
        "https://front.example?a",
        "https://front.example#/a",
        "https://front.example//evil.example",
        "https://front.example/@evil.example",
        "http://localhost:5173/cv",
        "http://[::1]:5173/",
    ],
)
def test_addresses_of_known_front_ends_are_kept(address: str) -> None:
    assert way_back(address, FRONT_ENDS) == address
    with pytest.raises(ReturnToRefused):
        way_back(address, ())


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
        "/" + "a" * 2048,
        " /a",
        "https://front.example@evil.example",
        "https://front.example:word@evil.example/",
        "https://user@front.example/",
        "https://front.example:443/",
        "https://front.example:8443/",
        "https://front.example.evil.example/",
        "https://front.example%2eevil.example/",
        "https://front.example\\.evil.example/",
        "https://front.example\\@evil.example/",
        "https:\\\\front.example/",
        "https://front.example\t.evil.example/",
        "https://front.example/\r\nSet-Cookie: a=b",
        "https://front.example/\0",
        "https://front.example\x7f/",
        "https://frönt.example/",
        "https://front。example/",
        "https://front.example\u2044evil.example/",
        "https://Front.example/",
        "HTTPS://front.example/",
        "http://front.example/",
        "https:front.example/",
        "https:/front.example/",
        "https:///front.example/",
        "//front.example/",
        "front.example/",
        "http://localhost:51730/",
        "http://localhost:517/",
        "http://localhost/",
        "http://127.0.0.1:5173/",
        "https://front.example/" + "a" * 2048,
        " https://front.example/",
        "javascript:alert(1)//https://front.example/",
    ],
)
def test_anything_that_may_lead_elsewhere_is_refused(elsewhere: str) -> None:
    with pytest.raises(ReturnToRefused):
        way_back(elsewhere, FRONT_ENDS)


@given(st.sampled_from(["", "https://", *FRONT_ENDS]), st.text(alphabet="/\\.:@?#a%\t é", max_size=12))
def test_whatever_passes_stays_on_our_host_or_on_a_known_one(start: str, text: str) -> None:
    try:
        address = way_back(start + text, FRONT_ENDS)
    except ReturnToRefused:
        return
    led = urlsplit(urljoin("https://passeport.example/auth/callback", address))
    assert f"{led.scheme}://{led.netloc}" in {"https://passeport.example", *FRONT_ENDS}


def test_no_address_is_the_home_page() -> None:
    assert way_back("", FRONT_ENDS) == "/"


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
