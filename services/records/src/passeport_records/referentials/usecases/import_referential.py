"""A download becomes a version of its referential, or leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from passeport_chassis.clock import Clock
from passeport_records.referentials.domain.terms import Item, Part, RowFault, Scheme, Term
from passeport_records.referentials.domain.versions import Change, Version, check_draft
from passeport_records.referentials.usecases.ports import OpenDraft, TermDraft, Versions

__all__ = ["Download", "import_referential"]

_CHUNK = 5000
_DOUBLES_TOLD = 1000


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is here, and how it is read."""

    name: str
    sha256: str
    read: Callable[[], Iterator[Item]]


async def import_referential(
    open_draft: OpenDraft,
    versions: Versions,
    clock: Clock,
    tell: Callable[[RowFault], None],
    download: Download,
    *,
    since: date,
    accept_fewer: bool = False,
) -> Sequence[Version]:
    """The versions that the file made, one for each scheme in it, in force from the day `since`.

    None when it had made them before. `tell` hears of every fault. Raises ImportRefused for a file that is no whole one
    of its kind, ImportUnderWay while another import goes on, and what its reader raises.
    """
    known = [one for one in await versions.all() if one.since == since and one.sha256 == download.sha256]
    if known:
        return ()
    async with open_draft() as draft:
        rows, faults = await _fill(draft, download.read(), tell)
        for scheme, code in await draft.doubles(_DOUBLES_TOLD):
            tell(_double(download.name, scheme, code))
            faults += 1
        found = await draft.drafts(since)
        check_draft(found, rows, faults, accept_fewer=accept_fewer)
        made = [
            Version(
                scheme=one.scheme,
                since=since,
                file_name=download.name,
                sha256=download.sha256,
                terms=one.terms,
                faults=faults,
                change=Change(0, 0, 0),
                imported_at=clock(),
            )
            for one in found.values()
        ]
        changes = await draft.swap(made)
    return [replace(version, change=changes[version.scheme]) for version in made]


async def _fill(draft: TermDraft, items: Iterator[Item], tell: Callable[[RowFault], None]) -> tuple[int, int]:
    """Puts all that is read into the draft; returns how many rows there were, and how many of them were lost."""
    rows = faults = 0
    terms: list[Term] = []
    parts: list[Part] = []
    for item in items:
        if isinstance(item, RowFault):
            tell(item)
            rows, faults = rows + item.lost, faults + item.lost
            continue
        rows += 1
        if isinstance(item, Term):
            terms.append(item)
        else:
            parts.append(item)
        if len(terms) + len(parts) >= _CHUNK:
            await draft.add(terms, parts)
            terms, parts = [], []
    await draft.add(terms, parts)
    return rows, faults


def _double(place: str, scheme: Scheme, code: str) -> RowFault:
    message = f"code of {scheme.value} comes more than once; the first row counts"
    return RowFault(place=place, line=0, field="code", rule="unique", message=message, value=code)
