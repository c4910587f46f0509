"""What a code stood for on a day, and words to find it by."""

from __future__ import annotations

from datetime import date

import pytest

from passeport_records.referentials.domain.labels import award_reference
from passeport_records.referentials.domain.terms import Scheme
from passeport_records.referentials.domain.words import words_of
from passeport_records.referentials.readers.downloads import day_of
from referential_support import history


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("1998-06-30", "Tableur"),
        ("2024-01-01", "Tableur"),
        ("2024-12-31", "Tableur"),
        ("2025-01-01", "Excel"),
        ("2026-07-01", "Excel (Tosa)"),
        (None, "Excel (Tosa)"),
    ],
)
def test_the_label_is_that_of_the_day_and_before_the_first_version_the_first_one(day: str | None, label: str) -> None:
    told = history("RS7256", "Tableur", "2025-01-01: Excel", "2026-06-01: Excel (Tosa)")
    assert told.on(date.fromisoformat(day) if day else None).text == label


@pytest.mark.parametrize(
    ("code", "reference"),
    [
        ("RNCP34762", (Scheme.RNCP, "RNCP34762")),
        ("RS6232", (Scheme.RS, "RS6232")),
        ("34762", None),
        ("RNCP", None),
        ("RNCP1\n", None),
        ("RNCP１", None),
    ],
)
def test_the_code_of_an_award_tells_its_register(code: str, reference: object) -> None:
    assert award_reference(code) == reference


def test_words_are_without_accents_case_or_punctuation() -> None:
    assert words_of("L'Électricien d’œuvre : BTS (n° 2), BTS") == ["l", "electricien", "d", "oeuvre", "bts", "n", "2"]
    assert words_of("\u0000 — ") == []


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("export-fiches-csv-2024-02-22.zip", date(2024, 2, 22)),
        ("export_fiches_RNCP_V4_1_2026-11-01.xml", date(2026, 11, 1)),
        ("export_fiches_CSV_Standard_2024_02_30.csv", None),
        ("register.zip", None),
    ],
)
def test_the_name_of_a_download_tells_its_day(name: str, day: date | None) -> None:
    assert day_of(name) == day
