"""Versions and keys in headers."""

from __future__ import annotations

import pytest

from passeport_gateway.domain.preconditions import idempotency_key, matching_etag, not_modified, quoted_etag
from passeport_gateway.errors import (
    IdempotencyKeyInvalid,
    IdempotencyKeyMissing,
    IfMatchInvalid,
    IfMatchMissing,
)


def test_if_match_is_one_quoted_version() -> None:
    assert matching_etag(' "abc-1" ') == "abc-1"


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, IfMatchMissing),
        (" ", IfMatchMissing),
        ("*", IfMatchInvalid),
        ("abc", IfMatchInvalid),
        ('"a", "b"', IfMatchInvalid),
        ('""', IfMatchInvalid),
        ('W/"abc"', IfMatchInvalid),
        ('"' + "a" * 300 + '"', IfMatchInvalid),
    ],
)
def test_any_other_if_match_is_refused(header: str | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        matching_etag(header)


@pytest.mark.parametrize(
    ("header", "known"),
    [(None, False), ('"1"', True), ('W/"1"', True), ('"0", "1"', True), ("*", True), ('"2"', False), ("1", False)],
)
def test_if_none_match_is_compared_weakly(header: str | None, known: bool) -> None:
    assert not_modified(header, "1") is known


def test_an_etag_is_quoted() -> None:
    assert quoted_etag("1") == '"1"'


@pytest.mark.parametrize(("header", "key"), [("abc", "abc"), ('"abc"', "abc"), (" k-1 ", "k-1"), ('"', '"')])
def test_a_key_is_taken_with_or_without_quotes(header: str, key: str) -> None:
    assert idempotency_key(header) == key


@pytest.mark.parametrize("header", [None, "", "  "])
def test_a_missing_key_is_refused(header: str | None) -> None:
    with pytest.raises(IdempotencyKeyMissing):
        idempotency_key(header)


@pytest.mark.parametrize("header", ['""', "a b", "é", "x" * 129, "a\x00b"])
def test_a_key_of_other_characters_is_refused(header: str) -> None:
    with pytest.raises(IdempotencyKeyInvalid):
        idempotency_key(header)
