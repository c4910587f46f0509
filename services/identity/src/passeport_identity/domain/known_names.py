"""Names that a feed gives of a person whom the caller knows already: a check, and no way to find anybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_identity.domain.matching import Outcome, Resolution

__all__ = ["GivenNames", "IdentifiedPerson", "compare"]

_FIELDS = ("person_id", "birth_name", "given_name")


@dataclass(frozen=True, slots=True, repr=False)
class GivenNames:
    """Birth name and first given name, as keys.

    `birth_name_cut`, `given_name_cut`: a format may have had room for the beginning of that one only.
    """

    person_id: UUID | None
    birth_name_key: str
    given_name_key: str
    birth_name_cut: bool = False
    given_name_cut: bool = False

    def __repr__(self) -> str:
        """Says nothing of the person."""
        return "GivenNames(…)"

    def fit(self, birth_name_key: str, given_name_key: str) -> bool:
        """Whether they are the names of these keys. A name without a letter is nobody's."""
        if not self.birth_name_key or not self.given_name_key:
            return False
        return _fits(self.birth_name_key, birth_name_key, cut=self.birth_name_cut) and _fits(
            self.given_name_key, given_name_key, cut=self.given_name_cut
        )


def _fits(given: str, key: str, *, cut: bool) -> bool:
    return key.startswith(given) if cut else key == given


@dataclass(frozen=True, slots=True, repr=False)
class IdentifiedPerson:
    """Who has an identifier, or stands for him since a merge; `names` are those of both, birth and given, as keys."""

    person_id: UUID
    names: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        """Names the person, and says nothing of him."""
        return f"IdentifiedPerson({self.person_id}, …)"


def compare(given: GivenNames, person: IdentifiedPerson | None) -> Resolution:
    """Whether it is he, by his names."""
    if person is None:
        return Resolution(Outcome.NO_MATCH, fields=_FIELDS[:1])
    if not any(given.fit(*names) for names in person.names):
        return Resolution(Outcome.NIR_NAME_MISMATCH, fields=_FIELDS)
    named = given.person_id if given.person_id != person.person_id else None
    return Resolution(Outcome.RESOLVED, person.person_id, fields=_FIELDS, named=named)
