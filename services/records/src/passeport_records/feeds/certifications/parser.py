"""The XML parser of the feed: incremental, checked against the XSD as it goes, unable to reach anything outside.

There is no DOCTYPE when this parser sees a file (`prolog` refuses it), hence no entity to expand; `resolve_entities`
stays at its default all the same, because lxml forgets syntax errors when it is False and a schema is set.

What a parser holds is bounded whatever it is fed. The tree is freed passage after passage; `check` bounds the bytes of
one, the XSD what it may repeat. What libxml2 keeps to the end of the file is bounded by `Words`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from lxml import etree

from passeport_records.feeds.certifications.messages import TOO_MANY_WORDS
from passeport_records.feeds.certifications.words import Words

__all__ = [
    "NAMESPACE",
    "PIECE",
    "FluxParser",
    "InvalidXml",
    "MisplacedFault",
    "line_of",
    "name_of",
    "parts_in",
    "pieces_of",
    "release",
    "texts_in",
    "texts_of",
]

NAMESPACE = "urn:cdc:cpf:pc5:schema:1.0.0"
_PREFIX = f"{{{NAMESPACE}}}"
_SKIPPED = len(_PREFIX)
_LAST_COUNTED_LINE = 65_535

PIECE = 64 * 1024
"""Bytes given to the parser at once: a fault is noticed within so many bytes of it."""


class InvalidXml(Exception):
    """The first fault of a file in libxml2's words: the type of the fault and its message."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        self.message = message
        super().__init__(message)


class MisplacedFault(Exception):
    """The file is wrong somewhere after `before` bytes; `locate` finds where by reading it again.

    `at_end`: nothing was wrong until the file ended.
    """

    def __init__(self, fault: InvalidXml, before: int, *, at_end: bool = False) -> None:
        self.fault = fault
        self.before = before
        self.at_end = at_end
        super().__init__(fault.message)


@cache
def _schema() -> etree.XMLSchema:
    source = resources.files(__package__).joinpath("flux.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(source))


def name_of(element: etree._Element) -> str:
    """Name of an element of the feed's namespace, without the namespace."""
    return str(element.tag)[_SKIPPED:]


def texts_in(element: etree._Element) -> dict[str, str]:
    """The texts of the elements in an element, by their names; of those that hold elements it tells nothing."""
    return texts_of(parts_in(element))


def parts_in(element: etree._Element) -> dict[str, etree._Element]:
    """The elements in an element, by their names."""
    return {str(child.tag)[_SKIPPED:]: child for child in element}


def texts_of(part: Mapping[str, etree._Element]) -> dict[str, str]:
    """The texts of elements, by their names; of those that hold elements it tells nothing."""
    return {name: child.text or "" for name, child in part.items()}


def line_of(element: etree._Element) -> int:
    """Line of the opening tag of an element that has ended.

    Beyond 65,535 libxml2 knows the line of texts only, and gives that on which the first text inside ends.
    """
    line = element.sourceline or 0
    if line < _LAST_COUNTED_LINE:
        return line
    inside = element.text if element.text is not None or len(element) == 0 else element[0].text
    return line - (inside or "").count("\n")


class FluxParser:
    """Takes bytes, gives back the elements that end, out of those it was asked for. It never changes threads.

    `validate` is only left out for a file whose every byte already passed the XSD.
    """

    def __init__(self, *names: str, validate: bool = True) -> None:
        self._words = Words() if validate else None
        self._parser = etree.XMLPullParser(
            events=("end", "start-ns", "pi") if validate else ("end",),
            tag=[_PREFIX + name for name in names],
            schema=_schema() if validate else None,
            huge_tree=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            # They are in the tree, hence told, while their names are counted; `release` takes them out again.
            remove_pis=not validate,
        )

    def feed(self, piece: bytes) -> Iterator[etree._Element]:
        """Parses some bytes and yields what ended in them. Raises InvalidXml, before or after yielding."""
        try:
            self._parser.feed(piece)
        except etree.XMLSyntaxError as error:
            raise self._fault(error) from None
        for event, found in self._parser.read_events():
            if event == "end":
                yield found
            elif self._words is not None:
                self._words.add(*_names_of(found))
        if len(self._parser.feed_error_log) and self._errors():
            raise self._fault(None)
        if self._words is not None:
            self._words.add_blanks(piece)
            if self._words.too_many:
                raise InvalidXml(TOO_MANY_WORDS, "")

    def close(self) -> None:
        """Ends the file. Raises InvalidXml when it is not whole."""
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            raise self._fault(error) from None

    def _fault(self, error: etree.XMLSyntaxError | None) -> InvalidXml:
        for entry in self._errors():
            return InvalidXml(entry.type_name, entry.message)
        return InvalidXml("SYNTAX", str(error))

    def _errors(self) -> list[etree._LogEntry]:
        """What was logged, warnings apart."""
        return [entry for entry in self._parser.feed_error_log if entry.level > etree.ErrorLevels.WARNING]


def _names_of(told: tuple[str, str] | Any) -> tuple[str, ...]:
    """Prefix and address of a namespace, or the target of an instruction."""
    return told if isinstance(told, tuple) else (str(told.target),)


def release(element: etree._Element) -> None:
    """Frees an element that was read, and everything before it: the tree never holds more than one passage."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def pieces_of(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of the size that the parser is given."""
    for block in blocks:
        for start in range(0, len(block), PIECE):
            yield block[start : start + PIECE]
