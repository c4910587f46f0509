"""What a version says, written out in one way, and what hides it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from passeport_chassis.ids import new_id
from passeport_records.domain.entry import Kind
from passeport_records.domain.leaf import commitment_of, person_key, salt_of, version_said, write_said
from support import NOW, award, batch, guaranteed, job, step

PERSON = UUID("0190a3c4-0000-7000-8000-000000000001")
FILE = batch(treatment_number=7, position=3)


def said(kind: Kind = Kind.CERTIFICATION) -> str:
    entry = guaranteed(PERSON, award() if kind is Kind.CERTIFICATION else job(), kind)
    return write_said(version_said(FILE, entry, step(entry, FILE).step, None))


def test_a_version_is_written_out_in_one_way() -> None:
    assert json.loads(said())["entry"]["details"]["digital_results"] == [
        {"competence": "2", "domain": "1", "level": 4},
        {"competence": "1", "domain": "2", "level": 3},
    ]
    assert json.loads(said(Kind.EMPLOYMENT))["entry"] == {
        "details": {
            "contract_nature_code": "01",
            "pcs_code": "388c",
            "planned_end": "2027-08-31",
            "working_time": "full_time",
        },
        "kind": "employment",
        "locality": "NANTES",
        "organisation": "PONANT LOGICIEL",
        "siret": "00100001700010",
        "source": "Déclaration sociale nominative",
        "start": "2017-01-02",
        "state": "active",
        "title": "Ingénieure",
    }
    # Names in order, nothing between them, and no escapes but those that JSON needs.
    assert said().startswith('{"entry":{"details":{"access_way":"VAE",')
    assert "é" in said()


def test_nothing_of_ours_is_in_it() -> None:
    """A restored database gives other identifiers and other moments to the same files."""
    entry = guaranteed(PERSON)
    again = replace(entry, id=new_id(), created_at=NOW + timedelta(days=1), updated_at=NOW + timedelta(days=1))
    file = replace(FILE, id=new_id(), created_at=NOW + timedelta(days=1), treatment_number=99, position=0)
    received_again = replace(step(again, file).step, received_at=NOW + timedelta(days=1))
    assert version_said(FILE, entry, step(entry, FILE).step, None) == version_said(file, again, received_again, None)


def test_whatever_a_feed_says_is_in_it() -> None:
    entry = guaranteed(PERSON)
    first = step(entry, FILE).step
    texts = {
        write_said(version_said(FILE, entry, first, None)),
        write_said(version_said(FILE, entry, first, b"p" * 32)),
        write_said(version_said(FILE, entry, replace(first, line=8), None)),
        write_said(version_said(FILE, entry, replace(first, cause="x"), None)),
        write_said(version_said(FILE, replace(entry, person_id=new_id()), first, None)),
        write_said(version_said(FILE, entry.withdrawn(NOW), first, None)),
        write_said(version_said(replace(FILE, sha256="cd" * 32), entry, first, None)),
    }
    assert len(texts) == 7


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_salts_are_of_one_key_and_one_text(key: bytes, one: str, other: str) -> None:
    salt = salt_of(key, one)
    assert len(salt) == 32
    assert (salt == salt_of(key, other)) is (one == other)
    assert commitment_of(salt, one) == sha256(salt + one.encode()).digest()


def test_keys_of_persons_tell_nothing_of_each_other() -> None:
    assert person_key(b"m" * 32, PERSON) != person_key(b"m" * 32, new_id())
    assert person_key(b"m" * 32, PERSON) != person_key(b"n" * 32, PERSON)
    assert person_key(b"m" * 32, PERSON) == person_key(b"m" * 32, PERSON)
