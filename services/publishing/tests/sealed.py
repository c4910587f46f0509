"""What tests of seals ask of a sealed document."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pikepdf

from passeport_publishing.domain.verification import SealFindings


def byte_range(pdf: bytes) -> tuple[int, int, int, int]:
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf)
    assert found is not None
    first, length, second, rest = (int(part) for part in found.groups())
    return first, length, second, rest


def is_accepted(findings: SealFindings) -> bool:
    return findings.sealed and findings.intact and findings.covers_document and findings.trusted


def openssl_verifies(authority: Path, sealed: bytes, folder: Path) -> bool:
    """Whether the signature over the bytes that it covers holds, for OpenSSL with the root of the authority alone."""
    first, length, second, rest = byte_range(sealed)
    (folder / "content").write_bytes(sealed[first : first + length] + sealed[second : second + rest])
    (folder / "cms").write_bytes(bytes.fromhex(sealed[length + 1 : second - 1].decode()))
    said = subprocess.run(
        [
            *("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", folder / "cms"),
            *("-content", folder / "content", "-CAfile", authority / "root.pem", "-purpose", "any"),
            *("-out", folder / "out"),
        ],
        capture_output=True,
        check=False,
    )
    return said.returncode == 0


def qpdf_finds(pdf: bytes) -> list[str]:
    """What `qpdf --check` says is wrong with the structure of a file."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(opened.check_pdf_syntax())
