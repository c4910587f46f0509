"""The rules by which names are compared, one test each, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_identity.domain.names import clean_name, name_key, names_key


@pytest.mark.parametrize(
    "spellings",
    [
        ("LEBŒUF-GARÇON", "Leboeuf Garcon", "lebœuf garçon", "LEBOEUFGARCON", "LEBOEUF--GARCON"),
        ("D’ALMEIDA", "d'Almeida", "D ALMEIDA", "DʼAlmeida", "D`ALMEIDA", "DALMEIDA"),
        ("DE LA TOUR", "de La  Tour", "De-la-Tour", "DELATOUR"),
        ("Jean-René", "JEAN RENE", "Jean‑René", "JEAN_RENE", "Jean – René"),
        ("Maïwenn", "MAIWENN", "Maïwenn"),
        ("Strauß", "STRAUSS", "STRAUẞ"),
        ("Æsa Łukasz Bjørn", "AESA LUKASZ BJORN"),
        ("Đặng", "DANG"),
        ("SAINT-É.", "saint e"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_these_are_the_same_name(spellings: tuple[str, ...]) -> None:
    assert len({name_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("DE LA TOUR", "LA TOUR"), ("MARTIN", "MARTINE"), ("Jean Marc", "Marc Jean"), ("LEBŒUF", "LEBEUF")],
)
def test_these_are_not(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text())
def test_a_key_holds_only_capitals_and_is_its_own_key(text: str) -> None:
    key = name_key(text)
    assert key == "" or (key.isascii() and key.isalpha() and key.isupper())
    assert name_key(key) == key


@given(st.text(alphabet=st.characters(whitelist_categories=("Lu", "Ll"), max_codepoint=0x17F)))
def test_case_never_counts(text: str) -> None:
    assert name_key(text.upper()) == name_key(text.upper().lower())


@given(st.lists(st.text(max_size=10), max_size=4))
def test_where_a_given_name_ends_does_not_count(names: list[str]) -> None:
    assert names_key(names) == name_key(" ".join(names))


def test_a_name_is_kept_as_written_but_for_its_spaces() -> None:
    assert clean_name("  Le   Goff-Tréguier ") == "Le Goff-Tréguier"


@pytest.mark.parametrize("text", ["", "   ", "123", "王", "-", "A" * 201, "A\x00B", "A\u202eB"])
def test_what_no_name_holds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        clean_name(text)
