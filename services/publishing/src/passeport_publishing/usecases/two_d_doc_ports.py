"""What makes 2D-Docs, where the operator has given a key for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from passeport_publishing.domain.birth import Birth
from passeport_publishing.domain.snapshot import Item, Snapshot

__all__ = ["TwoDDoc", "TwoDDocField", "TwoDDocs"]


@dataclass(frozen=True, slots=True)
class TwoDDocField:
    """One datum of a 2D-Doc: its identifier in the specification, what it is called there, and its value."""

    identifier: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class TwoDDoc:
    """A 2D-Doc: its type of document, the text that the symbol holds, the symbol as SVG, and what it says."""

    document_type: str
    text: str
    svg: str
    fields: tuple[TwoDDocField, ...]


class TwoDDocs(Protocol):
    """Makes 2D-Docs of entries of attestations."""

    def check(self, snapshot: Snapshot, item: Item) -> None:
        """Raises TwoDDocsNotOffered, and TwoDDocNotPossible for an entry that none can be made of."""

    def make(self, snapshot: Snapshot, item: Item, birth: Birth, code: str) -> TwoDDoc:
        """Makes the 2D-Doc of an entry. Raises TwoDDocNotPossible where a datum that is obligatory is not known."""
