"""Which eIDAS level a request gets. The levels of the platform are data: FranceConnect+ is another value."""

from collections.abc import Sequence
from dataclasses import dataclass

from passeport_sandbox.franceconnect.errors import RedirectError

EIDAS = ("eidas1", "eidas2", "eidas3")  # from the weakest


@dataclass(frozen=True, slots=True)
class Platform:
    """The levels that a FranceConnect platform serves, and the one it falls back to."""

    levels: tuple[str, ...]
    default_level: str

    def level_for(self, acr_values: Sequence[str]) -> str:
        """Return the lowest level asked for, the default when none is known; refuse one not served."""
        asked = [level for level in EIDAS if level in acr_values]
        level = asked[0] if asked else self.default_level
        if level not in self.levels:
            expected = ",".join(self.levels)
            raise RedirectError(
                "invalid_acr",
                f"acr_value is not valid, should be equal one of these values, expected {expected}, got {level}",
            )
        return level


FRANCECONNECT = Platform(levels=("eidas1",), default_level="eidas1")
