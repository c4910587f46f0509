"""The seal: valid for us, for poppler and for OpenSSL, and broken by any changed byte that it covers."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.documents.examine import Examiner
from passeport_publishing.documents.seal import Sealer
from passeport_publishing.domain.verification import MAX_DOCUMENT_SIZE
from passeport_testing.further import further_case
from samples import make_snapshot
from sealed import byte_range, is_accepted, objects_amiss, openssl_verifies, qpdf_finds
from workshop import Workshop, seal_files

FLIPS = 500


def test_our_seal_is_intact_trusted_and_covers_all(workshop: Workshop, sealed: bytes, credential: str) -> None:
    findings = workshop.examiner.examine(sealed, seconds=5)
    assert is_accepted(findings)
    assert not findings.expired
    assert "NTRFR-000000000" in findings.signer
    assert findings.credential == credential


def test_it_is_a_pades_certification_that_allows_no_change(sealed: bytes) -> None:
    reader = PdfReader(io.BytesIO(sealed))
    signature = reader.root_object["/Perms"]["/DocMDP"]  # type: ignore[index]
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature["/Reference"][0]["/TransformParams"]["/P"] == 1
    field = reader.root_object["/AcroForm"]["/Fields"][0].get_object()  # type: ignore[index]
    hidden, printed = 2, 4
    assert field["/F"] & (hidden | printed) == printed


def test_sealing_keeps_the_claims_of_the_document_and_its_attachment(sealed: bytes, credential: str) -> None:
    reader = PdfReader(io.BytesIO(sealed))
    assert b"<pdfaid:part>3</pdfaid:part>" in sealed
    assert reader.attachments["credential.jwt"] == [credential.encode()]
    specification = reader.root_object["/AF"][0].get_object()  # type: ignore[index]
    assert specification["/AFRelationship"] == "/Data"


def poppler_verifies(authority: Path, sealed: bytes, folder: Path) -> bool:
    (folder / "cv.pdf").write_bytes(sealed)
    said = subprocess.run(["pdfsig", "-nocert", folder / "cv.pdf"], capture_output=True, text=True, check=False)
    return "Signature is Valid" in said.stdout and "Total document signed" in said.stdout


@pytest.mark.parametrize(
    "verifies",
    [
        pytest.param(openssl_verifies, id="openssl"),
        further_case(poppler_verifies, at_hand=bool(shutil.which("pdfsig")), missing="poppler-utils is not installed"),
    ],
)
def test_independent_verifiers_agree(
    workshop: Workshop, sealed: bytes, tmp_path: Path, verifies: Callable[[Path, bytes, Path], bool]
) -> None:
    assert verifies(workshop.folder, sealed, tmp_path)
    tampered = bytearray(sealed)
    tampered[1000] ^= 1
    assert not verifies(workshop.folder, bytes(tampered), tmp_path)


def test_qpdf_finds_nothing_wrong_with_a_sealed_document(sealed: bytes) -> None:
    assert qpdf_finds(sealed) == objects_amiss(sealed) == []
    # The third entry of the table of objects, which readers forgive and qpdf does not.
    table = sealed.rindex(b"\nxref\n")
    broken = sealed[: table + 30] + b"9" + sealed[table + 31 :]
    assert qpdf_finds(broken) != []
    assert len(objects_amiss(broken)) == 1


def test_every_flipped_bit_inside_the_byte_range_is_refused(workshop: Workshop, sealed: bytes) -> None:
    first, length, second, rest = byte_range(sealed)
    draw = random.Random(20261123)  # noqa: S311 - the same places each time
    covered = [*range(first, first + length), *range(second, second + rest)]
    for place in draw.sample(covered, FLIPS):
        changed = bytearray(sealed)
        changed[place] ^= 1 << draw.randrange(8)
        assert not is_accepted(workshop.examiner.examine(bytes(changed), seconds=5)), place


def test_a_seal_by_another_authority_of_the_same_name_is_intact_but_not_trusted(
    workshop: Workshop, credential: str, tmp_path: Path
) -> None:
    make_test_authority(tmp_path)
    forged = Sealer(seal_files(tmp_path)).seal(workshop.render(make_snapshot(), credential), reason="Cachet")
    findings = workshop.examiner.examine(forged, seconds=5)
    assert findings.intact
    assert findings.covers_document
    assert not findings.trusted
    assert not findings.expired


def test_an_expired_certificate_of_ours_is_told_from_a_stranger(workshop: Workshop, tmp_path: Path) -> None:
    make_test_authority(tmp_path, now=datetime.now(UTC) - timedelta(days=9), lifetime=timedelta(days=5))
    pdf = Sealer(seal_files(tmp_path)).seal(workshop.render(make_snapshot()), reason="Cachet")
    findings = Examiner(tmp_path / "root.pem").examine(pdf, seconds=5)
    assert findings.intact
    assert findings.expired
    assert not findings.trusted


def test_a_revision_added_after_the_seal_is_not_covered(workshop: Workshop, sealed: bytes) -> None:
    writer = PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_metadata({"/Subject": "autre"})
    added = io.BytesIO()
    writer.write(added)
    findings = workshop.examiner.examine(added.getvalue(), seconds=5)
    assert findings.sealed
    assert not findings.covers_document
    assert findings.credential is None


def test_bytes_after_the_end_are_not_covered(workshop: Workshop, sealed: bytes) -> None:
    assert not is_accepted(workshop.examiner.examine(sealed + b"\n% rien\n", seconds=5))


def test_a_second_signature_is_not_accepted(workshop: Workshop, sealed: bytes) -> None:
    with pytest.raises(Exception, match=r".+"):
        workshop.seal(sealed)


@pytest.mark.parametrize(
    ("name", "pdf", "problem"),
    [
        ("empty", b"", "not a PDF"),
        ("text", b"Bonjour", "not a PDF"),
        ("only a header", b"%PDF-1.7\n", ""),
        ("header and noise", b"%PDF-1.7\n" + bytes(range(256)) * 80, ""),
        ("too large", b"%PDF-1.7\n" + b" " * MAX_DOCUMENT_SIZE, "larger than"),
    ],
)
def test_what_is_no_sealed_pdf_is_a_finding(workshop: Workshop, name: str, pdf: bytes, problem: str) -> None:
    findings = workshop.examiner.examine(pdf, seconds=5)
    assert not findings.sealed, name
    assert problem in findings.problem
    assert findings.problem


def test_an_unsealed_and_an_encrypted_pdf_are_findings(workshop: Workshop, sealed: bytes) -> None:
    bare = workshop.render(make_snapshot())
    assert workshop.examiner.examine(bare, seconds=5).problem == "carries no seal"
    writer = PdfWriter(io.BytesIO(bare))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert workshop.examiner.examine(out.getvalue(), seconds=5).problem


def test_truncated_files_are_never_accepted(workshop: Workshop, sealed: bytes) -> None:
    for cut in range(1, 40):
        assert not is_accepted(workshop.examiner.examine(sealed[: len(sealed) * cut // 40], seconds=5))


# The alarm may ring within a callback of the garbage collector, which drops it (see test_deadline).
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_file_that_takes_too_long_is_given_up(workshop: Workshop, sealed: bytes) -> None:
    findings = workshop.examiner.examine(sealed, seconds=0.0005)
    assert findings.problem == "takes too long to read"


def test_the_authority_for_tests_refuses_to_overwrite(workshop: Workshop) -> None:
    before = (workshop.folder / "seal.key").read_bytes()
    with pytest.raises(FileExistsError, match=r"seal\.key"):
        make_test_authority(workshop.folder)
    assert (workshop.folder / "seal.key").read_bytes() == before
