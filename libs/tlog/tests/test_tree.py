"""The tree against RFC 6962: the vectors of certificate-transparency, and the recursive definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naive import leaf_hashes, mth, partial_tiles, path, proof, tiles_for
from passeport_tlog.growth import Edge
from passeport_tlog.hashing import EMPTY_ROOT, leaf_hash, tree_hash
from passeport_tlog.proofs import (
    consistency_root,
    plan_consistency,
    plan_inclusion,
    plan_root,
    verify_consistency,
    verify_inclusion,
)
from passeport_tlog.tiles import Tile

# The eight entries and the roots over the first n of them that every log of certificate transparency is tested with.
CT_ENTRIES = [
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CT_CONSISTENCY = {
    (1, 1): [],
    (1, 8): CT_INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

# Round the widths of a tile and of a tile of tiles.
SIZES = (1, 2, 3, 7, 8, 100, 255, 256, 257, 511, 513, 700)
LARGE = 65_536 + 256 + 3


def test_the_roots_of_certificate_transparency() -> None:
    for size, root in enumerate(CT_ROOTS):
        leaves = [leaf_hash(entry) for entry in CT_ENTRIES[:size]]
        assert tree_hash(leaves).hex() == root
        assert Edge().grow(leaves).edge.root.hex() == root


def test_the_proofs_of_certificate_transparency() -> None:
    leaves = [leaf_hash(entry) for entry in CT_ENTRIES]
    for (index, size), hashes in CT_INCLUSION.items():
        plan = plan_inclusion(index, size)
        assert [one.hex() for one in plan.fill(tiles_for(leaves[:size]))] == hashes
        assert verify_inclusion(
            leaves[index], index, size, bytes.fromhex(CT_ROOTS[size]), [bytes.fromhex(one) for one in hashes]
        )
    for (old, new), hashes in CT_CONSISTENCY.items():
        assert [one.hex() for one in plan_consistency(old, new).fill(tiles_for(leaves[:new]))] == hashes
        roots = (bytes.fromhex(CT_ROOTS[old]), bytes.fromhex(CT_ROOTS[new]))
        assert verify_consistency(old, roots[0], new, roots[1], [bytes.fromhex(one) for one in hashes])


@pytest.mark.parametrize("size", SIZES)
def test_each_proof_is_that_of_the_rfc_and_verifies(size: int) -> None:
    leaves = leaf_hashes(size)
    tiles, root = tiles_for(leaves), mth(leaves)
    assert plan_root(size).fill(tiles) == [root]
    for index in range(size) if size <= 257 else (0, 1, 254, 255, 256, size - 2, size - 1):
        made = plan_inclusion(index, size).fill(tiles)
        assert made == path(index, leaves)
        assert verify_inclusion(leaves[index], index, size, root, made)
    for old in range(1, size + 1) if size <= 257 else (1, 128, 255, 256, 257, 384, 512, size - 1, size):
        if old > size:
            continue
        made = plan_consistency(old, size).fill(tiles)
        assert made == proof(old, leaves)
        assert verify_consistency(old, mth(leaves[:old]), size, root, made)


def test_a_tree_of_three_levels_of_tiles() -> None:
    leaves = leaf_hashes(LARGE)
    tiles = tiles_for(leaves)
    assert max(tile.level for tile in tiles) == 2
    root = tree_hash(leaves)
    assert plan_root(LARGE).fill(tiles) == [root]
    for index in (0, 65_535, 65_536, LARGE - 1):
        plan = plan_inclusion(index, LARGE)
        assert len(plan.tiles) <= 6
        assert verify_inclusion(leaves[index], index, LARGE, root, plan.fill(tiles))
    for old in (1, 256, 65_535, 65_536, 65_537, LARGE - 1):
        made = plan_consistency(old, LARGE).fill(tiles)
        assert verify_consistency(old, tree_hash(leaves[:old]), LARGE, root, made)


@given(st.lists(st.integers(0, 600), max_size=6))
def test_a_log_grows_to_the_same_however_it_is_cut(parts: list[int]) -> None:
    leaves = leaf_hashes(sum(parts))
    edge = Edge()
    tiles: dict[Tile, bytes] = {}
    at = 0
    for part in parts:
        grown = edge.grow(leaves[at : at + part])
        assert not tiles.keys() & grown.whole.keys()
        tiles |= grown.whole
        edge, at = grown.edge, at + part
    assert edge.root == tree_hash(leaves)
    assert tiles | partial_tiles(edge) == tiles_for(leaves)


@given(st.data())
def test_no_other_proof_verifies(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 40))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaf_hashes(size)
    root, made = mth(leaves), path(index, leaves)
    place, bit = data.draw(st.integers(0, len(made) * 256 - 1)), 1
    changed = bytearray(made[place // 256])
    changed[place % 256 // 8] ^= bit << place % 8
    assert not verify_inclusion(
        leaves[index], index, size, root, [*made[: place // 256], bytes(changed), *made[place // 256 + 1 :]]
    )
    assert not verify_inclusion(leaves[index], index, size, root, made[:-1])
    assert not verify_inclusion(leaves[index], index, size, root, [*made, root])
    assert not verify_inclusion(leaf_hash(b"other"), index, size, root, made)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
    assert not verify_inclusion(leaves[index], other, size, root, made)


@given(st.data())
def test_no_fork_is_consistent(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 40))
    old = data.draw(st.integers(1, new - 1))
    leaves = leaf_hashes(new)
    old_root, new_root, made = mth(leaves[:old]), mth(leaves), proof(old, leaves)
    forked = list(leaves)
    forked[data.draw(st.integers(0, old - 1))] = leaf_hash(b"rewritten")
    assert not verify_consistency(old, old_root, new, mth(forked), proof(old, forked))
    assert not verify_consistency(old, mth(forked[:old]), new, new_root, made)
    place = data.draw(st.integers(0, len(made) - 1))
    assert not verify_consistency(old, old_root, new, new_root, [*made[:place], leaf_hash(b""), *made[place + 1 :]])


def test_what_a_tree_does_not_have_cannot_be_proven() -> None:
    leaves = leaf_hashes(3)
    assert not verify_inclusion(leaves[0], 3, 3, mth(leaves), [])
    assert not verify_inclusion(leaves[0], -1, 3, mth(leaves), [])
    assert not verify_consistency(4, mth(leaves), 3, mth(leaves), [])
    assert not verify_consistency(3, mth(leaves), 3, mth(leaves[:2]), [])
    assert verify_consistency(0, EMPTY_ROOT, 3, mth(leaves), [])
    assert not verify_consistency(0, mth(leaves), 3, mth(leaves), [])
    with pytest.raises(ValueError, match="no leaf 3"):
        plan_inclusion(3, 3)
    with pytest.raises(ValueError, match="does not continue"):
        plan_consistency(4, 3)
    with pytest.raises(ValueError, match="3 hashes, where 2"):
        consistency_root(2, mth(leaves[:2]), 5, leaves)


def test_a_tile_that_is_missing_or_short_is_named() -> None:
    leaves = leaf_hashes(300)
    tiles = tiles_for(leaves)
    plan = plan_inclusion(299, 300)
    with pytest.raises(ValueError, match=r"tile/0/001\.p/44 is missing"):
        plan.fill({tile: data for tile, data in tiles.items() if tile.is_whole})
    with pytest.raises(ValueError, match="too short"):
        plan.fill({tile: data[:64] for tile, data in tiles.items()})


def test_an_edge_has_the_widths_of_its_size() -> None:
    with pytest.raises(ValueError, match="widths"):
        Edge(3, ((b"a" * 32,),))
    with pytest.raises(ValueError, match="levels"):
        Edge(256, ((),))
