"""From the claims of a userinfo to a civil identity, with FranceConnect's forms and their known exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.cog import FRANCE, country_code, is_commune_code
from passeport_identity.domain.names import name_key
from passeport_identity.errors import LoginNotTrusted

__all__ = ["identity_of"]

_SEXES = {"female": Sex.FEMALE, "male": Sex.MALE}


def identity_of(claims: Mapping[str, Any]) -> CivilIdentity:
    """The identité pivot. Raises LoginNotTrusted when a part without which nobody can be recognised is not there."""
    try:
        country = country_code(_text(claims, "birthcountry"))
        place = _text(claims, "birthplace")
        return CivilIdentity.of(
            _given_names(claims),
            _text(claims, "family_name"),
            _SEXES.get(_text(claims, "gender"), Sex.UNSPECIFIED),
            BirthDate.parse(_text(claims, "birthdate")),
            # Some born abroad come with a code or even the name of a town: the country is what counts for them.
            birth_place=place if country == FRANCE and is_commune_code(place) else "",
            birth_country=country,
            usage_name=_text(claims, "preferred_username"),
        )
    except ValueError as error:
        raise LoginNotTrusted("identity") from error


def _given_names(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The given names: the array where there is one (FranceConnect only), since a given name may hold a space."""
    names = claims.get("given_name_array")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        names = _text(claims, "given_name").split()
    return tuple(name for name in names if name_key(name))


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""
