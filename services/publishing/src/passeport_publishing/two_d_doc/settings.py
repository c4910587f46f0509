"""Settings of 2D-Docs, an optional module: without a key there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from passeport_chassis.clock import system_clock
from passeport_chassis.settings import StoreSettings
from passeport_publishing.two_d_doc.maker import TwoDDocMaker
from passeport_publishing.two_d_doc.seal import TwoDDocSeal

__all__ = ["TwoDDocSettings"]


class TwoDDocSettings(StoreSettings):
    """Both are given, or neither."""

    two_d_doc_key_file: Path | None = Field(
        None, description="PEM private key (P-256) that 2D-Docs are signed with; none: no 2D-Docs."
    )
    two_d_doc_certificate_file: Path | None = Field(
        None, description="PEM certificate of that key, of an authority that France Titres lists for 2D-Doc."
    )

    @model_validator(mode="after")
    def _two_d_doc_is_told_whole(self) -> Self:
        _ = self.two_d_docs
        return self

    @property
    def two_d_docs(self) -> TwoDDocMaker | None:
        """What makes 2D-Docs. Raises ValueError, naming the setting that is wrong."""
        key, certificate = self.two_d_doc_key_file, self.two_d_doc_certificate_file
        if key is None and certificate is None:
            return None
        if key is None or certificate is None:
            raise ValueError(
                "PASSEPORT_TWO_D_DOC_KEY_FILE and PASSEPORT_TWO_D_DOC_CERTIFICATE_FILE: give both, or neither"
            )
        try:
            return TwoDDocMaker(TwoDDocSeal.load(key, certificate), system_clock)
        except ValueError as problem:
            raise ValueError(f"PASSEPORT_TWO_D_DOC_KEY_FILE, PASSEPORT_TWO_D_DOC_CERTIFICATE_FILE: {problem}") from None
