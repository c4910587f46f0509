"""When FranceConnect's identity is a person of the registry: exactly at sign-in, more kindly once the NIR is given."""

from dataclasses import replace

import pytest

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.pivot import agrees, is_same

NOEMIE = CivilIdentity(("Noémie", "Anaïs", "Zoë"), "LEBŒUF-GARÇON", Sex.FEMALE, BirthDate(1996, 12, 8), "54395")
MAMADOU = CivilIdentity(("Mamadou", "Lamine"), "DIALLO", Sex.MALE, BirthDate(1992, 11, 0), "", "99341")
MARIE_ANGE = CivilIdentity(("Marie Ange", "Thérèse"), "ROUSSELIN", Sex.FEMALE, BirthDate(1972, 3, 27), "51454")


@pytest.mark.parametrize(
    ("pivot", "registered"),
    [
        (NOEMIE, replace(NOEMIE, given_names=("NOEMIE", "ANAIS", "ZOE"), birth_name="LEBOEUF GARCON")),
        (replace(NOEMIE, usage_name="MARTIN"), NOEMIE),
        (replace(MAMADOU, birth_date=BirthDate(1992, 11, 1)), MAMADOU),
        (replace(MARIE_ANGE, given_names=("Marie", "Ange", "Thérèse")), MARIE_ANGE),
    ],
)
def test_same(pivot: CivilIdentity, registered: CivilIdentity) -> None:
    assert is_same(pivot, registered)
    assert agrees(pivot, registered)


@pytest.mark.parametrize(
    "other",
    [
        replace(NOEMIE, given_names=("Noémie",)),
        replace(NOEMIE, given_names=("Noémie", "Zoë", "Anaïs")),
        replace(NOEMIE, birth_place="57463"),
        replace(NOEMIE, birth_place=""),
        replace(NOEMIE, birth_place="", birth_country="99352"),
        replace(NOEMIE, sex=Sex.UNSPECIFIED),
    ],
)
def test_not_the_same_but_agreeing_once_the_nir_is_given(other: CivilIdentity) -> None:
    assert not is_same(other, NOEMIE)
    assert agrees(other, NOEMIE)


@pytest.mark.parametrize(
    "other",
    [
        replace(NOEMIE, birth_name="LEBŒUF"),
        replace(NOEMIE, given_names=("Anaïs", "Noémie")),
        replace(NOEMIE, given_names=()),
        replace(NOEMIE, sex=Sex.MALE),
        replace(NOEMIE, birth_date=BirthDate(1996, 12, 9)),
        replace(NOEMIE, birth_date=BirthDate(1996, 0, 0)),
    ],
)
def test_never_agreeing(other: CivilIdentity) -> None:
    assert not is_same(other, NOEMIE)
    assert not agrees(other, NOEMIE)
    assert not agrees(NOEMIE, other)


def test_an_unspecified_sex_equals_none_not_even_itself() -> None:
    someone = replace(NOEMIE, sex=Sex.UNSPECIFIED)
    assert not is_same(someone, someone)


def test_who_has_no_given_name_agrees_only_with_another_without() -> None:
    nameless = replace(NOEMIE, given_names=())
    assert agrees(nameless, nameless)
    assert is_same(nameless, nameless)


def test_an_identity_does_not_show_itself() -> None:
    assert "LEB" not in repr(NOEMIE)
    assert "LEB" not in str(NOEMIE)
