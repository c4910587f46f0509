"""`validate-diplomas`, `validate-trainings`, and the samples for partners, which are those of the sandbox."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from passeport_records.__main__ import main as program
from passeport_records.commands.validate import main
from passeport_sandbox.feeds.careers import diplomas, trainings
from passeport_sandbox.feeds.diplomas import COLUMNS, write_csv, write_json_lines
from passeport_sandbox.feeds.sessions import write_session, write_trainings
from passeport_sandbox.feeds.trainings import COLUMNS as TRAINING_COLUMNS
from statements import DIPLOMA, csv_of

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
SHIPPED = [
    ("diplomas", [diploma.fields for diploma in diplomas()], COLUMNS),
    ("trainings", [training.fields for training in trainings()], TRAINING_COLUMNS),
]


@pytest.mark.parametrize(("feed", "lines", "columns"), SHIPPED)
def test_the_samples_are_right_and_those_of_the_sandbox(
    feed: str, lines: Sequence[Mapping[str, str | int]], columns: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (SAMPLES / f"{feed}.csv").read_bytes() == b"".join(write_csv(lines, columns))
    assert (SAMPLES / f"{feed}.jsonl").read_bytes() == b"".join(write_json_lines(lines))
    for name, layout in ((f"{feed}.csv", "CSV"), (f"{feed}.jsonl", "JSON Lines")):
        assert main([f"validate-{feed}", str(SAMPLES / name)]) == 0
        assert capsys.readouterr().out == f"{name} : {len(lines)} ligne(s) juste(s), 0 à corriger ({feed}/1 {layout})\n"


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize(("feed", "write"), [("diplomas", write_session), ("trainings", write_trainings)])
def test_a_file_of_any_size_is_right_and_the_same_for_a_seed(
    tmp_path: Path, feed: str, write: Callable[[Path, int, int], None], ending: str
) -> None:
    path, again = tmp_path / f"one.{ending}", tmp_path / f"again.{ending}"
    write(path, 500, 3)
    assert main([f"validate-{feed}", str(path)]) == 0
    write(again, 500, 3)
    assert path.read_bytes() == again.read_bytes()


def test_every_fault_is_told_with_line_field_rule_and_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.csv.gz"
    wrong = [DIPLOMA, DIPLOMA | {"niveau": "9", "uai": "0750655A"}, DIPLOMA | {"dateObtention": "2199"}]
    path.write_bytes(gzip.compress(csv_of(wrong)))
    assert main(["validate-diplomas", str(path)]) == 1
    *faults, future, total = capsys.readouterr().out.splitlines()
    no_uai = "uai n'est pas un UAI : 7 chiffres et leur lettre clé"
    assert faults == [
        "ligne 3, niveau : niveau va de 1 à 8 ; Exemple : 4 [range] (reçu : 9)",
        f"ligne 3, uai : {no_uai} ; Exemple : 0750655E [format] (reçu : 0750655A)",
    ]
    assert future.startswith("ligne 4, dateObtention : dateObtention est dans l'avenir (2199) ; Exemple : 20")
    assert total == "wrong.csv.gz : 1 ligne(s) juste(s), 2 à corriger (diplomas/1 CSV)"


def test_what_takes_a_line_back_is_not_refused_by_its_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "back.csv"
    ahead = DIPLOMA | {"dateObtention": "2199"}
    path.write_bytes(csv_of([ahead | {"action": "SUPPRESSION"}, ahead | {"action": "CORRECTION"}]))
    assert main(["validate-diplomas", str(path)]) == 1
    fault, total = capsys.readouterr().out.splitlines()
    assert (fault.startswith("ligne 3, dateObtention"), total.split(" : ")[1]) == (
        True,
        "1 ligne(s) juste(s), 1 à corriger (diplomas/1 CSV)",
    )


def test_a_file_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("niveau;libelle\n", encoding="utf-8")
    assert main(["validate-diplomas", str(path)]) == 1
    assert capsys.readouterr().out == (
        "ligne 1 : fichier refusé : il manque les colonnes : idTechnique, nomNaissance, dateObtention [column]\n"
    )
    assert main(["validate-diplomas", str(tmp_path / "none.csv")]) == 2


def test_a_partner_needs_none_of_our_settings(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "passeport_records", "validate-diplomas", str(SAMPLES / "diplomas.csv")]
    done = subprocess.run(command, env={}, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_help_of_the_program_names_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["passeport_records", "--help"])
    with pytest.raises(SystemExit):
        program()
    shown = capsys.readouterr().out
    assert [name in shown for name in ("serve", "validate-diplomas FILE", "validate-trainings FILE")] == [True] * 3
