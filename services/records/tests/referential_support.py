"""Referentials for tests: histories of labels, and imports of terms or of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_records.referentials.domain.labels import Label, LabelHistory, award_reference
from passeport_records.referentials.domain.terms import Item, RowFault, Scheme, Term
from passeport_records.referentials.domain.versions import Version
from passeport_records.referentials.readers.downloads import DOWNLOADS
from passeport_records.referentials.storage.drafts import OpenDrafts
from passeport_records.referentials.storage.labels import LabelCache, SqlLabels
from passeport_records.referentials.storage.versions import SqlVersions
from passeport_records.referentials.usecases.import_referential import Download, import_referential
from passeport_records.storage.tables import referential_version
from support import clock

FIRST = date(2024, 1, 1)


def history(code: str, *told: str, level: int = 0) -> LabelHistory:
    """`2027-01-01: Tableur` since a day, `Excel` since the first one."""
    reference = award_reference(code)
    assert reference is not None
    labels = []
    for text in told:
        day, colon, label = text.rpartition(": ")
        labels.append(Label(reference[0], code, label, level, date.fromisoformat(day) if colon else FIRST))
    return LabelHistory(labels)


def term(code: str, label: str, level: int = 0, **facts: object) -> Term:
    """A certification."""
    reference = award_reference(code)
    assert reference is not None
    return Term(scheme=reference[0], code=code, label=label, level=level, facts=facts)


async def import_items(
    engine: AsyncEngine,
    items: Callable[[], Iterable[Item]],
    *,
    since: date = FIRST,
    name: str = "made",
    digest: str = "",
    accept_fewer: bool = False,
    tell: Callable[[RowFault], None] = lambda fault: None,
) -> Sequence[Version]:
    """Imports what a reader would give."""
    return await import_referential(
        OpenDrafts(engine, referential_version),
        SqlVersions(engine, referential_version),
        clock,
        tell,
        Download(name, digest, lambda: iter(items())),
        since=since,
        accept_fewer=accept_fewer,
    )


async def import_terms(engine: AsyncEngine, *terms: Item, since: date = FIRST) -> Sequence[Version]:
    """Imports these terms, however few."""
    return await import_items(engine, lambda: terms, since=since, digest=str(hash(repr(terms))), accept_fewer=True)


async def import_file(
    engine: AsyncEngine, download: str, path: Path, since: date = FIRST, tell: Callable[[RowFault], None] = print
) -> Sequence[Version]:
    """Imports a file as the command does."""
    digest = sha256(path.read_bytes()).hexdigest()  # noqa: ASYNC240 - nothing else is going on
    read = partial(DOWNLOADS[download], path)
    return await import_items(engine, read, since=since, name=path.name, digest=digest, tell=tell)


async def label_on(engine: AsyncEngine, code: str, day: str, scheme: Scheme | None = None) -> str | None:
    """What a code stood for on a day; None when no version has it."""
    reference = (scheme, code) if scheme else award_reference(code)
    assert reference is not None
    async with engine.connect() as connection:
        found = await SqlLabels(connection, LabelCache()).find([reference])
    return found[reference].on(date.fromisoformat(day)).text if reference in found else None
