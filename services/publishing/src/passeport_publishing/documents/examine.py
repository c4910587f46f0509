"""Examines a PDF that anyone sent: is there one seal of ours, over all of it, and which credential is inside.

Hostile bytes are the normal case. Whatever goes wrong while reading them is a finding, never a failure, and all work
is bounded: the size before, decompression by pyHanko's limits, time by the alarm of the worker.
"""

import hashlib
import io
from pathlib import Path

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from passeport_publishing.documents.deadline import TimeIsUp, time_limit
from passeport_publishing.documents.levels import SealLevel
from passeport_publishing.documents.seal_chains import SealChains
from passeport_publishing.domain.publication import CREDENTIAL_NAME
from passeport_publishing.domain.verification import MAX_CREDENTIAL_SIZE, MAX_DOCUMENT_SIZE, SealFindings

# The document as rendered, and the seal.
_SEALED_REVISIONS = 2
_MIB = 1024 * 1024
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=16 * _MIB),
    document_budget=DocumentDecodeBudget(base_allowance=64 * _MIB, max_ratio=8),
)


class Examiner:
    """Holds the roots that seals must chain to, and those that time-stamps must."""

    def __init__(self, trust: Path, timestamp_trust: Path | None = None) -> None:
        self._chains = SealChains(trust, timestamp_trust)

    def examine(self, pdf: bytes, *, seconds: float) -> SealFindings:
        """Examines one PDF, for so many seconds at most. Main thread of a process only."""
        sha256 = hashlib.sha256(pdf).hexdigest()
        if len(pdf) > MAX_DOCUMENT_SIZE:
            return SealFindings(sha256, problem=f"larger than {MAX_DOCUMENT_SIZE} bytes")
        try:
            with time_limit(seconds):
                return self._examine(pdf, sha256)
        except TimeIsUp:
            return SealFindings(sha256, problem="takes too long to read")
        except MemoryError:
            return SealFindings(sha256, problem="takes too much memory to read")
        # A parser fed with hostile bytes fails in every way there is: a KeyError deep down, a RecursionError, an
        # AssertionError. All say the same of the document.
        except Exception as problem:  # noqa: BLE001
            return _unexpected(pdf, sha256, problem)

    def _examine(self, pdf: bytes, sha256: str) -> SealFindings:
        if not pdf.startswith(b"%PDF-"):
            return SealFindings(sha256, problem="not a PDF")
        reader = PdfFileReader(io.BytesIO(pdf), decode_limits=_LIMITS)
        if reader.encrypted:
            return SealFindings(sha256, problem="an encrypted PDF")
        seals = reader.embedded_regular_signatures
        if not seals:
            return SealFindings(sha256, problem="carries no seal")
        if len(seals) > 1:
            return SealFindings(sha256, problem=f"{len(seals)} signatures, expected one", sealed=True)
        # Where nothing may follow, a later revision is told by its being there; comparing would take seconds.
        compares = reader.xrefs.total_revisions > _SEALED_REVISIONS and seals[0].docmdp_level is MDPPerm.FILL_FORMS
        found = self._chains.judge(seals[0], reader.embedded_timestamp_signatures, compares=compares)
        status = found.status
        credential = _attached_credential(reader)
        covers = _covers_all(reader, seals[0], status)
        return SealFindings(
            sha256=sha256,
            sealed=True,
            intact=status.intact and status.valid,
            covers_document=covers,
            trusted=found.trusted,
            expired=found.expired,
            signer=str(seals[0].signer_cert.subject.human_friendly),
            detail=f"PAdES {_level(reader, status)}{found.stamped}; {status.summary()}",
            credential=credential if covers else None,
        )


def _covers_all(reader: PdfFileReader, seal: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """The seal must be of the first revision after the document as rendered, and be the last thing written; but for
    validation data and time-stamps, where its certification allows these.
    """
    if seal.signed_revision != 1 or status.docmdp_ok is False or not status.seed_value_ok:
        return False
    if reader.xrefs.total_revisions == _SEALED_REVISIONS:
        return status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return (
        seal.docmdp_level is MDPPerm.FILL_FORMS
        and status.coverage in {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}
        and status.modification_level in {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}
    )


def _level(reader: PdfFileReader, status: PdfSignatureStatus) -> SealLevel:
    """What the document carries; that it holds is another matter."""
    if status.timestamp_validity is None:
        return SealLevel.B_B
    if "/DSS" not in reader.root:
        return SealLevel.B_T
    return SealLevel.B_LTA if reader.embedded_timestamp_signatures else SealLevel.B_LT


def _attached_credential(reader: PdfFileReader) -> str | None:
    """Reads the one attachment that is called as ours is; its content is judged elsewhere."""
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return None
    found = [names[place + 1] for place in range(0, len(names) - 1, 2) if str(names[place]) == CREDENTIAL_NAME]
    if len(found) != 1 or not isinstance(found[0], generic.DictionaryObject):
        return None
    data: bytes = found[0]["/EF"]["/F"].data
    if len(data) > MAX_CREDENTIAL_SIZE:
        return None
    return data.decode("ascii", errors="replace")


def _unexpected(pdf: bytes, sha256: str, problem: Exception) -> SealFindings:
    """A file that carries our kind of signature and cannot be read any more was altered; any other is not ours."""
    detail = f"{type(problem).__name__}: {problem}"[:300]
    looks_sealed = b"/ByteRange" in pdf and not isinstance(problem, misc.PdfDecodeLimitError)
    return SealFindings(sha256, problem=detail, sealed=looks_sealed)
