"""What is wrong with a referential, as a table for whoever opens it with a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from passeport_records.commands.referentials import told_faults
from passeport_records.referentials.domain.terms import RowFault


def test_no_cell_of_the_faults_is_a_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "faults.csv"
    with told_faults(path) as tell:
        for value in ('=HYPERLINK("http://example.org")', "@SUM(1)", "RNCP1", ""):
            tell(RowFault(place="+fiches.csv", line=2, field="code", rule="format", message="wrong", value=value))
    rows = [*csv.DictReader(io.StringIO(path.read_text("utf-8"), newline=""))]
    assert [row["value"] for row in rows] == ['\'=HYPERLINK("http://example.org")', "'@SUM(1)", "RNCP1", ""]
    assert {(row["file"], row["line"], row["row_lost"]) for row in rows} == {("'+fiches.csv", "2", "True")}
    assert capsys.readouterr().err.count("\n") == 4
