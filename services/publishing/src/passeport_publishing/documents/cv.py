"""Renders a CV or an attestation: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file, the credential
attached.

The same input gives the same bytes. What the holder typed reaches Typst as one JSON string, never as markup.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from passeport_publishing.documents.fonts import (
    ARABIC_FAMILY,
    MAIN_FAMILY,
    all_glyphs,
    fallback_families,
    load_fonts,
    main_glyphs,
    printable,
)
from passeport_publishing.documents.qr import qr_svg
from passeport_publishing.domain.layout import Template

ATTESTATION = "attestation"
"""The layout of attestations; the others are those of CVs."""
LAYOUTS = (*Template, ATTESTATION)
_FOLDER = Path(__file__).parent / "template"


@dataclass(frozen=True, slots=True)
class CvJob:
    """What one rendering needs; plain values, so that it crosses to a worker process."""

    model: dict[str, Any]
    credential: str
    timestamp: int
    layout: str = Template.CLASSIC
    photo: bytes | None = None


class CvRenderer:
    """One Typst compiler with its fonts, kept for the life of a worker process."""

    def __init__(self) -> None:
        self._compiler = typst.Compiler(
            input=template_path(Template.CLASSIC), root=_FOLDER, font_paths=load_fonts(), ignore_system_fonts=True
        )

    def render(self, job: CvJob) -> bytes:
        """Renders one document."""
        try:
            return self._compile(job, all_glyphs())
        except typst.TypstError as problem:
            if "could not be displayed" not in problem.message:
                raise
            # A mark on a letter of another script needs one font that has both; there may be none.
            return self._compile(job, main_glyphs())

    def _compile(self, job: CvJob, glyphs: frozenset[int]) -> bytes:
        pdf = self._compiler.compile(
            input=template_path(job.layout),
            format="pdf",
            sys_inputs=template_inputs(job, glyphs),
            pdf_standards=["a-3a", "ua-1"],
            timestamp=job.timestamp,
        )
        if not isinstance(pdf, bytes):
            raise TypeError("one PDF was asked for")
        return pdf


def template_inputs(job: CvJob, glyphs: frozenset[int]) -> dict[str, str]:
    """What a template reads; characters outside `glyphs` are shown as missing."""
    model = printable(job.model, glyphs)
    # Typst reads text only: the bytes come as numbers.
    photo = {} if job.photo is None else {"photo": json.dumps(list(job.photo))}
    return {
        **photo,
        "cv": json.dumps({**model, "fonts": [MAIN_FAMILY, *fallback_families()], "arabic": ARABIC_FAMILY}),
        "qr": qr_svg(job.model["verification_url"]),
        "credential": job.credential,
    }


def template_path(layout: str) -> Path:
    """Where the template of a layout lies."""
    return _FOLDER / f"{layout}.typ"
