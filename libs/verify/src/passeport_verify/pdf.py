"""Judges sealed PDFs: one PAdES seal over all of the file, under a root that is trusted, and the credential inside.

pyHanko is an extra: whoever verifies credentials alone does without it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from passeport_verify.credential import check_vc
from passeport_verify.evidence import Evidence
from passeport_verify.log import proven_in_log
from passeport_verify.signed import LIMIT, open_jws
from passeport_verify.verdict import Checklist, Outcome, Verdict

__all__ = ["attached_credential", "judge_pdf"]

_MOST_BYTES = 10 * 1024 * 1024
_MIB = 1024 * 1024
_ATTACHMENT = "credential.jwt"


@dataclass(frozen=True, slots=True)
class _Seal:
    """What reading a PDF found; `problem` when it could not be read as one with one seal."""

    problem: str = ""
    sealed: bool = False
    intact: bool = False
    covers: bool = False
    trusted: bool = False
    in_time: bool = True
    signer: str = ""
    credential: str | None = None


def judge_pdf(pdf: bytes, evidence: Evidence) -> Verdict:
    """Judges a PDF. Raises ImportError without pyHanko, ValueError without roots."""
    if evidence.roots is None:
        raise ValueError("a PDF needs the roots of its seal: --roots FILE")
    seal = _examine(pdf, evidence.roots, evidence.at)
    checklist = Checklist()
    unfit = Outcome.ALTERED if seal.sealed else Outcome.UNREADABLE
    if not checklist.check("format", seal.sealed and not seal.problem, unfit, seal.problem):
        return checklist.conclude({})
    checklist.check("seal_intact", seal.intact, Outcome.ALTERED)
    checklist.check("covers_document", seal.covers, Outcome.ALTERED, "bytes or revisions besides the seal")
    checklist.check("seal_trusted", seal.trusted or not seal.in_time, Outcome.UNKNOWN_ISSUER, seal.signer)
    checklist.check("seal_in_time", seal.in_time, Outcome.EXPIRED, "certificate of the seal")
    credential = seal.credential
    if credential is None:
        checklist.check("credential_signature", False, Outcome.ALTERED, "no credential inside")
        return checklist.conclude({})
    shown = check_vc(checklist, credential, evidence, logged=lambda: _check_log(checklist, pdf, credential, evidence))
    return checklist.conclude(shown)


def attached_credential(pdf: bytes) -> str | None:
    """The credential inside a PDF, unverified; None when there is none that can be read."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        return _attached(PdfFileReader(io.BytesIO(pdf), decode_limits=_limits())) if len(pdf) <= _MOST_BYTES else None
    except Exception:  # noqa: BLE001 - the verdict says what is wrong with it
        return None


def _check_log(checklist: Checklist, pdf: bytes, credential: str, evidence: Evidence) -> None:
    if evidence.proof is None or not evidence.log_keys:
        checklist.skip("log_inclusion", "no proof, or no key of the log")
        return
    if checklist.outcome is not None:
        checklist.skip("log_inclusion", "")
        return
    try:
        publication = str(open_jws(credential, "vc+jwt", evidence.keys)["id"]).removeprefix("urn:uuid:")
        detail, holds = proven_in_log(evidence.proof, publication, pdf, credential, evidence.log_keys), True
    except (ValueError, KeyError) as problem:
        detail, holds = str(problem), False
    checklist.check("log_inclusion", holds, Outcome.ALTERED, detail)


def _examine(pdf: bytes, roots: Path, at: datetime) -> _Seal:
    """Reads hostile bytes: whatever goes wrong is a finding."""
    from pyhanko.pdf_utils.misc import PdfDecodeLimitError

    if len(pdf) > _MOST_BYTES:
        return _Seal(f"larger than {_MOST_BYTES} bytes")
    if not pdf.startswith(b"%PDF-"):
        return _Seal("not a PDF")
    trusted = _certificates(roots)
    try:
        return _read(pdf, trusted, at)
    except Exception as problem:  # noqa: BLE001 - a parser fails on such bytes in every way there is
        sealed = b"/ByteRange" in pdf and not isinstance(problem, PdfDecodeLimitError)
        return _Seal(f"{type(problem).__name__}: {problem}"[:300], sealed=sealed)


def _certificates(roots: Path) -> list[Any]:
    from asn1crypto import pem, x509  # type: ignore[import-untyped]

    try:
        return [x509.Certificate.load(der) for _, _, der in pem.unarmor(roots.read_bytes(), multiple=True)]
    except ValueError:
        raise ValueError(f"{roots} holds no PEM certificates") from None


def _limits() -> Any:
    from pyhanko.pdf_utils.decode_limits import (
        DecodeLimits,
        DocumentDecodeBudget,
        StreamDecodeLimits,
    )

    return DecodeLimits(
        per_stream=StreamDecodeLimits(max_output_size=16 * _MIB),
        document_budget=DocumentDecodeBudget(base_allowance=64 * _MIB, max_ratio=8),
    )


def _read(pdf: bytes, roots: list[Any], at: datetime) -> _Seal:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(io.BytesIO(pdf), decode_limits=_limits())
    if reader.encrypted:
        return _Seal("an encrypted PDF")
    # Document time-stamps are signatures, too, and are no seal.
    seals = reader.embedded_regular_signatures
    if len(seals) != 1:
        return _Seal(f"{len(seals)} signatures, where one is expected", sealed=bool(seals))
    (seal,) = seals
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})

    def validate(moment: datetime) -> Any:
        context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
        return validate_pdf_signature(seal, context, key_usage_settings=usage)

    status = validate(at)
    certificate = seal.signer_cert
    in_time = bool(certificate.not_valid_before <= at <= certificate.not_valid_after)
    covers = _covers_all(reader, seal, status)
    trusted = status.trusted or (not in_time and validate(certificate.not_valid_before).trusted)
    return _Seal(
        sealed=True,
        intact=status.intact and status.valid,
        covers=covers,
        trusted=trusted,
        in_time=in_time or not trusted,
        signer=str(certificate.subject.human_friendly),
        credential=_attached(reader) if covers else None,
    )


def _covers_all(reader: Any, seal: Any, status: Any) -> bool:
    """The seal is of the first revision after the document, and the last thing written; validation data and document
    time-stamps may follow (PAdES B-LT, B-LTA) where the certification of the seal allows these.
    """
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if seal.signed_revision != 1 or status.docmdp_ok is False:
        return False
    whole = {SignatureCoverageLevel.ENTIRE_FILE}
    if reader.xrefs.total_revisions == 2:
        return status.coverage in whole
    return (
        seal.docmdp_level is MDPPerm.FILL_FORMS
        and status.coverage in {*whole, SignatureCoverageLevel.ENTIRE_REVISION}
        and status.modification_level in {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}
    )


def _attached(reader: Any) -> str | None:
    """The one attachment that has the name of ours."""
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return None
    found = [names[place + 1] for place in range(0, len(names) - 1, 2) if str(names[place]) == _ATTACHMENT]
    if len(found) != 1:
        return None
    data: bytes = found[0]["/EF"]["/F"].data
    return data.decode("ascii", errors="replace") if len(data) <= LIMIT else None
