"""Examines a PDF that anyone sent: is there one seal of ours, over all of it, and which credential is inside.

Hostile bytes are the normal case. Whatever goes wrong while reading them is a finding, never a failure, and all work
is bounded: the size before, decompression by pyHanko's limits, time by the alarm of the worker.
"""

import hashlib
import io
from pathlib import Path

from asn1crypto import pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from passeport_publishing.documents.deadline import TimeIsUp, time_limit
from passeport_publishing.domain.publication import CREDENTIAL_NAME
from passeport_publishing.domain.verification import MAX_CREDENTIAL_SIZE, MAX_DOCUMENT_SIZE, SealFindings

_MIB = 1024 * 1024
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=16 * _MIB),
    document_budget=DocumentDecodeBudget(base_allowance=64 * _MIB, max_ratio=8),
)
_CONTENT_COMMITMENT = KeyUsageConstraints(key_usage={"non_repudiation"})


class Examiner:
    """Holds the roots that seals must chain to."""

    def __init__(self, trust: Path) -> None:
        self._roots = [asn1_x509.Certificate.load(der) for _, _, der in pem.unarmor(trust.read_bytes(), multiple=True)]

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
        seals = reader.embedded_signatures
        if not seals:
            return SealFindings(sha256, problem="carries no seal")
        if len(seals) > 1:
            return SealFindings(sha256, problem=f"{len(seals)} signatures, expected one", sealed=True)
        status = self._validate(seals[0])
        credential = _attached_credential(reader)
        covers = _covers_all(reader, seals[0], status)
        return SealFindings(
            sha256=sha256,
            sealed=True,
            intact=status.intact and status.valid,
            covers_document=covers,
            trusted=status.trusted,
            expired=not status.trusted and self._trusted_when_made(seals[0]),
            signer=str(seals[0].signer_cert.subject.human_friendly),
            detail=status.summary(),
            credential=credential if covers else None,
        )

    def _validate(self, seal: EmbeddedPdfSignature) -> PdfSignatureStatus:
        return validate_pdf_signature(
            seal,
            ValidationContext(trust_roots=self._roots, allow_fetching=False),
            key_usage_settings=_CONTENT_COMMITMENT,
        )

    def _trusted_when_made(self, seal: EmbeddedPdfSignature) -> bool:
        """Tells an expired certificate of ours from a stranger's: was it good when it began?"""
        begun = seal.signer_cert.not_valid_before
        context = ValidationContext(trust_roots=self._roots, allow_fetching=False, moment=begun)
        return validate_pdf_signature(seal, context, key_usage_settings=_CONTENT_COMMITMENT).trusted


def _covers_all(reader: PdfFileReader, seal: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """The seal must be the last thing written, and be preceded by one revision only: the document as rendered."""
    last_revision = reader.xrefs.total_revisions - 1
    return (
        status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        and seal.signed_revision == last_revision == 1
        and status.docmdp_ok is not False
        and status.seed_value_ok
    )


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
