"""Typst, pyHanko and joserfc with nothing around them, in this process, one document at a time."""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from asn1crypto import pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from joserfc import jws
from joserfc.jwk import ECKey
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

# Hexadecimal digits that hold any signature of this seal: asked for none, pyHanko signs twice to know.
_ROOM = 16_384


@dataclass(frozen=True)
class Documents:
    """What Typst is given: a template with its fonts, and for each document the values that it prints.

    Others each time, since Typst remembers: the same document a second time costs it next to nothing.
    """

    template: Path
    fonts: typst.Fonts
    inputs: Iterator[Mapping[str, str]]
    timestamp: int


@dataclass(frozen=True)
class Seal:
    """The files of the seal, PEM."""

    key: Path
    certificate: Path
    chain: Path


def press(documents: Documents, seal: Seal) -> Callable[[], bytes]:
    """Give what compiles a document (PDF/A-3a, PDF/UA-1) and signs it (PAdES), with everything loaded before."""
    compiler = typst.Compiler(
        input=documents.template,
        root=documents.template.parent,
        font_paths=documents.fonts,
        ignore_system_fonts=True,
    )
    load: Callable[..., signers.SimpleSigner | None] = signers.SimpleSigner.load
    signer = load(str(seal.key), str(seal.certificate), ca_chain_files=[str(seal.chain)])
    if signer is None:
        raise ValueError(f"{seal.key} and {seal.certificate} make no signer")
    metadata = signers.PdfSignatureMetadata(
        field_name="Floor",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )

    def make() -> bytes:
        pdf = compiler.compile(
            format="pdf",
            sys_inputs=dict(next(documents.inputs)),
            pdf_standards=["a-3a", "ua-1"],
            timestamp=documents.timestamp,
        )
        assert isinstance(pdf, bytes)
        sealed = signers.PdfSigner(metadata, signer=signer).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=_ROOM
        )
        return bytes(sealed.getbuffer())

    return make


def examine(pdf: bytes, root: Path) -> Callable[[], bool]:
    """Give what reads the PDF and validates its one signature up to the root."""
    roots = [asn1_x509.Certificate.load(der) for _, _, der in pem.unarmor(root.read_bytes(), multiple=True)]
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})

    def check() -> bool:
        reader = PdfFileReader(io.BytesIO(pdf))
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        status = validate_pdf_signature(reader.embedded_signatures[0], context, key_usage_settings=usage)
        return bool(status.bottom_line)

    return check


def verify(token: str, jwk: Mapping[str, Any]) -> Callable[[], bool]:
    """Give what verifies the ES256 signature of a credential and reads its JSON."""
    key = ECKey.import_key(dict(jwk))

    def check() -> bool:
        signed = jws.deserialize_compact(token, key, algorithms=["ES256"])
        return "credentialSubject" in json.loads(signed.payload)

    return check
