"""Paths and bytes of tiles, as c2sp.org/tlog-tiles has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naive import leaf_hashes, tiles_for
from passeport_tlog.tiles import ENTRIES, Tile, hashes_of, read_bundle, tiles_of, write_bundle


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        # The example of the specification.
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(63, 999, 1), "tile/63/999.p/1"),
        (Tile(2, 1000, 255), "tile/2/x001/000.p/255"),
        (Tile(ENTRIES, 5), "tile/entries/005"),
        (Tile(ENTRIES, 123_456, 12), "tile/entries/x123/456.p/12"),
    ],
)
def test_paths(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.parse(path) == tile


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_each_place_has_one_path(level: int, number: int, width: int) -> None:
    tile = Tile(level, number, width)
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/001/002",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/-1/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/entries/../000",
        "tile/Entries/000",
    ],
)
def test_no_other_path_is_one(path: str) -> None:
    with pytest.raises(ValueError, match="not the path of a tile"):
        Tile.parse(path)


def test_the_tiles_of_the_specification() -> None:
    """A tree of 70,000: 273 whole tiles of level 0 and one of width 112, one of level 1 and one of 17, one of 1."""
    tiles = set(tiles_for(leaf_hashes(70_000)))
    assert {tile for tile in tiles if not tile.is_whole} == {Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)}
    assert sum(tile.level == 0 and tile.is_whole for tile in tiles) == 273
    assert {tile for tile in tiles if tile.level == 1 and tile.is_whole} == {Tile(1, 0)}
    assert list(tiles_of(256)) == [Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles(entries: list[bytes]) -> None:
    assert list(read_bundle(write_bundle(entries))) == entries


def test_bundles_that_are_none() -> None:
    with pytest.raises(ValueError, match="ends within its entry 1"):
        read_bundle(b"\x00\x01a\x00\x02b")
    with pytest.raises(ValueError, match="ends within its entry 0"):
        read_bundle(b"\x00")
    with pytest.raises(ValueError, match="256 entries at most"):
        read_bundle(b"\x00\x00" * 257)
    with pytest.raises(ValueError, match="65535 bytes at most"):
        write_bundle([b"x" * 65_536])


def test_hashes_of_a_tile() -> None:
    assert hashes_of(b"a" * 32 + b"b" * 32) == [b"a" * 32, b"b" * 32]
    for data in (b"", b"a" * 31, b"a" * 32 * 257):
        with pytest.raises(ValueError, match="1 to 256 hashes"):
            hashes_of(data)
