"""Waiting files are unreadable without the keys, and every piece is bound to its place."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_chassis.ids import new_id
from passeport_records.storage.piece_seal import SealedPieces
from passeport_records.usecases.feed_ports import Place

KEYS = {"1": base64.b64encode(bytes(32)).decode(), "2": base64.b64encode(bytes(range(32))).decode()}


def ring(current: str = "2", **keys: str) -> SealedPieces:
    return SealedPieces.from_json(json.dumps({"current": current, "keys": keys or KEYS}))


@given(st.binary(max_size=200), st.integers(0, 10_000))
def test_what_is_sealed_is_given_back(data: bytes, number: int) -> None:
    batch = new_id()
    sealed = ring().seal(batch, number, data)
    assert len(data) < 8 or data not in sealed
    assert ring().unseal(batch, number, sealed) == data


def test_an_older_key_still_opens_what_it_sealed() -> None:
    batch = new_id()
    sealed = ring("1").seal(batch, 0, b"x")
    assert ring("2").unseal(batch, 0, sealed) == b"x"
    with pytest.raises(ValueError, match="not among the keys"):
        ring("2", **{"2": KEYS["2"]}).unseal(batch, 0, sealed)


def test_a_piece_of_another_place_or_changed_is_refused() -> None:
    batch, seal = new_id(), ring()
    sealed = seal.seal(batch, 3, b"secret")
    for other, number, data in (
        (new_id(), 3, sealed),
        (batch, 4, sealed),
        (batch, 3, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (batch, 3, sealed[:6]),
        (batch, 3, b""),
    ):
        with pytest.raises(ValueError, match=r"not sealed for its place|not among the keys"):
            seal.unseal(other, number, data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"current": "1"}',
        '{"current": "1", "keys": []}',
        '{"current": "1", "keys": {"1": "?"}}',
        '{"current": "1", "keys": {"1": "AAAA"}}',
        json.dumps({"current": "9", "keys": KEYS}),
        json.dumps({"current": "1", "keys": {"1": 7}}),
    ],
)
def test_a_file_of_keys_that_is_wrong_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be|not among|must hold"):
        SealedPieces.from_json(text)


def test_a_piece_of_a_file_is_no_item_that_waits() -> None:
    batch, seal = new_id(), ring()
    sealed = seal.seal(batch, 3, b"secret", Place.ITEM)
    assert seal.unseal(batch, 3, sealed, Place.ITEM) == b"secret"
    with pytest.raises(ValueError, match="not sealed for its place"):
        seal.unseal(batch, 3, sealed)
