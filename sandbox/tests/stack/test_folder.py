"""The folder of a stack: what is refused, what is forgotten, and what is believed of it."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from passeport_sandbox.stack import folder as folders
from passeport_sandbox.stack.notes import Notes
from passeport_testing.process import LaunchError


class Usage(NamedTuple):
    """What a disk has."""

    total: int
    used: int
    free: int


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """A folder as a run leaves it."""
    for name in ("postgres/data/PG_VERSION", "postgres/admin.password", "nats/store/meta", "logs/records.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in ("nir-keys.json", "nir-index-keys.json", "feed-keys.json"):
        (tmp_path / "secrets").mkdir(exist_ok=True)
        (tmp_path / "secrets" / name).write_text("x")
    Notes(tmp_path).note("persons", b"all of them")
    return tmp_path


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(LaunchError, match=r"var is not a folder\n  fix: move that file away"):
        folders.lock(tmp_path / "var")


def test_a_disk_without_room_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(300_000_000, 280_000_000, 20_000_000))
    with pytest.raises(LaunchError, match=r"has 20 MB left, .*\n  fix: make room, 250 MB at least"):
        folders.check(tmp_path)


def test_data_without_its_keys_is_told_and_stays(used: Path) -> None:
    folders.check(used)
    (used / "secrets" / "nir-keys.json").unlink()
    with pytest.raises(
        LaunchError, match=r"secrets/nir-keys.json is gone from .*\n  fix: put it back; or make run FRESH=1"
    ):
        folders.check(used)
    assert folders.has_data(used)
    assert Notes(used).any()


@pytest.mark.parametrize("gone", ["postgres", "nats"])
def test_notes_about_data_that_is_gone_are_not_believed(used: Path, gone: str) -> None:
    shutil.rmtree(used / gone)
    folders.check(used)
    assert Notes(used).is_new("persons", b"all of them")


def test_a_note_that_was_cut_off_is_no_note(used: Path) -> None:
    notes = Notes(used)
    assert not notes.is_new("persons", b"all of them")
    assert notes.is_new("persons", b"one more")
    for note, cut in zip(used.glob("furnished-*.json"), ('{"persons": ',), strict=True):
        note.write_text(cut)
    assert notes.is_new("persons", b"all of them")


def test_forgetting_leaves_nothing_of_the_data_not_even_what_an_earlier_one_did_not_finish(used: Path) -> None:
    (used / "postgres.forgotten-0123").mkdir()
    (used / "feeds").mkdir()
    folders.forget(used)
    assert [path.name for path in used.iterdir()] == ["feeds"]
