"""A version of a scheme, and what a file must hold to become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from passeport_records.referentials.domain.terms import Scheme

__all__ = ["FEWEST", "MOST_FAULTS", "Change", "Draft", "ImportRefused", "Version", "check_draft"]

MOST_FAULTS = 0.01
"""Share of rows at fault from which a file is taken for a wrong or broken one, and refused whole."""

FEWEST = 0.9
"""Share of the terms in force that a file must reach, and must have: one cut off between two lines looks whole."""


class ImportRefused(Exception):
    """A file does not become a version. The message says why and what to do; what was in force stays."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What of one scheme is ready to become a version."""

    scheme: Scheme
    terms: int
    in_force: int
    """Terms in force on the day of the version before it comes."""
    kept: int
    """Those of them whose code is in it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a version changed of the one before it: terms that are new, that say something else, that are gone."""

    added: int
    changed: int
    dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A scheme as one download had it, in force from the day `since` until the next one's."""

    scheme: Scheme
    since: date
    file_name: str
    sha256: str
    """Of the file, in hexadecimal; empty for what was there before versions were kept."""
    terms: int
    faults: int
    change: Change
    imported_at: datetime


def check_draft(drafts: Mapping[Scheme, Draft], rows: int, faults: int, *, accept_fewer: bool) -> None:
    """Raises ImportRefused for what is no whole file of its kind: nothing in it, too many faults, too few terms."""
    if not drafts:
        raise ImportRefused(f"no term can be read out of {rows} rows: is it the file of the official download?")
    if faults > rows * MOST_FAULTS:
        raise ImportRefused(
            f"{faults} of {rows} rows are at fault, more than {MOST_FAULTS:.0%}: download the file again, or have its "
            "publisher mend it"
        )
    for draft in drafts.values():
        if not accept_fewer and draft.terms < draft.in_force * FEWEST:
            raise ImportRefused(
                f"{draft.scheme.value}: {draft.terms} terms where {draft.in_force} are in force; a file that was cut "
                "off looks like this. If it is right, import it with --accept-fewer"
            )
        if not accept_fewer and draft.kept < draft.in_force * FEWEST:
            raise ImportRefused(
                f"{draft.scheme.value}: {draft.in_force - draft.kept} of {draft.in_force} terms in force are missing; "
                "another list looks like this. If it is right, import it with --accept-fewer"
            )
