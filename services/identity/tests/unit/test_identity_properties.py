"""What holds of any NIR, name and birth date: Corsica, fictitious months, particles, order, partial dates."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.names import clean_name, name_key, names_key
from passeport_identity.domain.nir import Nir
from passeport_identity.errors import NirMalformed

RULES = {"length", "waiting_number", "key_missing", "characters", "sex", "month", "department", "order", "key"}
FICTITIOUS = (20, *range(30, 43), *range(50, 100))
bounded = settings(max_examples=60)
orders = st.integers(1, 999)
# As names are written in the civil register: letters with what stands on and between them.
written = st.text("abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ", min_size=1, max_size=12)
parts = st.lists(written, min_size=1, max_size=4)
separators = st.sampled_from([" ", "-", "'", "’", "‑", " - ", "  ", "_"])


@bounded
@given(st.sampled_from(["2A", "2B"]), st.integers(0, 999), orders)
def test_the_key_of_a_corsican_is_that_of_its_digits(department: str, commune: int, order: int) -> None:
    nir = Nir(f"28805{department}{commune:03d}{order:03d}")
    digits = int(nir.value.replace("2A", "19").replace("2B", "18"))
    assert int(nir.key) == 97 - digits % 97
    assert Nir.parse_with_key(f"{nir.value}{nir.key}".lower()) == nir
    assert nir.place[:2] == department


@bounded
@given(st.sampled_from(FICTITIOUS), st.integers(0, 99), orders)
def test_a_fictitious_month_is_well_formed_and_says_no_month(month: int, year: int, order: int) -> None:
    nir = Nir(f"1{year:02d}{month:02d}44109{order:03d}")
    assert (nir.year, nir.month) == (year, 0)
    assert Nir.parse_with_key(nir.value + nir.key) == nir


@settings(max_examples=100)
@given(st.text(max_size=20) | st.text("0123456789AB .-", min_size=11, max_size=19))
def test_whatever_is_typed_is_read_or_refused_by_a_rule_and_never_quoted(text: str) -> None:
    for read in (Nir.parse, Nir.parse_with_key):
        refusal = refusal_of(read, text)
        if refusal is None:
            nir = read(text)
            assert read(nir.value + (nir.key if read == Nir.parse_with_key else "")) == nir
            continue
        assert refusal.rule in RULES
        said = refusal.violations[0]
        assert said.field == "nir"
        assert len(text.strip()) < 8 or text not in said.description


def refusal_of(read: Callable[[str], Nir], text: str) -> NirMalformed | None:
    try:
        read(text)
    except NirMalformed as refusal:
        return refusal
    return None


@bounded
@given(parts, separators, separators)
def test_what_separates_and_how_accents_are_encoded_never_counts(names: list[str], one: str, other: str) -> None:
    key = name_key(one.join(names))
    assert key == name_key(other.join(names)) == names_key(names)
    assert key == name_key(unicodedata.normalize("NFD", one.join(names)).upper())
    assert key == name_key(clean_name(one.join(names)))


@bounded
@given(st.sampled_from(["DE", "DE LA", "D’", "LE", "VAN DER"]), written)
def test_a_particle_is_part_of_the_name(particle: str, name: str) -> None:
    assert name_key(f"{particle} {name}") == name_key(particle) + name_key(name) != name_key(name)


@bounded
@given(written, written)
def test_the_order_of_given_names_counts(one: str, other: str) -> None:
    keys = name_key(one), name_key(other)
    assume(keys[0] + keys[1] != keys[1] + keys[0])
    assert names_key([one, other]) != names_key([other, one])


@settings(max_examples=100)
@given(st.integers(1840, 2210), st.integers(0, 14), st.integers(0, 33))
def test_a_birth_date_is_read_exactly_when_the_register_can_have_it(year: int, month: int, day: int) -> None:
    text = f"{year:04d}-{month:02d}-{day:02d}"
    try:
        whole = date(year, month or 1, day or 1)
    except ValueError:
        whole = None
    if whole is None or not 1850 <= year <= 2200 or (day and not month):
        with pytest.raises(ValueError, match=r"must|the"):
            BirthDate.parse(text)
        return
    born = BirthDate.parse(text)
    assert str(born) == text
    assert born.presumed == whole <= born.latest
    assert (born.latest == whole) is bool(day)
