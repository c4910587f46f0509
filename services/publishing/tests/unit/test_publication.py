"""States, codes, dates and the snapshot's one JSON form."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_publishing.domain.codes import ALPHABET, new_code, print_code, read_code, verification_address
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.snapshot import Holder, Kind, Language, Version
from passeport_publishing.domain.snapshot_json import snapshot_from_json, snapshot_to_json
from passeport_publishing.domain.status import draw_indices
from samples import CODE, ISSUER, NOW, SAMPLE_ITEMS, URL, make_snapshot

RECORDS = (uuid4(), uuid4())


def make_publication() -> Publication:
    return Publication(
        uuid4(), uuid4(), new_code(), "CV", Language.FRENCH, State.PUBLISHED, NOW, NOW, RECORDS, "00" * 32, 1
    )


def test_the_first_change_of_a_source_dates_the_superseding() -> None:
    later = make_publication().supersede(RECORDS[0], NOW + timedelta(1)).supersede(RECORDS[1], NOW + timedelta(2))
    assert (later.state, later.state_at) == (State.SUPERSEDED, NOW + timedelta(1))
    assert later.changed_record_ids == RECORDS
    assert later.supersede(RECORDS[0], NOW + timedelta(3)) == later


def test_a_record_that_is_not_in_it_changes_nothing() -> None:
    publication = make_publication()
    assert publication.supersede(uuid4(), NOW) == publication


def test_withdrawn_is_for_good() -> None:
    withdrawn = make_publication().withdraw(NOW + timedelta(1))
    assert withdrawn.withdraw(NOW + timedelta(2)) == withdrawn
    changed = withdrawn.supersede(RECORDS[0], NOW + timedelta(2))
    assert (changed.state, changed.state_at) == (State.WITHDRAWN, NOW + timedelta(1))


@given(st.text(ALPHABET, min_size=16, max_size=16))
def test_a_code_is_read_as_it_is_printed_and_as_people_type_it(code: str) -> None:
    printed = print_code(code)
    typed = printed.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(printed) == read_code(typed) == code


@pytest.mark.parametrize("text", ["", "K7QF", "K7QF-2M9X-PD4T-W6HU", "K" * 4000, "é" * 16, "٠" * 16])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert read_code(text) is None


def test_the_address_of_a_code_is_for_good() -> None:
    assert verification_address(ISSUER, CODE) == "https://passeport.example.fr/verify/K7QF2M9XPD4TW6HA" == URL


def test_the_snapshot_comes_back_from_json_as_it_went() -> None:
    for snapshot in (make_snapshot(), make_snapshot(holder=Holder("", "DUBOIS"), summary="", items=())):
        assert snapshot_from_json(json.loads(json.dumps(snapshot_to_json(snapshot)))) == snapshot


def test_a_snapshot_of_before_has_no_number_of_a_revision() -> None:
    snapshot = make_snapshot()
    kept = snapshot_to_json(snapshot)
    for item in kept["items"]:
        assert item["provenance"].pop("revision_number") == 1
        assert item["provenance"]["revision"] == "r1"
    assert {item.provenance.revision_number for item in snapshot_from_json(kept).items} == {0}


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [
        ((2, 0), (1, 9), True),
        ((1, 9), (2, 0), False),
        ((2, 9), (2, 0), False),
        ((0, 9), (2, 0), True),
        ((2, 9), (0, 0), True),
        ((2, 0), (0, 9), False),
        ((0, 1), (0, 1), False),
    ],
)
def test_revisions_tell_which_version_is_newer_and_moments_only_without_them(
    one: tuple[int, int], other: tuple[int, int], newer: bool
) -> None:
    first, second = (Version(number, NOW + timedelta(seconds=moment)) for number, moment in (one, other))
    assert first.is_newer_than(second) is newer


def test_sections_follow_the_kinds_and_items_the_holder() -> None:
    snapshot = make_snapshot(*reversed(SAMPLE_ITEMS))
    assert [kind for kind, _ in snapshot.sections()] == [Kind.EMPLOYMENT, Kind.CERTIFICATION, Kind.LANGUAGE]
    assert next(snapshot.sections())[1] == (SAMPLE_ITEMS[1], SAMPLE_ITEMS[0])
    assert isinstance(snapshot.record_ids[0], UUID)


def test_indices_are_spread_over_the_whole_list() -> None:
    drawn = draw_indices(2000)
    assert min(drawn) < 2000
    assert max(drawn) > 129_000
