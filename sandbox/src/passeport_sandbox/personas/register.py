"""Reads `personas.csv`, and writes it out as the register of persons that identity imports."""

import csv
import re
from collections.abc import Iterable, Sequence
from importlib import resources
from io import StringIO
from pathlib import Path

from stdnum.fr import nir as nir_number

from passeport_sandbox.personas.persona import FRANCE, Gender, Persona

COLUMNS = (
    "login",
    "given_names",
    "family_name",
    "preferred_username",
    "gender",
    "birthdate",
    "birthplace",
    "birthcountry",
    "email",
    "nir",
    "story",
)
REGISTRY_COLUMNS = (
    "nir",
    "birth_name",
    "usage_name",
    "given_names",
    "sex",
    "birth_date",
    "birth_place",
    "birth_country",
)

_LOGIN = re.compile(r"[a-z][a-z0-9-]*")
_BIRTHDATE = re.compile(r"\d{4}-(\d{2}-\d{2})")
_COMMUNE = re.compile(r"(2[AB]|\d{2})\d{3}")
_COUNTRY = re.compile(r"99\d{3}")
_NIR = re.compile(r"[12]\d{4}(2[AB]|\d{2})\d{6}")


class PersonaFileError(ValueError):
    """A line of a personas file that cannot be a person; says which line and why."""


def load(path: Path | None = None) -> tuple[Persona, ...]:
    """Read the personas of the sandbox, or those of another file of the same form.

    In `given_names` a space separates two given names and `_` stands for a space inside one of them.
    """
    text = _packaged() if path is None else path.read_text(encoding="utf-8")
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    if tuple(next(reader, ())) != COLUMNS:
        raise PersonaFileError(f"line 1: the header must be {','.join(COLUMNS)}")
    personas: list[Persona] = []
    for row in reader:
        try:
            personas.append(_persona(row, taken=personas))
        except ValueError as fault:
            raise PersonaFileError(f"line {reader.line_num}: {fault}") from fault
    return tuple(personas)


def by_login(login: str) -> Persona:
    """Return the persona of the sandbox with that login; KeyError when there is none."""
    for persona in load():
        if persona.login == login:
            return persona
    raise KeyError(login)


def write_registry(path: Path, personas: Iterable[Persona] | None = None) -> None:
    """Write the register of persons that identity imports: CSV of RFC 4180, UTF-8, NIR of 13 characters."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(REGISTRY_COLUMNS)
        for person in load() if personas is None else personas:
            writer.writerow(
                (
                    person.nir,
                    person.family_name,
                    person.preferred_username or "",
                    "/".join(person.given_names),  # a given name may hold a space
                    person.sex,
                    person.birthdate,
                    person.birthplace or "",
                    person.birthcountry,
                )
            )


def _packaged() -> str:
    return resources.files(__package__).joinpath("personas.csv").read_text(encoding="utf-8")


def _persona(row: Sequence[str], taken: Sequence[Persona]) -> Persona:
    if len(row) != len(COLUMNS):
        raise ValueError(f"{len(row)} columns instead of {len(COLUMNS)}")
    cells = dict(zip(COLUMNS, row, strict=True))
    persona = Persona(
        login=_matching(_LOGIN, cells, "login"),
        given_names=tuple(name.replace("_", " ") for name in cells["given_names"].split(" ")),
        family_name=cells["family_name"],
        preferred_username=cells["preferred_username"] or None,
        gender=_gender(cells["gender"]),
        birthdate=_matching(_BIRTHDATE, cells, "birthdate"),
        birthplace=cells["birthplace"] or None,
        birthcountry=_matching(_COUNTRY, cells, "birthcountry"),
        email=cells["email"],
        nir=_matching(_NIR, cells, "nir"),
        story=cells["story"],
    )
    _refuse_holes(persona)
    _refuse_contradictions(persona)
    if any(persona.login == other.login or persona.nir == other.nir for other in taken):
        raise ValueError(f"login {persona.login} or its NIR is already taken")
    return persona


def _matching(form: re.Pattern[str], cells: dict[str, str], column: str) -> str:
    if not form.fullmatch(cells[column]):
        raise ValueError(f"{column} {cells[column]!r} does not have the form {form.pattern}")
    return cells[column]


def _gender(text: str) -> Gender:
    if text == "female":
        return "female"
    if text == "male":
        return "male"
    raise ValueError(f"gender {text!r} is neither female nor male, and a NIR must say which")


def _refuse_holes(persona: Persona) -> None:
    if not all(persona.given_names) or not persona.family_name or not persona.story:
        raise ValueError("given_names, family_name and story may not be empty")
    if "@" not in persona.email:
        # FranceConnect never lets anyone through without an e-mail: it shows its page Y600006 instead.
        raise ValueError("email may not be empty: FranceConnect refuses a person without one")


def _refuse_contradictions(persona: Persona) -> None:
    _ = persona.corrected_birthdate  # raises for a date that the calendar does not have
    if "-00-" in persona.birthdate and not persona.birthdate.endswith("-00"):
        raise ValueError("a known day in an unknown month is no date of the civil register")
    if (persona.birthcountry == FRANCE) != (persona.birthplace is not None):
        raise ValueError("birthplace is the commune of those born in France, and empty for those born abroad")
    if persona.birthplace is not None and not _COMMUNE.fullmatch(persona.birthplace):
        raise ValueError(f"birthplace {persona.birthplace!r} is no code of the COG")
    expected = _nir_prefix(persona)
    if not persona.nir.startswith(expected) or not nir_number.is_valid(persona.nir_with_key):
        raise ValueError(f"NIR {persona.nir} contradicts sex, birth date or birth place: expected {expected}…")


def _nir_prefix(persona: Persona) -> str:
    """Sex, year, month and place of a NIR; a month that is not known is numbered 20."""
    year, month, _ = persona.birthdate.split("-")
    place = persona.birthplace or persona.birthcountry
    return f"{'2' if persona.gender == 'female' else '1'}{year[2:]}{'20' if month == '00' else month}{place}"
