"""A log from outside: a monitor that remembers refuses one that shrinks or forks, over HTTP as it is served."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from passeport_tlog.__main__ import main
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.growth import Edge
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteSigner
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, tiles_of, write_bundle

ORIGIN = "passeport.example/log"
SIGNER = NoteSigner.from_seed(ORIGIN, b"s" * 32)
KEY = str(SIGNER.key)
ENTRIES_OF_IT = [sha256(str(at).encode()).digest() for at in range(600)]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def publish(folder: Path, entries: list[bytes], signer: NoteSigner = SIGNER) -> None:
    """Writes a log as it is served."""
    grown = Edge().grow(map(leaf_hash, entries))
    files = {tile.path: data for tile, data in grown.whole.items()}
    files |= {tile.path: b"".join(grown.edge.levels[tile.level]) for tile in tiles_of(len(entries))}
    for first in range(0, len(entries), TILE_WIDTH):
        part = entries[first : first + TILE_WIDTH]
        files[Tile(ENTRIES, first // TILE_WIDTH, len(part)).path] = write_bundle(part)
    files["checkpoint"] = Checkpoint(ORIGIN, len(entries), grown.edge.root).sign([signer]).encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "served"


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def monitor(address: str, state: Path, *more: str) -> int:
    return main(["monitor", address, "--state", str(state), "--key", KEY, *more])


def test_a_log_that_grows_is_accepted_and_remembered(folder: Path, address: str, tmp_path: Path) -> None:
    state = tmp_path / "seen"
    for size in (0, 1, 255, 256, 257, 600, 600):
        publish(folder, ENTRIES_OF_IT[:size])
        assert monitor(address, state) == 0
        assert state.read_bytes() == (folder / "checkpoint").read_bytes()


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        (ENTRIES_OF_IT[:299], "shrank"),
        ([*ENTRIES_OF_IT[:299], b"x" * 32], "two roots for 300"),
        ([*ENTRIES_OF_IT[:7], b"x" * 32, *ENTRIES_OF_IT[8:500]], "do not begin with the 300"),
    ],
    ids=["shrinks", "another root", "rewritten"],
)
def test_a_log_that_contradicts_itself_is_refused_with_the_proof_of_it(
    folder: Path, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], entries: list[bytes], what: str
) -> None:
    state = tmp_path / "seen"
    publish(folder, ENTRIES_OF_IT[:300])
    assert monitor(address, state) == 0
    accepted = state.read_bytes()
    publish(folder, entries)
    # Again and again: what was refused is not what the next run begins with.
    assert [monitor(address, state) for _ in range(2)] == [1, 1]
    assert what in capsys.readouterr().err
    assert state.read_bytes() == accepted
    assert (tmp_path / "seen.refused").read_bytes() == (folder / "checkpoint").read_bytes()


def test_what_a_stranger_signed_is_refused_and_what_does_not_answer_is_no_verdict(
    folder: Path, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "seen"
    assert monitor(address, state) == 2
    publish(folder, ENTRIES_OF_IT[:3], NoteSigner.from_seed(ORIGIN, b"z" * 32))
    assert monitor(address, state) == 1
    assert "signed by none of the known keys" in capsys.readouterr().err
    publish(folder, ENTRIES_OF_IT[:3])
    assert monitor(address, state, "--origin", "passeport.example/other") == 1
    assert not state.exists()
    assert main(["monitor", "file:///etc", "--state", str(state), "--key", KEY]) == 1


def test_a_copy_has_every_entry_and_is_taken_up_where_it_ended(
    folder: Path, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = ["copy", address, "--to", str(tmp_path / "copy"), "--key", KEY]
    for size in (300, 600):
        publish(folder, ENTRIES_OF_IT[:size])
        assert main(copy) == 0
    kept = tmp_path / "copy" / "tile" / "entries"
    assert (kept / "000").read_bytes() == write_bundle(ENTRIES_OF_IT[:256])
    assert (kept / "002.p" / "88").read_bytes() == write_bundle(ENTRIES_OF_IT[512:])
    last = folder / "tile" / "entries" / "002.p" / "88"
    right, wrong = last.read_bytes(), write_bundle([b"x" * 32] * 88)
    last.write_bytes(wrong)
    (kept / "002.p" / "88").unlink()
    assert main(copy) == 1
    assert "do not lead to the root" in capsys.readouterr().err
    # What was wrong is not kept.
    last.write_bytes(right)
    assert main(copy) == 0
