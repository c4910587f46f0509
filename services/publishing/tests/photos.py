"""Invented photos, and files that are none."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms, ImageDraw

PLACE = b"48.85 N 2.35 E"


def portrait(width: int = 350, height: int = 450, form: str = "JPEG", **saving: object) -> bytes:
    """A face of two shapes, in the format of identity photos."""
    image = Image.new("RGB", (width, height), "#cfd8e3")
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.3, height * 0.15, width * 0.7, height * 0.6), fill="#8a5a3c")
    draw.rectangle((width * 0.15, height * 0.7, width * 0.85, height), fill="#1f4b99")
    written = io.BytesIO()
    image.save(written, form, **saving)
    return written.getvalue()


def with_notes() -> bytes:
    """One that is lying on its side, whose camera noted that, its owner and where it was."""
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x013B] = "Camille EXEMPLE"
    notes.get_ifd(0x8825)[29] = PLACE.decode()
    return portrait(450, 350, exif=notes, comment=b"prise chez moi")


def in_other_colours(profile: bytes | None = None) -> bytes:
    """A red one whose profile, where no other is given, says that red is blue and blue is red."""
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for one, other in ((b"rXYZ", b"swap"), (b"bXYZ", b"rXYZ"), (b"swap", b"bXYZ")):
        swapped = swapped.replace(one, other, 1)
    written = io.BytesIO()
    image = Image.new("RGB", (200, 200), (250, 0, 0))
    # A PNG holds no profile as large as a JPEG does.
    image.save(written, "JPEG" if profile else "PNG", icc_profile=profile or swapped)
    return written.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few bytes that says it has a great many dots."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
