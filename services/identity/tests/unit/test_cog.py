"""COG codes: their form, and the département they name."""

import pytest

from passeport_identity.domain.cog import commune_code, country_code, department_of


@pytest.mark.parametrize("code", ["44109", "2A004", "2B033", "97411", "98735", "01001", "20004"])
def test_communes(code: str) -> None:
    assert commune_code(code) == code


@pytest.mark.parametrize("code", ["", "4410", "441090", "AAAAA", "2C004", "99352", "Alger", "2a004", "４4109"])
def test_what_is_no_commune(code: str) -> None:
    with pytest.raises(ValueError, match="commune"):
        commune_code(code)


@pytest.mark.parametrize(("text", "code"), [("99352", "99352"), ("352", "99352"), ("100", "99100")])
def test_countries_are_written_in_three_or_five_digits(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["", "FRA", "44109", "35", "9935"])
def test_what_is_no_country(text: str) -> None:
    with pytest.raises(ValueError, match="country"):
        country_code(text)


@pytest.mark.parametrize(("code", "department"), [("44109", "44"), ("2A004", "2A"), ("97411", "974"), ("98735", "987")])
def test_departments(code: str, department: str) -> None:
    assert department_of(code) == department
