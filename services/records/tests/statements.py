"""Lines of the formats that are ours, right ones, to be changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

__all__ = ["DIPLOMA", "csv_of", "json_lines_of"]

DIPLOMA: dict[str, object] = {
    "idTechnique": "BAC-1",
    "ine": "071234567AB",
    "nomNaissance": "FONTANEL",
    "prenom1": "Claire",
    "prenom2": "Marie",
    "sexe": "F",
    "dateNaissance": "2008-05-17",
    "codeCommuneNaissance": "59350",
    "codePaysNaissance": "99100",
    "libelle": "Baccalauréat ; général",
    "codeDiplome": "40025214",
    "codeCertification": "RNCP35185",
    "niveau": "4",
    "dateObtention": "2026-07",
    "mention": "MENTION_BIEN",
    "academie": "Académie de Lille",
    "etablissement": "Lycée Faidherbe",
    "uai": "0750655E",
}


def csv_of(lines: Sequence[Mapping[str, object]], ending: str = "\n", without: str = "") -> bytes:
    """A file of these lines, whose columns are those of `DIPLOMA` and of any line, but one."""
    names = dict.fromkeys([*DIPLOMA, *(name for line in lines for name in line)])
    text = io.StringIO()
    columns = [name for name in names if name != without]
    writer = csv.DictWriter(text, columns, delimiter=";", lineterminator=ending, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def json_lines_of(lines: Sequence[Mapping[str, object]], ending: str = "\n") -> bytes:
    """A file of these lines."""
    return "".join(json.dumps(line, ensure_ascii=False) + ending for line in lines).encode()
