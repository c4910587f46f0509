"""Seals a PDF: PAdES baseline (ETSI EN 319 142-1), ECDSA P-256, as a certification (ISO 32000-2, 12.8.2.2)."""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from asn1crypto import pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from passeport_publishing.documents.levels import SealLevel, SealPolicy
from passeport_publishing.documents.seal_keys import (
    SealKey,
    SealKeyUnavailableError,
    TokenKey,
    close_signer,
    open_signer,
)

FIELD_NAME = "Cachet"
# Outside the page rather than hidden: PDF/A forbids the hidden flag (ISO 19005-3, 6.3.2), PDF/UA lets an annotation
# outside the crop box go untagged (ISO 14289-1, 7.18.1).
_INVISIBLE = fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
# Two time-stamps, and the revocation data of three certificates: less than a job may take.
_ROUND_TRIPS = 4


class LevelUnavailableError(Exception):
    """The time-stamp authority, or who tells of revocations, does not answer as it should; the text says who."""


@dataclass(frozen=True, slots=True)
class SealFiles:
    """Where the seal's key is, and where its certificate and the certificates above it lie, PEM."""

    key: SealKey
    certificate: Path
    chain: Path


class Sealer:
    """Holds the seal's key, or who signs with it; made in a worker process and never sent between processes."""

    def __init__(self, files: SealFiles, policy: SealPolicy = SealPolicy()) -> None:  # noqa: B008 - is frozen
        self._key = files.key
        (self._certificate,) = read_certificates(files.certificate)
        self._chain = read_certificates(files.chain)
        # A file is read once, and now; a device may be away while nothing is sealed.
        self._signer = self._open() if isinstance(files.key, Path) else None
        self._policy = policy
        self._stamper = HTTPTimeStamper(policy.timestamp_url, timeout=policy.timeout) if policy.timestamp_url else None
        stamps = read_certificates(policy.timestamp_trust) if policy.timestamp_trust else []
        self._roots = [*(one for one in self._chain if one.self_issued), *stamps]
        self._room: dict[bool, int] = {}

    def seal(self, pdf: bytes, *, reason: str, level: SealLevel | None = None) -> bytes:
        """Returns the PDF sealed, at the level of the policy unless another is given.

        Raises LevelUnavailableError when that level cannot be had now, SealKeyUnavailableError when nothing signs.
        """
        level = level or self._policy.level
        try:
            return self._seal_at(level, pdf, reason)
        except (pkcs11.PKCS11Error, SealKeyUnavailableError):
            if not isinstance(self._key, TokenKey):
                raise
            # A device that was away has forgotten the session: once more, with another one.
            self._drop()
        try:
            return self._seal_at(level, pdf, reason)
        except pkcs11.PKCS11Error as problem:
            self._drop()
            raise SealKeyUnavailableError(f"{self._key}: {type(problem).__name__}: {problem}") from None

    def _seal_at(self, level: SealLevel, pdf: bytes, reason: str) -> bytes:
        if not level.is_stamped:
            return asyncio.run(self._seal(pdf, reason, level, None))
        try:
            limit = self._policy.timeout * _ROUND_TRIPS
            return asyncio.run(asyncio.wait_for(self._seal_asking(pdf, reason, level), limit))
        except (OSError, TimeoutError, TimestampRequestError, SigningError, ValidationError) as problem:
            why = "; because: ".join(f"{type(one).__name__}: {one}" for one in (problem, problem.__cause__) if one)
            raise LevelUnavailableError(f"{level}: {why}"[:500]) from None

    async def _seal_asking(self, pdf: bytes, reason: str, level: SealLevel) -> bytes:
        """Seals with what others are asked for; that certificates are not revoked is asked anew for each seal."""
        if not level.has_validation_data:
            return await self._seal(pdf, reason, level, None)
        async with AIOHttpFetcherBackend(per_request_timeout=self._policy.timeout) as fetchers:
            context = ValidationContext(
                trust_roots=self._roots,
                other_certs=self._chain,
                allow_fetching=True,
                revocation_mode="hard-fail",
                fetchers=fetchers,
            )
            return await self._seal(pdf, reason, level, context)

    async def _seal(self, pdf: bytes, reason: str, level: SealLevel, context: ValidationContext | None) -> bytes:
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD_NAME,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=level.permission,
            reason=reason,
            location="France",
            embed_validation_info=level.has_validation_data,
            use_pades_lta=level is SealLevel.B_LTA,
            validation_context=context,
        )
        field = fields.SigFieldSpec(FIELD_NAME, invis_sig_settings=_INVISIBLE)
        stamper = self._stamper if level.is_stamped else None
        if self._signer is None:
            self._signer = self._open()
        if level.is_stamped not in self._room:
            self._room[level.is_stamped] = await self._measure(self._signer, stamper)
        signer = signers.PdfSigner(metadata, signer=self._signer, timestamper=stamper, new_field_spec=field)
        # Typst ends a file without an end of line, and pyHanko writes on; PDF/A has each object begin a line (6.1.9).
        lines = pdf if pdf.endswith((b"\n", b"\r")) else pdf + b"\n"
        sealed = await signer.async_sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(lines)), bytes_reserved=self._room[level.is_stamped]
        )
        return bytes(sealed.getbuffer())

    def _drop(self) -> None:
        close_signer(self._signer)
        self._signer = None

    def _open(self) -> signers.Signer:
        return open_signer(self._key, self._certificate, self._chain)

    async def _measure(self, signer: signers.Signer, stamper: HTTPTimeStamper | None) -> int:
        """The hexadecimal digits that a signature takes, and some; asked each time, pyHanko signs twice to know."""
        digest = bytes(hashlib.sha256().digest_size)
        tried = await signer.async_sign(digest, "sha256", dry_run=True, use_pades=True, timestamper=stamper)
        size = len(tried.dump())
        return 2 * (size + size // 4)


def read_certificates(path: Path) -> list[asn1_x509.Certificate]:
    """The certificates of a PEM file."""
    return [asn1_x509.Certificate.load(der) for _, _, der in pem.unarmor(path.read_bytes(), multiple=True)]
