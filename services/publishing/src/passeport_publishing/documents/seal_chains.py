"""Whether a seal chains to a root of ours, now or at the moment that time-stamps prove.

Each time-stamp is judged at the moment that the one around it proves, from the outermost, which is judged now; the seal
at the moment of the innermost (ETSI EN 319 102-1, 5.6, in short). So a seal outlives its certificate for as long as
somebody renewed the time-stamps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from passeport_publishing.documents.seal import read_certificates

__all__ = ["SealChains", "SealJudged"]

_CONTENT_COMMITMENT = KeyUsageConstraints(key_usage={"non_repudiation"})
# Ours have one; whoever renews them adds one in years.
_MOST_STAMPS = 20


@dataclass(frozen=True, slots=True)
class SealJudged:
    """How a seal stands now, whether it is trusted, and whether it was while its certificate held; `stamped` says in
    words since when it is proven to be there, if it is.
    """

    status: PdfSignatureStatus
    trusted: bool
    expired: bool
    stamped: str


class SealChains:
    """Holds the roots of seals, and those of time-stamps: neither vouches for the other."""

    def __init__(self, trust: Path, timestamp_trust: Path | None) -> None:
        self._roots = read_certificates(trust)
        self._stamp_roots = read_certificates(timestamp_trust) if timestamp_trust else []

    def judge(
        self, seal: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature], *, compares: bool
    ) -> SealJudged:
        """Judges the one seal of a document, with its document time-stamps in their order; `compares` what was written
        after it with what it covers, for which all objects of both are read.
        """
        status = self._validate(seal, None, None, compares=compares)
        if not (status.intact and status.valid):
            # Whoever signed it, it was altered.
            return SealJudged(status, False, False, "")
        proven = self._proven(seal, stamps)
        stamped = "" if proven is None else f", time-stamped {proven.isoformat()}"
        if status.trusted:
            return SealJudged(status, True, False, stamped)
        if proven is not None and self._validate(seal, proven, None).trusted:
            return SealJudged(status, True, False, stamped)
        # Tells an expired certificate of ours from a stranger's: was it good when it began?
        begun = seal.signer_cert.not_valid_before
        return SealJudged(status, False, self._validate(seal, begun, None).trusted, stamped)

    def _proven(self, seal: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature]) -> datetime | None:
        """The moment at which the seal is proven to have been there; None when no time-stamp of it is trusted."""
        if not self._stamp_roots or len(stamps) > _MOST_STAMPS:
            return None
        moment: datetime | None = None
        for stamp in reversed(stamps):
            found = validate_pdf_timestamp(stamp, _context(self._stamp_roots, moment), skip_diff=True)
            if not (found.intact and found.valid and found.trusted):
                return None
            moment = found.timestamp
        inner = self._validate(seal, None, moment).timestamp_validity
        return inner.timestamp if inner is not None and inner.intact and inner.valid and inner.trusted else None

    def _validate(
        self,
        seal: EmbeddedPdfSignature,
        moment: datetime | None,
        stamp_moment: datetime | None,
        *,
        compares: bool = False,
    ) -> PdfSignatureStatus:
        return validate_pdf_signature(
            seal,
            _context(self._roots, moment),
            _context(self._stamp_roots, stamp_moment),
            key_usage_settings=_CONTENT_COMMITMENT,
            skip_diff=not compares,
        )


def _context(roots: Sequence[asn1_x509.Certificate], moment: datetime | None) -> ValidationContext:
    return ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
