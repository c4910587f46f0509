"""The accusé de traitement: what the certifier gets back, in the very form of the Caisse des Dépôts.

Root `rapport` without prefix although it declares one; `PassagesKO` holds `passage` elements, `PassagesOK` holds
`idTechnique` directly. Readers in the field also meet other forms: the parser here accepts them.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from lxml import etree

__all__ = [
    "Receipt",
    "RefusedPassage",
    "parse_receipt",
    "receipt_name",
    "render_receipt",
]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<rapport xmlns:ns2="urn:cdc:cpf:pc5:rapport:schema">\n'
_BUFFERED = 64 * 1024


@dataclass(frozen=True, slots=True)
class RefusedPassage:
    """A passage that was not taken, and why."""

    id_technique: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An accusé de traitement as it was read. `faults` are those of a file refused whole (`erreurs/erreur`)."""

    file_name: str
    flux_id: str
    treatment: str
    refused: tuple[RefusedPassage, ...]
    accepted: tuple[str, ...]
    faults: tuple[str, ...] = ()


def receipt_name(file_name: str, day: date) -> str:
    """Name of the accusé of a file."""
    return f"Accusé de traitement_{file_name}_{day:%Y%m%d}.xml"


async def render_receipt(
    *,
    file_name: str,
    flux_id: str,
    treatment: int,
    refused: AsyncIterable[RefusedPassage],
    accepted: AsyncIterable[str],
) -> AsyncIterator[bytes]:
    """Writes an accusé piece by piece, however long: `refused` and `accepted` are read once, in that order."""
    text = [
        _HEAD,
        f"    <nomFichier>{escape(file_name)}</nomFichier>\n",
        f"    <idFlux>{escape(flux_id)}</idFlux>\n",
        f"    <idTraitement>{treatment}</idTraitement>\n",
    ]
    size = 0
    lists = (("PassagesKO", _refused(refused)), ("PassagesOK", _accepted(accepted)))
    for name, items in lists:
        async for line in _list(name, items):
            text.append(line)
            size += len(line)
            if size > _BUFFERED:
                yield "".join(text).encode()
                text, size = [], 0
    text.append("</rapport>\n")
    yield "".join(text).encode()


async def _list(name: str, items: AsyncIterable[str]) -> AsyncIterator[str]:
    empty = True
    async for item in items:
        if empty:
            yield f"    <{name}>\n"
            empty = False
        yield item
    yield f"    <{name}/>\n" if empty else f"    </{name}>\n"


async def _accepted(keys: AsyncIterable[str]) -> AsyncIterator[str]:
    async for key in keys:
        yield f"        <idTechnique>{escape(key)}</idTechnique>\n"


async def _refused(passages: AsyncIterable[RefusedPassage]) -> AsyncIterator[str]:
    async for passage in passages:
        messages = "".join(
            f"            <messageErreur>{escape(message)}</messageErreur>\n" for message in passage.messages
        )
        yield (
            "        <passage>\n"
            f"            <idTechnique>{escape(passage.id_technique)}</idTechnique>\n"
            f"{messages}"
            "        </passage>\n"
        )


def parse_receipt(content: bytes) -> Receipt:
    """Reads an accusé of any form met in the field. Raises ValueError when it is none."""
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not an accusé de traitement: {error}") from None
    if _name(root) != "rapport":
        raise ValueError("not an accusé de traitement: the root is not rapport")
    return Receipt(
        file_name=_first(root, "nomfichier"),
        flux_id=_first(root, "idflux"),
        treatment=_first(root, "idtraitement"),
        refused=tuple(_read_refused(element) for element in _under(root, "passagesko", "passage")),
        accepted=tuple(_first_or_own(element) for element in _children(root, "passagesok")),
        faults=tuple(_first(element, "message") for element in _under(root, "erreurs", "erreur")),
    )


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _children(root: etree._Element, name: str) -> Iterator[etree._Element]:
    for element in root:
        if _name(element) == name:
            yield from (child for child in element if isinstance(child.tag, str))


def _under(root: etree._Element, name: str, child: str) -> Iterator[etree._Element]:
    return (element for element in _children(root, name) if _name(element) == child)


def _first(element: etree._Element, name: str) -> str:
    return next(((child.text or "").strip() for child in element if _name(child) == name), "")


def _first_or_own(element: etree._Element) -> str:
    """`idTechnique` directly, or inside a `passage`."""
    return (element.text or "").strip() if _name(element) == "idtechnique" else _first(element, "idtechnique")


def _read_refused(element: etree._Element) -> RefusedPassage:
    messages = [(child.text or "").strip() for child in element if _name(child) in {"messageerreur", "codeerreur"}]
    return RefusedPassage(_first(element, "idtechnique"), tuple(messages))
