"""Reads the lines of a file as values by field, with every rule that they break."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from passeport_records.domain.report import Fault, shown
from passeport_records.feeds.rows.check import SEPARATOR, Layout, layout_of
from passeport_records.feeds.rows.lines import MAX_LINE_BYTES, lines_of
from passeport_records.feeds.rows.schema import Schema, Value

__all__ = ["Row", "read_claims"]

C = TypeVar("C")

# A line may hold thousands of them.
_MOST_UNKNOWN = 3
_LONGEST_NAME = 60


@dataclass(slots=True)
class Row:
    """A line: what it says, by field, and what is wrong with it; of a field at fault there is no value."""

    line: int
    schema: Schema
    said: dict[str, Value] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A text, empty where the line does not say it."""
        return str(self.said.get(name, ""))

    def number(self, name: str) -> int:
        """A number, 0 where the line does not say it."""
        return int(self.said.get(name, 0))

    def breaks(self, name: str, rule: str, what: str, fix: str = "") -> None:
        """Notes that a field breaks a rule; `fix` where an example of a right value is none."""
        if all(fault.field != name for fault in self.faults):
            fault = self.schema.fields[name].fault(self.line, rule, what, self.text(name))
            self.faults.append(replace(fault, fix=fix or fault.fix))

    @property
    def refusal(self) -> list[Fault]:
        """The faults as the report tells them: the first rejects the line, the others are remarks on it."""
        key = self.text("idTechnique")
        return [replace(fault, key=key, rejects=not place) for place, fault in enumerate(self.faults)]


def _rows(blocks: Iterable[bytes], schema: Schema) -> Iterator[Row]:
    """Reads a file, which was checked, from its first byte. A line that cannot be read is one with a fault."""
    layout: Layout | None = None
    for line in lines_of(blocks):
        if layout is None:
            layout = layout_of(line.data or b"", schema)
            if layout.columns:
                continue
        row = Row(line.number, schema)
        if line.data is None:
            kib = MAX_LINE_BYTES // 1024
            row.faults.append(_fault(line.number, "line_size", f"la ligne dépasse {kib} Kio", "Une ligne par élément"))
        else:
            _read(row, line.data, layout)
        yield row


def read_claims(blocks: Iterable[bytes], schema: Schema, claim_of: Callable[[Row], C | None]) -> Iterator[C | Fault]:
    """Reads a checked file from its first byte. A line at fault gives one fault that rejects it, and remarks.

    `claim_of` makes a claim of a line of which something could be read, or adds to its faults and gives None.
    """
    for row in _rows(blocks, schema):
        claim = claim_of(row) if row.said else None
        if claim is None:
            yield from row.refusal
        else:
            yield claim


def _read(row: Row, data: bytes, layout: Layout) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        row.faults.append(
            _fault(row.line, "encoding", "la ligne n'est pas en UTF-8", "Enregistrez le fichier en UTF-8")
        )
        return
    if "\0" in text:
        row.faults.append(_fault(row.line, "character", "la ligne contient un caractère NUL", "Retirez-le"))
        return
    said = _from_csv(row, text, layout.columns) if layout.columns else _from_json(row, text)
    if said is None:
        return
    schema = row.schema
    for name, raw in said.items():
        value, fault = schema.fields[name].read(raw, row.line)
        if fault is not None:
            row.faults.append(fault)
        elif value is not None:
            row.said[name] = value
    for name in schema.required:
        if name not in row.said:
            row.breaks(name, "required", "est obligatoire")


def _from_csv(row: Row, text: str, columns: tuple[str, ...]) -> dict[str, Any] | None:
    cells = text.split(SEPARATOR)
    if '"' in text:
        try:
            cells = next(csv.reader((text,), delimiter=SEPARATOR, strict=True))
        except csv.Error:
            message = "un guillemet n'est pas fermé, ou du texte le suit"
            fix = 'Exemple : "CAP ; option B" ; un guillemet dans un texte se double ("")'
            row.faults.append(_fault(row.line, "quotes", message, fix))
            return None
    if len(cells) != len(columns):
        message = f"la ligne a {len(cells)} valeurs pour {len(columns)} colonnes"
        row.faults.append(
            _fault(row.line, "columns", message, f"Mettez entre guillemets un texte avec « {SEPARATOR} »")
        )
        return None
    # Most cells of a file may be empty: they are not looked at.
    return {name: cell for name, cell in zip(columns, cells, strict=True) if cell}


class _TwiceSaid(Exception):
    """An object has a key twice (RFC 8259, 4): which of its values is meant nobody knows."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise _TwiceSaid(name)
    return said


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


def _from_json(row: Row, text: str) -> dict[str, Any] | None:
    try:
        said = _DECODER.decode(text)
    except _TwiceSaid as twice:
        name = str(twice)
        message = f"la ligne donne deux fois le champ « {shown(name)} »"
        fault = _fault(row.line, "duplicate", message, "Gardez une seule de ses valeurs")
        row.faults.append(replace(fault, field=name if name in row.schema.fields else ""))
        return None
    except (ValueError, RecursionError):
        said = None
    if said is None and "\r" in text:
        fix = "Enregistrez le fichier avec des fins de ligne LF ou CRLF"
        row.faults.append(
            _fault(row.line, "line_end", "la ligne en contient plusieurs, qui finissent par CR seul", fix)
        )
        return None
    if not isinstance(said, dict):
        message, fix = "la ligne n'est pas un objet JSON", 'Exemple : {"idTechnique": "D-2026-1", …} sur une ligne'
        row.faults.append(_fault(row.line, "json", message, fix))
        return None
    for name in sorted(said.keys() - row.schema.fields.keys())[:_MOST_UNKNOWN]:
        near = row.schema.nearest(name[:_LONGEST_NAME])
        fix = f"Le champ le plus proche est {near}" if near else "Retirez-le, ou donnez-lui le nom d'un champ du format"
        row.faults.append(_fault(row.line, "unknown_field", f"le champ « {shown(name)} » n'existe pas", fix))
    return {name: raw for name, raw in said.items() if name in row.schema.fields}


def _fault(line: int, rule: str, message: str, fix: str) -> Fault:
    return Fault(line=line, field="", rule=rule, message=message[0].upper() + message[1:], fix=fix)
