"""Whether a NIR can be that of an identity: certain contradictions only, with the register's own history forgiven."""

import pytest

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.nir import Nir, read_number
from passeport_identity.domain.nir_consistency import contradictions


def person(
    born: str = "1981-04-17", place: str = "44109", country: str = "99100", sex: Sex = Sex.FEMALE
) -> CivilIdentity:
    return CivilIdentity(("Claire",), "FONTANEL", sex, BirthDate.parse(born), place, country)


@pytest.mark.parametrize(
    ("number", "identity"),
    [
        ("2810444109021", person()),
        ("1810444109021", person(sex=Sex.MALE)),
        ("1810444109021", person(sex=Sex.UNSPECIFIED)),
        ("8810444109021", person()),
        ("2812044109021", person()),
        ("2810444109021", person(born="1981-00-00")),
        ("2810444020021", person()),
        ("2810420004021", person(place="2A004")),
        ("281042B033021", person(place="20033")),
        ("2810475112021", person(place="92012")),
        ("2810497411021", person(place="97411")),
        ("2810498735021", person(place="98735")),
        ("2810499352021", person(place="", country="99352")),
        ("2810499123021", person(place="", country="99155")),
        ("2810491352021", person(place="", country="99352")),
        ("2810495001021", person(place="", country="99350")),
        ("2810444109021", person(place="")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_these_agree(number: str, identity: CivilIdentity) -> None:
    assert contradictions(read_number(number), identity) == ()


@pytest.mark.parametrize(
    ("number", "identity", "fields"),
    [
        ("1810444109021", person(), ("sex",)),
        ("2820444109021", person(), ("birth_year",)),
        ("2810544109021", person(), ("birth_month",)),
        ("2810433063021", person(), ("birth_place",)),
        ("2810492012021", person(place="75112"), ("birth_place",)),
        ("281042A004021", person(place="2B033"), ("birth_place",)),
        ("2810420004021", person(place="13055"), ("birth_place",)),
        ("2810499352021", person(), ("birth_place",)),
        ("2810499352021", person(place=""), ("birth_place",)),
        ("2810444109021", person(place="", country="99352"), ("birth_place",)),
        ("2810491352021", person(place="", country="99350"), ("birth_place",)),
        ("1820533063021", person(), ("sex", "birth_year", "birth_month", "birth_place")),
    ],
)
def test_these_contradict_each_other(number: str, identity: CivilIdentity, fields: tuple[str, ...]) -> None:
    assert contradictions(Nir.parse(number), identity) == fields
