"""Waiting files are unreadable without the keys, and every piece is bound to its place."""

from __future__ import annotations

import base64
import json

import pytest

from passeport_chassis.ids import new_id
from passeport_records.storage.piece_seal import SealedPieces
from passeport_records.usecases.feed_ports import Place

SEAL = SealedPieces.from_json(json.dumps({"current": "1", "keys": {"1": base64.b64encode(bytes(32)).decode()}}))


def test_a_piece_of_another_place_is_refused() -> None:
    batch = new_id()
    sealed = SEAL.seal(batch, 3, b"secret")
    assert SEAL.unseal(batch, 3, sealed) == b"secret"
    for other, number in ((new_id(), 3), (batch, 4)):
        with pytest.raises(ValueError, match="not sealed for its place"):
            SEAL.unseal(other, number, sealed)


def test_a_piece_of_a_file_is_no_item_that_waits() -> None:
    batch = new_id()
    sealed = SEAL.seal(batch, 3, b"secret", Place.ITEM)
    assert SEAL.unseal(batch, 3, sealed, Place.ITEM) == b"secret"
    with pytest.raises(ValueError, match="not sealed for its place"):
        SEAL.unseal(batch, 3, sealed)
