"""Lines of the formats that are ours, right ones, to be changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

__all__ = ["DIPLOMA", "ENGAGEMENT", "TRAINING", "csv_of", "json_lines_of"]

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


TRAINING: dict[str, object] = {
    "idTechnique": "MCF-1",
    "nir": "2810444109021",
    "nomNaissance": "FONTANEL",
    "intitule": "Anglais professionnel",
    "codeCertification": "RS6435",
    "dateDebut": "2026-03-02",
    "dateFin": "2026-06",
    "dureeHeures": "42",
    "resultat": "REUSSIE",
    "financeur": "CPF",
    "organisme": "Langues du Large",
    "siretOrganisme": "00100014000010",
}
ENGAGEMENT: dict[str, object] = {
    "nature": "ENGAGEMENT",
    "idTechnique": "CEC-1",
    "nomNaissance": "FONTANEL",
    "prenom1": "Claire",
    "sexe": "F",
    "dateNaissance": "1981-04-17",
    "intitule": "Mission de service civique",
    "dateDebut": "2023-01",
    "activite": "SERVICE_CIVIQUE",
    "role": "Équipière",
}


def csv_of(lines: Sequence[Mapping[str, object]], ending: str = "\n", without: str = "") -> bytes:
    """A file of these lines, whose columns are those of any line, but one; those of `DIPLOMA` where there is none."""
    names = dict.fromkeys(name for line in lines or [DIPLOMA] for name in line)
    text = io.StringIO()
    columns = [name for name in names if name != without]
    writer = csv.DictWriter(text, columns, delimiter=";", lineterminator=ending, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def json_lines_of(lines: Sequence[Mapping[str, object]], ending: str = "\n") -> bytes:
    """A file of these lines."""
    return "".join(json.dumps(line, ensure_ascii=False) + ending for line in lines).encode()
