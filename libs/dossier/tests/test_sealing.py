"""Keys that seal what names persons: each of its place, older ones open what they sealed, files of keys are checked."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_dossier.storage.sealing import KeyRing

KEYS = {"1": base64.b64encode(bytes(32)).decode(), "2": base64.b64encode(bytes(range(32))).decode()}


def ring(current: str = "2", **keys: str) -> KeyRing:
    return KeyRing.from_json(json.dumps({"current": current, "keys": keys or KEYS}))


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_is_sealed_is_given_back(data: bytes, place: bytes) -> None:
    sealed = ring().seal(data, place)
    assert len(data) < 8 or data not in sealed
    assert ring().unseal(sealed, place) == data


def test_an_older_key_still_opens_what_it_sealed() -> None:
    sealed = ring("1").seal(b"x", b"here")
    assert ring("2").unseal(sealed, b"here") == b"x"
    with pytest.raises(ValueError, match="not among the keys"):
        ring("2", **{"2": KEYS["2"]}).unseal(sealed, b"here")


def test_what_is_of_another_place_or_changed_is_refused() -> None:
    sealed = ring().seal(b"secret", b"here")
    for place, data in (
        (b"there", sealed),
        (b"here", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (b"here", sealed[:6]),
        (b"here", b""),
    ):
        with pytest.raises(ValueError, match=r"not sealed for its place|not among the keys"):
            ring().unseal(data, place)


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
        KeyRing.from_json(text)


def test_a_file_of_keys_is_named_when_it_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with pytest.raises(ValueError, match=r"keys\.json' cannot be read"):
        KeyRing.load(path)
    path.write_bytes(b"\xff")
    with pytest.raises(ValueError, match=r"keys\.json' is not text in UTF-8"):
        KeyRing.load(path)
    path.write_text(json.dumps({"current": "9", "keys": KEYS}))
    with pytest.raises(ValueError, match=r"keys\.json' names a current key that is not among the keys"):
        KeyRing.load(path)
    path.write_text(json.dumps({"current": "1", "keys": KEYS}))
    assert KeyRing.load(path).unseal(ring("1").seal(b"x", b""), b"") == b"x"
