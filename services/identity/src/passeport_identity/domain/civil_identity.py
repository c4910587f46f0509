"""The civil identity of a person: what the civil register says, and FranceConnect's identité pivot carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.cog import FRANCE, commune_code, country_code
from passeport_identity.domain.names import clean_name, name_key, names_key

__all__ = ["CivilIdentity", "Sex"]


class Sex(Enum):
    """Sex in the civil register; the values are those of the official feeds, `U` for not stated."""

    FEMALE = "F"
    MALE = "M"
    UNSPECIFIED = "U"


@dataclass(frozen=True, slots=True, repr=False)
class CivilIdentity:
    """Names, sex, birth date and birth place.

    `birth_place` is the COG code of the commune at the date of birth; it is empty for those born abroad, and where it
    is not known. `given_names` are in the order of the register; someone may have none.
    """

    given_names: tuple[str, ...]
    birth_name: str
    sex: Sex
    birth_date: BirthDate
    birth_place: str = ""
    birth_country: str = FRANCE
    usage_name: str = ""

    def __post_init__(self) -> None:
        country_code(self.birth_country)
        if self.birth_place:
            commune_code(self.birth_place)
            if self.birth_country != FRANCE:
                raise ValueError("who was born abroad has no commune of birth")

    @classmethod
    def of(
        cls,
        given_names: tuple[str, ...],
        birth_name: str,
        sex: Sex,
        birth_date: BirthDate,
        *,
        birth_place: str = "",
        birth_country: str = FRANCE,
        usage_name: str = "",
    ) -> CivilIdentity:
        """Makes an identity of names as they were written. Raises ValueError on what cannot be one."""
        return cls(
            tuple(clean_name(name) for name in given_names),
            clean_name(birth_name),
            sex,
            birth_date,
            birth_place,
            birth_country,
            clean_name(usage_name) if usage_name.strip() else "",
        )

    @property
    def birth_name_key(self) -> str:
        """The birth name as it is compared."""
        return name_key(self.birth_name)

    @property
    def usage_name_key(self) -> str:
        """The usage name as it is compared; empty when there is none, or when it is the birth name over again."""
        key = name_key(self.usage_name)
        return "" if key == self.birth_name_key else key

    @property
    def first_given_name_key(self) -> str:
        """The first given name as it is compared."""
        return name_key(self.given_names[0]) if self.given_names else ""

    @property
    def given_names_key(self) -> str:
        """All given names as they are compared, as a whole."""
        return names_key(self.given_names)

    def __repr__(self) -> str:
        """Says nothing: a civil identity must not reach a log by accident."""
        return "CivilIdentity(…)"
