"""Documents made to break a reader: each ends in a finding, soon, and in little memory."""

from __future__ import annotations

import time
import tracemalloc
import zlib

import pytest

from passeport_publishing.documents.examiner_pool import ExaminerPool
from workshop import Workshop

MIB = 1024 * 1024


def pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size %d %b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(body)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


CATALOG = b"<< /Type /Catalog /AcroForm << /Fields [ 2 0 R ] >> >>"
BOMB = zlib.compress(zlib.compress(bytes(64 * MIB), 9), 9)
FIELD = b"<< /FT /Sig /T (Cachet) /V 3 0 R >>"
DEEP = b"[" * 100_000
HOSTILE = {
    "nested arrays": pdf(DEEP),
    "nested dictionaries": pdf(b"<< /Root " * 50_000),
    "fields in a circle": pdf(CATALOG, b"<< /FT /Sig /T (x) /Kids [ 2 0 R ] >>"),
    "a reference to itself": pdf(CATALOG, b"2 0 R"),
    "tables in a circle": pdf(CATALOG, FIELD, trailer=b"/Root 1 0 R /Prev 9"),
    "a table that is a bomb": b"%PDF-1.7\n1 0 obj\n"
    + stream(BOMB, b"/Type /XRef /W [1 2 1] /Size 9 /Root 1 0 R /Filter [/FlateDecode /FlateDecode]")
    + b"\nendobj\nstartxref\n9\n%%EOF\n",
    "a signature that is no signature": pdf(
        CATALOG,
        FIELD,
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 10 20 30]"
        b" /Contents <3080> >>",
    ),
    "a range beyond the end": pdf(
        CATALOG, FIELD, b"<< /Type /Sig /Filter /X /SubFilter /ETSI.CAdES.detached /ByteRange [0 9 -5 99999999999] >>"
    ),
    "no catalog": pdf(b"null"),
    "ten megabytes of objects": b"%PDF-1.7\n" + b"1 0 obj << /ByteRange [0 1 2 3] >> endobj\n" * 230_000,
    "ten megabytes of nothing": b"%PDF-1.7\n" + b" " * (9 * MIB) + b"startxref\n9\n%%EOF",
    "a thousand revisions": pdf(CATALOG, FIELD) * 1000,
}


NAMED = pdf(
    CATALOG,
    FIELD,
    b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /JEAN.DUPONT.1.85.05 /ByteRange [0 10 20 30] /Contents <3080> >>",
)


async def test_nothing_of_it_is_written_where_the_log_goes(
    workshop: Workshop, capfd: pytest.CaptureFixture[str]
) -> None:
    pool = ExaminerPool(workshop.folder / "root.pem", None, workers=1, waiting=1, time_limit=30)
    try:
        findings = await pool.examine(NAMED)
    finally:
        pool.close()
    assert findings.problem == "carries no seal"
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_a_finding_soon_and_small(workshop: Workshop, name: str) -> None:
    tracemalloc.start()
    begun = time.monotonic()
    findings = workshop.examiner.examine(HOSTILE[name], seconds=5)
    seconds = time.monotonic() - begun
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not (findings.sealed and findings.intact and findings.covers_document and findings.trusted)
    assert findings.credential is None
    assert seconds < 8
    assert peak < 150 * MIB
