"""Checks a whole file while it arrives, against the XSD, and learns what it says of itself.

Nothing is stored of a file that fails here: «XML non valide» is told at once, with line, column and reason.
"""

from __future__ import annotations

from lxml import etree

from passeport_records.domain.batch import FileHead
from passeport_records.errors import FileTooLarge
from passeport_records.feeds.certifications.messages import PASSAGE_TOO_LARGE
from passeport_records.feeds.certifications.parser import (
    PIECE,
    FluxParser,
    InvalidXml,
    MisplacedFault,
    name_of,
    pieces_of,
    release,
)
from passeport_records.feeds.certifications.prolog import Gate

__all__ = ["MAX_PASSAGES", "MAX_PASSAGE_BYTES", "FluxCheck"]

MAX_PASSAGES = 200_000
MAX_PASSAGE_BYTES = 2 * PIECE
"""From the end of a passage to that of the next; up to a piece more may come before it is noticed.

A passage with every field at its longest has a fifth of it. This is what bounds the tree, and whatever libxml2 does in
more than linear time.
"""
_HEADS = ("idFlux", "action", "idClient", "certification", "passageCertification", "identifiantNational")


class FluxCheck:
    """Fed with the bytes of a file as they come; memory does not grow with the file."""

    def __init__(self) -> None:
        self._gate = Gate()
        self._parser = FluxParser(*_HEADS)
        self._pending = bytearray()
        self._parsed = 0
        self._since_passage = 0
        self._passages = 0
        self._flux_id = ""
        self._id_client = ""
        self._later_format = False
        self._late_heads = False

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes. Raises FileInvalid, FileTooLarge or MisplacedFault."""
        self._pending += chunk
        while len(self._pending) >= PIECE:
            piece = bytes(self._pending[:PIECE])
            del self._pending[:PIECE]
            self._parse(self._gate.admit(piece))

    def close(self) -> FileHead:
        """Ends the file and returns what it says of itself. Raises as `feed`."""
        if self._pending:
            self._parse(self._gate.admit(bytes(self._pending)))
        self._parse(self._gate.finish())
        try:
            self._parser.close()
        except InvalidXml as fault:
            raise MisplacedFault(fault, self._parsed, at_end=True) from None
        return FileHead(
            format_version="1.1.5" if self._later_format else "1.1.2",
            flux_id=self._flux_id,
            id_client=self._id_client,
            late_heads=self._late_heads,
        )

    def _parse(self, admitted: bytes) -> None:
        for piece in pieces_of([admitted]):
            self._since_passage += len(piece)
            try:
                for element in self._parser.feed(piece):
                    self._learn(element)
                if self._since_passage > MAX_PASSAGE_BYTES:
                    raise InvalidXml(PASSAGE_TOO_LARGE, "Element 'passageCertification'")
            except InvalidXml as fault:
                raise MisplacedFault(fault, self._parsed) from None
            self._parsed += len(piece)

    def _learn(self, element: etree._Element) -> None:
        name = name_of(element)
        if name == "passageCertification":
            self._passages += 1
            self._since_passage = 0
            if self._passages > MAX_PASSAGES:
                raise FileTooLarge(MAX_PASSAGES, "passages")
            release(element)
        elif name == "certification":
            last = next(element.iterchildren(tag=etree.Element, reversed=True))
            self._late_heads |= name_of(last) != "passageCertifications"
            release(element)
        elif name == "identifiantNational":
            self._later_format = True
        elif name == "idFlux":
            self._flux_id = element.text or ""
        elif name == "action":
            self._later_format = True
            self._late_heads |= self._passages > 0
        elif name == "idClient" and _parent(element) == "emetteur":
            self._id_client = element.text or ""


def _parent(element: etree._Element) -> str:
    parent = element.getparent()
    return name_of(parent) if parent is not None else ""
