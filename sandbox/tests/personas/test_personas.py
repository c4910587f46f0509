"""The invented people: sound, consistent with their NIR, and covering the cases they are there for."""

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as nir_number

from passeport_sandbox.__main__ import main
from passeport_sandbox.personas import FRANCE, Persona, PersonaFileError, by_login, load, write_registry
from passeport_sandbox.personas.register import COLUMNS

TODAY = date(2026, 11, 23)
PERSONAS = load()

persona_of = st.sampled_from(PERSONAS)


@given(persona_of)
def test_the_nir_is_valid_and_tells_sex_birth_and_place(persona: Persona) -> None:
    assert nir_number.is_valid(persona.nir_with_key)
    assert re.fullmatch(r"[12]\d{4}(2[AB]|\d{2})\d{6}", persona.nir)
    assert persona.nir[0] == {"male": "1", "female": "2"}[persona.gender]
    assert persona.nir[1:3] == persona.birthdate[2:4]
    assert persona.nir[3:5] == persona.birthdate[5:7].replace("00", "20")
    assert persona.nir[5:10] == (persona.birthplace if persona.birthcountry == FRANCE else persona.birthcountry)
    assert 1 <= int(persona.nir[10:]) <= 999


@given(persona_of, st.integers(0, 14), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_the_nir_is_always_noticed(persona: Persona, place: int, digit: str) -> None:
    number = persona.nir_with_key
    changed = number[:place] + digit + number[place + 1 :]
    assert nir_number.is_valid(changed) == (changed == number)


@given(persona_of)
def test_the_identity_has_the_forms_of_franceconnect(persona: Persona) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]*", persona.login)
    assert persona.family_name == persona.family_name.upper()
    assert re.fullmatch(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*", persona.family_name)
    assert len(persona.family_name) <= 60
    assert all(re.fullmatch(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*", name) for name in persona.given_names)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", persona.birthdate)
    assert (persona.birthplace is None) == (persona.birthcountry != FRANCE)
    assert persona.email.endswith("@example.org")
    assert persona.age_on(TODAY) >= 15


def test_no_login_and_no_nir_is_given_twice() -> None:
    assert len({persona.login for persona in PERSONAS}) == len(PERSONAS) >= 14
    assert len({persona.nir for persona in PERSONAS}) == len(PERSONAS)


@pytest.mark.parametrize(
    ("login", "stands_for"),
    [
        ("claire", lambda p: p.age_on(TODAY) == 45),
        ("enzo", lambda p: p.age_on(TODAY) == 15 and "apprentissage" in p.story),
        ("lila", lambda p: p.age_on(TODAY) == 15 and "sans contrat" in p.story),
        ("noah", lambda p: p.age_on(TODAY) == 16 and len(p.given_names) == 1),
        ("isabelle", lambda p: p.preferred_username not in {None, p.family_name}),
        ("anne-laure", lambda p: " " in p.family_name and "-" in p.family_name and "-" in p.given_names[0]),
        ("maximilien", lambda p: len(p.family_name) == 50),
        ("noemie", lambda p: "Œ" in p.family_name and "Ç" in p.family_name and "ï" in p.given_names[1]),
        ("lisandru", lambda p: p.birthplace.startswith("2A") and p.nir[5:7] == "2A"),
        ("mickael", lambda p: p.birthplace.startswith("974")),
        ("moana", lambda p: p.birthplace.startswith("987") and p.birthcountry == FRANCE),
        ("yasmina", lambda p: p.birthcountry == "99352" and p.birthplace is None),
        ("mamadou", lambda p: p.birthdate == "1992-11-00" and p.corrected_birthdate == date(1992, 11, 1)),
        ("lan", lambda p: p.birthdate.endswith("-00-00") and p.corrected_birthdate == date(1968, 1, 1)),
        ("marie-ange", lambda p: p.given_names[0] == "Marie Ange"),
        ("karim", lambda p: "habilitation" in p.story),
        ("josiane", lambda p: "RNCP inactive" in p.story),
    ],
)
def test_each_case_has_its_persona(login: str, stands_for: Callable[[Persona], bool]) -> None:
    assert stands_for(by_login(login))


def matches(wanted: Persona, step: int) -> set[str]:
    """Return the logins that the three-step matching rule leaves after that step."""

    def seen(persona: Persona) -> tuple[object, ...]:
        first = (persona.family_name, persona.given_names[0], persona.sex, persona.birthdate[:4])
        return (first, persona.birthdate[5:], persona.birthplace)[:step]

    return {persona.login for persona in PERSONAS if seen(persona) == seen(wanted)}


def test_the_homonyms_need_the_second_step_and_the_third() -> None:
    needed = {p.login: next(step for step in (1, 2, 3) if matches(p, step) == {p.login}) for p in PERSONAS}
    assert needed.pop("thomas-rennes-21") == 2
    assert needed.pop("thomas-rennes-12") == 3
    assert needed.pop("thomas-bordeaux-12") == 3
    assert set(needed.values()) == {1}
    third = by_login("thomas-rennes-12")
    assert matches(third, 1) == {"thomas-rennes-12", "thomas-rennes-21", "thomas-bordeaux-12"}
    assert matches(third, 2) == {"thomas-rennes-12", "thomas-bordeaux-12"}


def test_an_address_may_be_shared() -> None:
    assert by_login("lila").email == by_login("isabelle").email


def test_the_registry_is_what_identity_imports(tmp_path: Path) -> None:
    file = tmp_path / "persons.csv"
    write_registry(file)
    content = file.read_bytes()
    header = b"nir,birth_name,usage_name,given_names,sex,birth_date,birth_place,birth_country\r\n"
    assert content.startswith(header)
    assert content.count(b"\r\n") == content.count(b"\n") == len(PERSONAS) + 1
    rows = {row["nir"]: row for row in csv.DictReader(content.decode("utf-8").splitlines())}
    assert len(rows) == len(PERSONAS)
    assert rows[by_login("isabelle").nir] == {
        "nir": by_login("isabelle").nir,
        "birth_name": "MERCIER",
        "usage_name": "BENSAÏD",
        "given_names": "Isabelle/Anne/Marie",
        "sex": "F",
        "birth_date": "1979-02-11",
        "birth_place": "33063",
        "birth_country": "99100",
    }
    lan = rows[by_login("lan").nir]
    assert (lan["birth_date"], lan["birth_place"], lan["birth_country"]) == ("1968-00-00", "", "99243")


def test_the_command_lists_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["personas"]) == 0
    assert capsys.readouterr().out.count("\n") == len(PERSONAS)
    assert main(["personas", "--registry", str(tmp_path / "persons.csv")]) == 0
    assert (tmp_path / "persons.csv").exists()


@given(persona_of, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_an_age_grows_on_the_birthday(persona: Persona, day: date) -> None:
    born = persona.corrected_birthdate
    birthday_that_year = date(day.year, born.month, born.day)
    assert persona.age_on(day) == day.year - born.year - (day < birthday_that_year)


def test_the_age_on_the_day_itself_and_on_its_eve() -> None:
    enzo = by_login("enzo")
    assert [enzo.age_on(date(2027, 9, day)) for day in (13, 14, 15)] == [15, 16, 16]


SOUND = {
    "login": "camille",
    "given_names": "Camille Anne",
    "family_name": "DURAND",
    "preferred_username": "",
    "gender": "female",
    "birthdate": "1990-05-12",
    "birthplace": "69383",
    "birthcountry": "99100",
    "email": "camille@example.org",
    "nir": "2900569383123",
    "story": "Pour l’essai.",
}


def file_with(folder: Path, *lines: dict[str, str], header: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "personas.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(line.values() for line in lines)
    return path


def test_another_file_of_the_same_form_is_read(tmp_path: Path) -> None:
    (camille,) = load(file_with(tmp_path, SOUND))
    assert camille.given_names == ("Camille", "Anne")
    assert camille.preferred_username is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"login": "Camille!"}, "login"),
        ({"given_names": ""}, "given_names"),
        ({"given_names": "Camille  Anne"}, "given_names"),
        ({"family_name": ""}, "family_name"),
        ({"gender": "unspecified"}, "gender"),
        ({"gender": "male"}, "contradicts"),
        ({"birthdate": "12/05/1990"}, "birthdate"),
        ({"birthdate": "1990-02-30"}, "day"),
        ({"birthdate": "1990-00-12"}, "unknown month"),
        ({"birthdate": "1991-05-12"}, "contradicts"),
        ({"birthplace": ""}, "birthplace"),
        ({"birthplace": "AAAAA"}, "COG"),
        ({"birthplace": "75107"}, "contradicts"),
        ({"birthcountry": "FR"}, "birthcountry"),
        ({"birthcountry": "99352"}, "birthplace"),
        ({"email": ""}, "Y600006|without one"),
        ({"nir": "123"}, "nir"),
        ({"nir": "1900569383123"}, "contradicts"),
    ],
)
def test_a_line_that_cannot_be_a_person_is_named(tmp_path: Path, change: dict[str, str], why: str) -> None:
    path = file_with(tmp_path, SOUND, {**SOUND, "login": "autre", "nir": "2900569383124", **change})
    with pytest.raises(PersonaFileError, match=f"line 3: .*({why})"):
        load(path)


def test_a_double_and_a_wrong_header_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonaFileError, match=r"line 3: .*already taken"):
        load(file_with(tmp_path, SOUND, SOUND))
    with pytest.raises(PersonaFileError, match="line 1"):
        load(file_with(tmp_path, SOUND, header=COLUMNS[:-1]))
    with pytest.raises(PersonaFileError, match="line 2: 1 columns"):
        load(file_with(tmp_path, {"login": "seul"}))


def test_an_unknown_login_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        by_login("personne")
