"""The parts of a label that were found."""

from __future__ import annotations

import pytest

from passeport_records.referentials.domain.suggestions import found_in
from passeport_records.referentials.domain.words import words_of


@pytest.mark.parametrize(
    ("label", "query", "found"),
    [
        ("BTS Comptabilité et gestion", "compta GES", ["Compta", "ges"]),
        ("Électricien d’œuvre", "elec oeu", ["Élec", "œu"]),
        ("Électricien d’œuvre", "o", ["œ"]),
        ("Préparateur / Préparatrice", "preparat", ["Préparat", "Préparat"]),
        ("Chargé de clientèle", "clientelement", []),
        ("Chargé", "charge charg", ["Chargé"]),
        ("Aide-comptable", "comptable", ["comptable"]),
        ("Développeur C++", "c++", ["C"]),
        ("Boulanger", "", []),
    ],
)
def test_beginnings_of_words_are_told_in_the_characters_of_the_label(label: str, query: str, found: list[str]) -> None:
    assert [label[start:end] for start, end in found_in(label, words_of(query))] == found
