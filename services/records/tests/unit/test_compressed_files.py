"""Files that come as gzip: what was packed is what is read, in whatever pieces it comes; the rest is refused."""

from __future__ import annotations

import gzip
import os
import tracemalloc
import zlib
from collections import deque
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_records.domain.batch import MAX_FILE_BYTES
from passeport_records.errors import FileInvalid, FileTooLarge
from passeport_records.feeds.certifications.check import FluxCheck
from passeport_records.feeds.compressed import MAX_MEMBERS, UNPACKED_BYTES, Unpacking, unpacked
from passeport_records.feeds.stream import OwnThread
from samples import in_pieces, simple_flux

NOISE = os.urandom(300_000)


def unpack(content: bytes, size: int = 4096) -> bytes:
    unpacking = Unpacking()
    pieces = [piece for chunk in in_pieces(content, size) for piece in unpacking.feed(chunk)]
    pieces += unpacking.close()
    assert max(map(len, pieces), default=0) <= max(UNPACKED_BYTES, size)
    return b"".join(pieces)


def refused(content: bytes, size: int = 4096) -> FileInvalid:
    with pytest.raises(FileInvalid) as found:
        unpack(content, size)
    assert found.value.metadata["rule"] == "compression"
    return found.value


@given(st.lists(st.binary(max_size=500), min_size=1, max_size=5), st.integers(1, 700))
def test_what_was_packed_comes_out_in_whatever_parts_and_pieces(parts: Sequence[bytes], size: int) -> None:
    assert unpack(b"".join(map(gzip.compress, parts)), size) == b"".join(parts)


@given(st.binary(max_size=500).filter(lambda content: not content.startswith(b"\x1f\x8b")), st.integers(1, 9))
def test_what_is_not_packed_is_left_as_it_is(content: bytes, size: int) -> None:
    assert unpack(content, size) == content


@pytest.mark.parametrize("content", [NOISE, bytes(UNPACKED_BYTES), bytes(UNPACKED_BYTES + 1), bytes(3_000_000)])
@pytest.mark.parametrize("size", [999, 1 << 20])
def test_nothing_is_left_inside_at_the_seams(content: bytes, size: int) -> None:
    assert unpack(gzip.compress(content), size) == content


@given(st.data())
def test_what_is_cut_off_is_refused(data: st.DataObject) -> None:
    packed = gzip.compress(simple_flux())
    refused(packed[: data.draw(st.integers(2, len(packed) - 1))])


@given(st.integers(15, 1000), st.integers(1, 255))
def test_what_is_damaged_is_refused(place: int, flip: int) -> None:
    packed = bytearray(gzip.compress(NOISE[:1000]))
    packed[place] ^= flip
    assert "renvoyez" in refused(bytes(packed)).metadata["detail"]


@pytest.mark.parametrize("more", [b"\0", b"x", simple_flux(), b"\x1f\x8b"])
def test_what_something_follows_is_refused(more: bytes) -> None:
    refused(gzip.compress(simple_flux()) + more)
    refused(gzip.compress(simple_flux()) + more, size=1)


def test_what_is_made_of_parts_without_end_is_refused() -> None:
    part = gzip.compress(b"", mtime=0)
    assert unpack(part * MAX_MEMBERS, 1 << 20) == b""
    assert "trop de morceaux" in refused(part * (MAX_MEMBERS + 1), 1 << 20).metadata["detail"]


def bomb(unit: bytes, size: int) -> bytes:
    """A gzip of `unit` again and again, `size` bytes unpacked."""
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = unit * (1 << 20)
    packed = [packing.compress(block[: 1 << 20]) for _ in range(size >> 20)]
    return b"".join([*packed, packing.flush()])


def test_what_swells_beyond_the_largest_file_is_refused_without_being_held() -> None:
    packed = bomb(b"S10.G00.00.001,'x'\r\n", MAX_FILE_BYTES + (1 << 20))
    assert len(packed) < MAX_FILE_BYTES // 200
    unpacking = Unpacking()
    tracemalloc.start()
    try:
        with pytest.raises(FileTooLarge) as found:
            deque(unpacking.feed(packed), maxlen=0)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.value.metadata["limit"] == str(MAX_FILE_BYTES)
    assert held < 8 * UNPACKED_BYTES


def test_blanks_that_swell_are_refused_long_before_they_are_all_unpacked() -> None:
    unpacking, check, passed = Unpacking(), FluxCheck(), 0

    def feed() -> None:
        nonlocal passed
        for piece in unpacking.feed(bomb(b" ", 100 << 20)):
            passed += len(piece)
            check.feed(piece)

    with pytest.raises(FileInvalid):
        feed()
    assert passed <= 2 * UNPACKED_BYTES


async def test_a_file_that_arrives_is_unpacked_in_its_thread() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in in_pieces(gzip.compress(NOISE), 1000):
            yield chunk

    async with OwnThread() as thread:
        assert b"".join([piece async for piece in unpacked(chunks(), thread)]) == NOISE
