"""What the civil register tells of a birth and no publication says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Birth:
    """`sex` is M or F, empty where the register does not tell; `country` the COG code of the country of birth."""

    sex: str = ""
    country: str = ""
