"""Which eIDAS level a request gets. FranceConnect and FranceConnect+ are two values of one platform."""

from collections.abc import Sequence
from dataclasses import dataclass

from passeport_sandbox.franceconnect.errors import RedirectError
from passeport_sandbox.openid.client import Algorithm

EIDAS = ("eidas1", "eidas2", "eidas3")  # from the weakest


@dataclass(frozen=True, slots=True)
class Platform:
    """The levels that a FranceConnect platform serves, the one it falls back to, and what else tells it from the other.

    `algorithms` sign; with `encrypts` what is signed goes out in a JWE for the service. With `corrects` the identity is
    INSEE's, else it is as the identity provider wrote it.
    """

    levels: tuple[str, ...]
    default_level: str
    algorithms: tuple[Algorithm, ...] = ("ES256", "RS256")
    encrypts: bool = False
    corrects: bool = True
    session_minutes: int = 30  # without action

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
FRANCECONNECT_PLUS = Platform(
    levels=("eidas2", "eidas3"), default_level="eidas3", algorithms=("ES256",), encrypts=True, corrects=False,
    session_minutes=10,
)  # fmt: skip
