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


def objects_amiss(pdf: bytes) -> list[str]:
    """Objects that begin no line (ISO 19005-3, 6.1.9), and what tables of objects say that is not so."""
    objects = list(re.finditer(rb"(?<![0-9])([0-9]+) ([0-9]+) obj\b", pdf))
    amiss = [
        f"{one[0].decode()} begins no line" for one in objects if pdf[one.start() - 1 : one.start()] not in b"\r\n"
    ]
    places = {one.start(): (int(one[1]), int(one[2])) for one in objects}
    tables = re.findall(rb"startxref\s+(\d+)\s+%%EOF", pdf)
    for table in map(int, tables):
        lines = re.match(rb"xref\s+((?:[0-9]+ [0-9]+(?: [nf])?\s+)+)trailer", pdf[table:])
        if lines is None:
            amiss.append(f"no table of objects at {table}")
            continue
        number = 0
        for line in lines[1].splitlines():
            match line.split():
                case [place, generation, b"n"]:
                    if places.get(int(place)) != (number, int(generation)):
                        amiss.append(f"object {number} is not at {int(place)}")
                    number += 1
                case [_, _, b"f"]:
                    number += 1
                case [first, _]:
                    number = int(first)
    return amiss


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
