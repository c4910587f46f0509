"""The register of certifications (RNCP, RS): file «Standard» of France compétences' open data (CSV, UTF-8, `;`)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from passeport_records.domain.award import AwardLabel

__all__ = ["RegisterFileError", "read_register"]

_NUMBER, _TITLE, _SHORT, _LEVEL = "Numero_Fiche", "Intitule", "Abrege_Libelle", "Nomenclature_Europe_Niveau"
_LONGEST_TITLE = 250
_LONGEST_CELL = 100_000


class RegisterFileError(ValueError):
    """The file is not the one expected; the message names the line and what is wrong with it."""


def read_register(lines: Iterable[str]) -> Iterator[tuple[str, AwardLabel]]:
    """Reads number and label of each certification; the last one wins when a number comes twice."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=";", strict=True)
    try:
        header = [name.removeprefix("\ufeff").strip('"') for name in next(reader, [])]
        missing = {_NUMBER, _TITLE, _SHORT, _LEVEL} - set(header)
        if missing:
            raise RegisterFileError(f"line 1: the columns {', '.join(sorted(missing))} are missing")
        for cells in reader:
            if len(cells) != len(header):
                raise RegisterFileError(f"line {reader.line_num}: {len(cells)} cells instead of {len(header)}")
            said = dict(zip(header, cells, strict=True))
            number, title = said[_NUMBER].strip(), " ".join(f"{said[_SHORT]} {said[_TITLE]}".split())
            if not number or not title:
                raise RegisterFileError(f"line {reader.line_num}: {_NUMBER} or {_TITLE} is empty")
            yield number, AwardLabel(title[:_LONGEST_TITLE], _level(said[_LEVEL]))
    except csv.Error as error:
        raise RegisterFileError(f"line {reader.line_num}: {error}") from None


def _level(text: str) -> int:
    """`NIV5` is 5; certifications of the RS have none."""
    digits = text.removeprefix("NIV")
    return int(digits) if digits.isdecimal() and 1 <= int(digits) <= 8 else 0
