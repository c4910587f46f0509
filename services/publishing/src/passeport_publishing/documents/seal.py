"""Seals a PDF: PAdES baseline B-B (ETSI EN 319 142-1), ECDSA P-256, as a certification (ISO 32000-2, 12.8.2.2).

Certified with "no changes" (DocMDP P=1). That is right at level B-B alone: Acrobat calls a P=1 document modified once
validation data or a document time-stamp is added, whatever the standard says; a higher level must certify with P=2.
"""

import asyncio
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

FIELD_NAME = "Cachet"
# Outside the page rather than hidden: PDF/A forbids the hidden flag (ISO 19005-3, 6.3.2), PDF/UA lets an annotation
# outside the crop box go untagged (ISO 14289-1, 7.18.1).
_INVISIBLE = fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)


@dataclass(frozen=True, slots=True)
class SealFiles:
    """Where the seal's key, its certificate and the certificates above it lie, all PEM."""

    key: Path
    certificate: Path
    chain: Path


class Sealer:
    """Holds the seal's key, read once; made in a worker process and never sent between processes."""

    def __init__(self, files: SealFiles) -> None:
        load: Callable[..., signers.SimpleSigner | None] = signers.SimpleSigner.load
        signer = load(str(files.key), str(files.certificate), ca_chain_files=[str(files.chain)])
        if signer is None:
            raise ValueError(f"no seal can be made with {files.key} and {files.certificate}")
        self._signer = signer
        self._room: int | None = None

    def seal(self, pdf: bytes, *, reason: str) -> bytes:
        """Returns the PDF with one signature over all of it."""
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD_NAME,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            reason=reason,
            location="France",
        )
        field = fields.SigFieldSpec(FIELD_NAME, invis_sig_settings=_INVISIBLE)
        if self._room is None:
            self._room = self._measure()
        sealed = signers.PdfSigner(metadata, signer=self._signer, new_field_spec=field).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=self._room
        )
        return bytes(sealed.getbuffer())

    def _measure(self) -> int:
        """The hexadecimal digits that a signature takes, and some; asked each time, pyHanko signs twice to know."""
        digest = bytes(hashlib.sha256().digest_size)
        tried = asyncio.run(self._signer.async_sign(digest, "sha256", dry_run=True, use_pades=True))
        size = len(tried.dump())
        return 2 * (size + size // 4)
