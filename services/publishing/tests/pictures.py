"""Pages as pictures: drawn by Typst, read back here (PNG, 8 bits, not interlaced), compared by how bright dots are."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import typst

from passeport_publishing.documents.cv import CvJob, template_inputs, template_path
from passeport_publishing.documents.fonts import all_glyphs, load_fonts

# One dot is 0.7 mm: enough to see a line that moved, and few enough to be read in no time.
_DOTS_PER_INCH = 36
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def draw(job: CvJob) -> bytes:
    """The first page as PNG."""
    path = template_path(job.layout)
    compiler = typst.Compiler(input=path, root=path.parent, font_paths=load_fonts(), ignore_system_fonts=True)
    drawn = compiler.compile(
        format="png", ppi=_DOTS_PER_INCH, sys_inputs=template_inputs(job, all_glyphs()), timestamp=job.timestamp
    )
    first = drawn[0] if isinstance(drawn, list) else drawn
    assert isinstance(first, bytes)
    return first


@dataclass(frozen=True)
class Picture:
    """How bright each dot is, 0 to 255, row by row."""

    width: int
    dots: bytes

    @classmethod
    def read(cls, png: bytes) -> Picture:
        """Reads a PNG (ISO/IEC 15948)."""
        assert png.startswith(_SIGNATURE)
        place, packed, width, channels = len(_SIGNATURE), b"", 0, 0
        while place < len(png):
            size, kind = struct.unpack(">I4s", png[place : place + 8])
            content = png[place + 8 : place + 8 + size]
            if kind == b"IHDR":
                width, _, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", content)
                assert (depth, interlaced) == (8, 0)
                channels = _CHANNELS[colours]
            elif kind == b"IDAT":
                packed += content
            place += size + 12
        rows = _rows(zlib.decompress(packed), width * channels, channels)
        step = channels
        # Green is most of what is seen as bright, and there is one channel only where there is no colour.
        seen = 1 if channels > 2 else 0
        return cls(width, b"".join(row[seen::step] for row in rows))

    def differing(self, other: Picture) -> float:
        """Which share of the dots is clearly brighter or darker; 1 when the pictures have not the same size."""
        if (self.width, len(self.dots)) != (other.width, len(other.dots)):
            return 1.0
        return sum(abs(one - two) > 64 for one, two in zip(self.dots, other.dots, strict=True)) / len(self.dots)


def _rows(data: bytes, size: int, step: int) -> list[bytes]:
    rows: list[bytes] = []
    above = bytes(size)
    for place in range(0, len(data), size + 1):
        row = bytearray(data[place + 1 : place + 1 + size])
        _unfilter(data[place], row, above, step)
        above = bytes(row)
        rows.append(above)
    return rows


def _unfilter(method: int, row: bytearray, above: bytes, step: int) -> None:
    """ISO/IEC 15948, 9.2."""
    for place in range(len(row)):
        left = row[place - step] if place >= step else 0
        up = above[place]
        corner = above[place - step] if place >= step else 0
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, corner) if method == 4 else 0)[method]
        row[place] = (row[place] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    near = left + up - corner
    return min((left, up, corner), key=lambda one: abs(near - one))
