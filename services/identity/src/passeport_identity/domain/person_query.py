"""What a feed says of a person, by which he is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from passeport_identity.domain.known_names import GivenNames
from passeport_identity.domain.matching import HolderCriteria

__all__ = ["IneQuery", "NirQuery", "NttQuery", "Query"]


@dataclass(frozen=True, slots=True)
class NirQuery:
    """A person by NIR (13 characters), with the birth name as a control."""

    nir: str = field(repr=False)
    birth_name: str = field(repr=False)
    ntt: str = field(default="", repr=False)
    """The temporary number that the same line gives; once resolved, it leads to the person."""


@dataclass(frozen=True, slots=True)
class NttQuery:
    """A person by the temporary number of an employer, with the birth name as a control."""

    ntt: str = field(repr=False)
    birth_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class IneQuery:
    """A person by the number of schools and universities (INE), with the birth name as a control."""

    ine: str = field(repr=False)
    birth_name: str = field(repr=False)


Query = NirQuery | NttQuery | IneQuery | HolderCriteria | GivenNames
"""A civil identity may give an INE beside it, as a NIR a NTT: once resolved, that leads to the person."""
