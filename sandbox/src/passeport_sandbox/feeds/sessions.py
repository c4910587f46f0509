"""Files of diplomas and of trainings of any size, about people without a story."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from passeport_sandbox.feeds.diplomas import COLUMNS, Diploma, write_csv, write_json_lines
from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.feeds.trainings import COLUMNS as TRAINING_COLUMNS
from passeport_sandbox.feeds.trainings import Training
from passeport_sandbox.personas import Persona

_DIPLOMAS = (
    ("BTS Comptabilité et gestion", "32031403", 5),
    ("CAP Boulanger", "50022137", 3),
    ("Diplôme de comptabilité et de gestion", "26031403", 6),
    ("BP Boulanger", "45022108", 4),
)
_MENTIONS = ("", "MENTION_ASSEZ_BIEN", "MENTION_BIEN", "MENTION_TRES_BIEN")


def write_session(path: Path, number: int, seed: int = 0) -> None:
    """Writes the diplomas of a session, one for each of `number` people: CSV, or JSON Lines if the name ends so."""
    lines = (diploma.fields for diploma in _diplomas(synthetic_people(number, seed), seed))
    _write(path, lines, COLUMNS)


def write_trainings(path: Path, number: int, seed: int = 0) -> None:
    """Writes a training or an engagement of each of `number` people: CSV, or JSON Lines if the name ends so."""
    lines = (training.fields for training in _trainings(synthetic_people(number, seed), seed))
    _write(path, lines, TRAINING_COLUMNS)


def _write(path: Path, lines: Iterable[Mapping[str, str | int]], columns: Iterable[str]) -> None:
    with path.open("wb") as file:
        file.writelines(write_json_lines(lines) if path.suffix == ".jsonl" else write_csv(lines, columns))


def _trainings(people: Iterable[Persona], seed: int) -> Iterator[Training]:
    for index, person in enumerate(people):
        by_nir, key, start = index % 2 == 0, f"{seed}-{index:07d}", f"2026-0{1 + index % 9}"
        if index % 5 == 4:
            yield Training(
                person=person,
                key=key,
                title="Mission de service civique",
                start=start,
                activity="SERVICE_CIVIQUE",
                body="Association des Rives",
                by_nir=by_nir,
            )
            continue
        yield Training(
            person=person,
            key=key,
            title="Anglais professionnel",
            start=f"{start}-02",
            end=f"{start}-27",
            hours=7 + index % 70,
            certification="RS6435" if index % 2 else "",
            outcome="REUSSIE" if index % 2 else "SUIVIE",
            siret="00100017300011",
            body="Formations du Large",
            by_nir=by_nir,
        )


def _diplomas(people: Iterable[Persona], seed: int) -> Iterator[Diploma]:
    for index, person in enumerate(people):
        title, code, level = _DIPLOMAS[index % len(_DIPLOMAS)]
        yield Diploma(
            person=person,
            key=f"{seed}-{index:07d}",
            title=title,
            code=code,
            level=level,
            awarded="2026-07",
            mention=_MENTIONS[index % len(_MENTIONS)],
            ine=f"{seed % 10}{index:08d}AB",
            academy="Académie de l'Ouest",
            school="Lycée de la Rade",
            uai="0449901Y",
        )
