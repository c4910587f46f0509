"""One invented person, as the civil register would know him, and what follows from that."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum.fr import nir as nir_number

FRANCE = "99100"  # code of France in the INSEE list of countries

Gender = Literal["female", "male"]


@dataclass(frozen=True, slots=True)
class Persona:
    """A person of the sandbox. `story` says, in French, which case he stands for."""

    login: str
    given_names: tuple[str, ...]
    family_name: str  # nom de naissance, in capitals as FranceConnect sends it
    preferred_username: str | None  # nom d'usage
    gender: Gender
    birthdate: str  # AAAA-MM-JJ, with 00 for a part that the civil register does not know
    birthplace: str | None  # COG of the commune; None when born abroad
    birthcountry: str
    email: str
    nir: str  # 13 characters, without the key
    story: str

    @property
    def sex(self) -> Literal["F", "M"]:
        """The sex as the feeds write it."""
        return "F" if self.gender == "female" else "M"

    @property
    def full_name(self) -> str:
        """First given name and birth name, for pages and logs of the sandbox."""
        return f"{self.given_names[0]} {self.family_name}"

    @property
    def nir_with_key(self) -> str:
        """The 15 characters printed on a carte Vitale."""
        return self.nir + nir_number.calc_check_digits(self.nir)

    @property
    def corrected_birthdate(self) -> date:
        """The date of birth once each unknown part has been taken as 1, as FranceConnect does."""
        year, month, day = (int(part) for part in self.birthdate.split("-"))
        return date(year, month or 1, day or 1)

    def age_on(self, day: date) -> int:
        """Return the number of full years on that day."""
        born = self.corrected_birthdate
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
