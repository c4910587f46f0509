"""The accusé de traitement: what the certifier gets back, in the very form of the Caisse des Dépôts.

Root `rapport` without prefix although it declares one; `PassagesKO` holds `passage` elements, `PassagesOK` holds
`idTechnique` directly.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

__all__ = [
    "RefusedPassage",
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
