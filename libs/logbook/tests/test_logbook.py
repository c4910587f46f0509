"""What needs no database: the keys of a log, and what is on the edge of its tree."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from passeport_logbook.audit import MOST_FAULTS, Audit, Fault
from passeport_logbook.signing import load_signers
from passeport_logbook.tree import Head, as_wide
from passeport_tlog.growth import Edge
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.tiles import ENTRIES, Tile, write_bundle

ORIGIN = "passeport.example/log"


def pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_all_keys_of_a_file_sign_under_one_name(tmp_path: Path) -> None:
    keys = [ed25519.Ed25519PrivateKey.generate() for _ in range(2)]
    file = tmp_path / "keys.pem"
    file.write_bytes(b"".join(map(pem, keys)))
    name = load_signers(file, ORIGIN)
    assert [(key.name, key.public) for key in name.keys] == [
        (ORIGIN, key.public_key().public_bytes_raw()) for key in keys
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot be read"),
        (b"", "holds no private key in PEM"),
        (pem(ed25519.Ed25519PrivateKey.generate()).replace(b"MC4C", b"AAAA"), "holds a key that cannot be read"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "not Ed25519"),
    ],
    ids=["no file", "empty", "garbage", "another kind"],
)
def test_a_file_without_such_keys_is_refused_by_name(tmp_path: Path, content: bytes | None, what: str) -> None:
    file = tmp_path / "keys.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ValueError, match=f"keys.pem.*{what}"):
        load_signers(file, ORIGIN)


def test_what_is_on_the_edge_is_given_and_cut_as_wide_as_it_was() -> None:
    entries = [sha256(bytes([at])).digest() for at in range(3)]
    head = Head(Edge().grow(map(leaf_hash, entries)).edge, write_bundle(entries))
    hashes, bundle = Tile(0, 0, 2), Tile(ENTRIES, 0, 2)
    assert as_wide(hashes, head.partial(hashes)) == b"".join(map(leaf_hash, entries[:2]))
    assert as_wide(bundle, head.partial(bundle)) == write_bundle(entries[:2])
    for beyond in (Tile(0, 0, 4), Tile(ENTRIES, 0, 4), Tile(0, 1, 1), Tile(5, 0, 1)):
        assert as_wide(beyond, head.partial(beyond)) is None


def test_faults_are_told_where_they_are_up_to_a_number() -> None:
    audit = Audit()
    for at in range(MOST_FAULTS + 5):
        audit.fault("wrong", at, "entry 7")
    assert len(audit.faults) == MOST_FAULTS
    assert [str(one) for one in (audit.faults[0], Fault("wrong"), Fault("wrong", of="entry 7"))] == [
        "index 0, entry 7: wrong",
        "the log: wrong",
        "entry 7: wrong",
    ]
