"""Sessions of diplomas of any size, about people without a story."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from passeport_sandbox.feeds.diplomas import Diploma, write_csv, write_json_lines
from passeport_sandbox.feeds.people import synthetic_people
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
    with path.open("wb") as file:
        file.writelines(write_json_lines(lines) if path.suffix == ".jsonl" else write_csv(lines))


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
