"""NIR: the rules, the key, what the number says, and that it never shows itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as stdnum_nir

from passeport_identity.domain.nir import Nia, Nir, NumberKind, read_number, read_number_with_key
from passeport_identity.domain.ntt import Ntt
from passeport_identity.errors import NirMalformed

_MONTHS = [*range(1, 13), 20, *range(30, 43), *range(50, 100)]
_DEPARTMENTS = [f"{number:02d}" for number in range(1, 100)] + ["2A", "2B"]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Any well-formed NIR."""
    sex = draw(st.sampled_from("1234"))
    year = draw(st.integers(0, 99))
    month = draw(st.sampled_from(_MONTHS))
    department = draw(st.sampled_from(_DEPARTMENTS))
    commune = draw(st.integers(0, 999))
    order = draw(st.integers(1, 999))
    return f"{sex}{year:02d}{month:02d}{department}{commune:03d}{order:03d}"


@given(numbers())
def test_every_well_formed_number_is_read_with_and_without_its_key(value: str) -> None:
    nir = Nir.parse(value)
    assert nir.value == value
    spaced = f"{value[0]} {value[1:3]} {value[3:5]} {value[5:7]} {value[7:10]} {value[10:]} {nir.key}"
    assert Nir.parse_with_key(spaced) == nir
    assert stdnum_nir.is_valid(value + nir.key)


@given(numbers(), st.integers(0, 12), st.sampled_from("0123456789"))
def test_the_key_catches_every_wrong_digit(value: str, position: int, digit: str) -> None:
    if value[position] == digit or value[position] in "AB":
        return
    wrong = value[:position] + digit + value[position + 1 :]
    with pytest.raises(NirMalformed):
        Nir.parse_with_key(wrong + Nir.parse(value).key)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "length"),
        ("29510991261119", "length"),
        ("295109912611193", "length"),
        ("29510991261é1", "characters"),
        ("253072C073004", "characters"),
        ("25A0744073004", "characters"),
        ("0530744073004", "sex"),
        ("5530744073004", "sex"),
        ("2530044073004", "month"),
        ("2531344073004", "month"),
        ("2532144073004", "month"),
        ("2534344073004", "month"),
        ("2530700073004", "department"),
        ("2530744073000", "order"),
    ],
)
def test_each_rule_is_named(text: str, rule: str) -> None:
    with pytest.raises(NirMalformed) as refusal:
        Nir.parse(text)
    assert refusal.value.rule == rule
    assert refusal.value.metadata == {"rule": rule}
    assert refusal.value.violations[0].field == "nir"


def test_the_placeholder_of_the_redistribution_lot_is_refused_for_its_month() -> None:
    with pytest.raises(NirMalformed) as refusal:
        Nir.parse("1234567890123")
    assert refusal.value.rule == "month"


@pytest.mark.parametrize("text", ["295109912611193", "253072B07300470", "253072A07300443", "2 53 07 2a 073 004 43"])
def test_official_vectors_pass(text: str) -> None:
    assert Nir.parse_with_key(text).key == text[-2:]


def test_a_wrong_key_is_its_own_rule() -> None:
    with pytest.raises(NirMalformed) as refusal:
        Nir.parse_with_key("295109912611199")
    assert refusal.value.rule == "key"


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("2951099126111", "key_missing", "add the 2 digits"),
        ("2 95 10 99 126 111", "key_missing", "add the 2 digits"),
        ("2 53 07 2a 073 004", "key_missing", "add the 2 digits"),
        ("29510991261119", "length", "has 14 characters instead of 15"),
        ("2951099126111933", "length", "has 16 characters instead of 15"),
        (" ", "length", "has 0 characters instead of 15"),
        ("2951399126111", "month", "month of birth"),
    ],
)
def test_what_is_missing_of_a_typed_number_is_told(text: str, rule: str, words: str) -> None:
    with pytest.raises(NirMalformed, match="not well formed") as refusal:
        Nir.parse_with_key(text)
    assert refusal.value.rule == rule
    assert words in refusal.value.violations[0].description


def test_what_the_number_says() -> None:
    nir = Nir.parse("188052A004076")
    assert (nir.is_female, nir.year, nir.month, nir.place) == (False, 88, 5, "2A004")
    assert Nir.parse("2682099243009").month == 0
    assert Nir.parse("2682099243009").place == "99243"
    assert nir.hint == "1••••••••••76"


def test_it_does_not_show_itself() -> None:
    nir = Nir.parse("2951099126111")
    assert "2951" not in repr(nir)
    assert "2951" not in str(nir)
    assert "2951" not in f"{nir}"


@given(numbers(), st.sampled_from("78"))
def test_a_waiting_number_is_a_type_of_its_own(value: str, first: str) -> None:
    waiting = first + value[1:]
    nia = read_number(waiting)
    assert isinstance(nia, Nia)
    assert (nia.kind, read_number(value).kind) == (NumberKind.NIA, NumberKind.NIR)
    assert read_number_with_key(waiting + nia.key) == nia

    with pytest.raises(NirMalformed) as refusal:
        Nir.parse_with_key(waiting + nia.key)
    assert refusal.value.rule == "waiting_number"
    with pytest.raises(NirMalformed) as refusal:
        Nia.parse(value)
    assert refusal.value.rule == "no_waiting_number"


@pytest.mark.parametrize("text", ["1356000000A", "2" + "001000017" + "x" * 30, "1356000000123", "2001000017-7_é"[:13]])
def test_a_temporary_number_is_read(text: str) -> None:
    assert Ntt(text).value == text
    assert text not in repr(Ntt(text))


@pytest.mark.parametrize(
    "text", ["", "1356000000", "7356000000A", "1356000001A", "1356000000 A", "1356000000é", "1356000000" + "x" * 31]
)
def test_what_is_no_temporary_number_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="the SIREN of the employer"):
        Ntt(text)
