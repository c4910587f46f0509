"""From FranceConnect's claims to a civil identity: the documented forms and the exceptions seen in the wild."""

from typing import Any

import pytest

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import Sex
from passeport_identity.franceconnect.claims import identity_of

PIVOT: dict[str, Any] = {
    "given_name": "Marie Ange Thérèse",
    "family_name": "ROUSSELIN",
    "gender": "female",
    "birthdate": "1972-03-27",
    "birthplace": "51454",
    "birthcountry": "99100",
}


def test_without_the_array_every_space_separates() -> None:
    assert identity_of(PIVOT).given_names == ("Marie", "Ange", "Thérèse")


@pytest.mark.parametrize("array", [None, "Marie Ange", [1], {}])
def test_an_array_that_is_none_is_not_used(array: object) -> None:
    assert identity_of(PIVOT | {"given_name_array": array}).given_names == ("Marie", "Ange", "Thérèse")


def test_the_array_tells_a_name_with_a_space() -> None:
    identity = identity_of(PIVOT | {"given_name_array": ["Marie Ange", "Thérèse"]})
    assert identity.given_names == ("Marie Ange", "Thérèse")


def test_someone_may_have_no_given_name() -> None:
    assert identity_of(PIVOT | {"given_name": "-"}).given_names == ()


def test_a_usage_name_is_kept() -> None:
    assert identity_of(PIVOT | {"preferred_username": "BENSAÏD"}).usage_name == "BENSAÏD"
    assert identity_of(PIVOT | {"preferred_username": None}).usage_name == ""


@pytest.mark.parametrize("place", ["", None, "90900", "Alger", "AAAAA"])
def test_who_was_born_abroad_has_no_commune_whatever_is_sent(place: str | None) -> None:
    identity = identity_of(PIVOT | {"birthplace": place, "birthcountry": "99352"})
    assert (identity.birth_place, identity.birth_country) == ("", "99352")


def test_a_place_in_france_that_is_no_commune_is_not_kept() -> None:
    assert identity_of(PIVOT | {"birthplace": "AAAAA"}).birth_place == ""


@pytest.mark.parametrize("place", ["2A004", "97411", "98735", "98611"])
def test_corsica_and_overseas(place: str) -> None:
    assert identity_of(PIVOT | {"birthplace": place}).birth_place == place


def test_a_presumed_date_is_kept_as_it_came() -> None:
    assert identity_of(PIVOT | {"birthdate": "1968-00-00"}).birth_date == BirthDate(1968, 0, 0)


@pytest.mark.parametrize("gender", ["unspecified", "", None, "autre"])
def test_an_unstated_sex_is_unspecified(gender: str | None) -> None:
    assert identity_of(PIVOT | {"gender": gender}).sex is Sex.UNSPECIFIED
