"""Multipart and urlencoded bodies, good and bad."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_gateway.errors import FormInvalid
from passeport_gateway.http.forms import parse_fields, parse_multipart

TYPE = "multipart/form-data; boundary=x"


def part(name: str = 'name="file"; filename="a.pdf"', content: bytes = b"abc") -> bytes:
    return b"--x\r\nContent-Disposition: form-data; " + name.encode() + b"\r\n\r\n" + content + b"\r\n"


@given(st.binary(max_size=2000), st.text(max_size=30))
def test_what_a_client_writes_is_read_byte_for_byte(content: bytes, field: str) -> None:
    request = httpx.Request(
        "POST", "http://x", files={"file": ("a.pdf", content, "application/pdf")}, data={"code": field}
    )
    parts = parse_multipart(request.headers["content-type"], request.read())
    assert {(p.name, p.is_file, p.content) for p in parts} == {
        ("file", True, content),
        ("code", False, field.encode("utf-8", "replace")),
    }


@pytest.mark.parametrize(
    ("content_type", "body", "rule"),
    [
        ("multipart/form-data", b"", "FORM_BOUNDARY"),
        (TYPE, b"", "FORM_END"),
        (TYPE, b"nonsense", "FORM_MULTIPART"),
        (TYPE, part(), "FORM_END"),
        (TYPE, part()[:-5], "FORM_END"),
        (TYPE, part("filename=x") + b"--x--\r\n", "FORM_PART_NAME"),
        (TYPE, b"--x\r\n" + b"A" * 2000 + b": b\r\n\r\nx\r\n--x--\r\n", "FORM_PART_HEADER"),
        (TYPE, b"--x\r\n" + b"A" * 9000 + b": b\r\n\r\nx\r\n--x--\r\n", "FORM_MULTIPART"),
        (TYPE, part() * 30 + b"--x--\r\n", "FORM_PARTS"),
    ],
)
def test_what_is_no_form_is_refused(content_type: str, body: bytes, rule: str) -> None:
    with pytest.raises(FormInvalid) as refused:
        parse_multipart(content_type, body)
    assert [violation.reason for violation in refused.value.violations] == [rule]


@given(st.binary(max_size=300))
def test_no_bytes_do_harm(body: bytes) -> None:
    for content in (body, b"--x\r\n" + body, part(content=body)):
        try:
            parse_multipart(TYPE, content)
        except FormInvalid:
            continue


def test_fields_are_read() -> None:
    assert parse_fields(b"a=1&b=%C3%A9+x&a=2") == [("a", "1"), ("b", "é x"), ("a", "2")]
    assert parse_fields(b"") == []


@pytest.mark.parametrize("body", [b"a", b"a=%ff", b"\xff=1", b"&".join([b"a=1"] * 60)])
def test_fields_that_cannot_be_read_are_refused(body: bytes) -> None:
    with pytest.raises(FormInvalid):
        parse_fields(body)
