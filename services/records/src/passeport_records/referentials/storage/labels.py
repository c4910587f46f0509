"""Labels of codes in PostgreSQL, and in the memory of the process for a minute."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.referentials.domain.labels import Label, LabelHistory, Reference
from passeport_records.referentials.domain.terms import Scheme

__all__ = ["LabelCache", "SqlLabels"]

_FIND = sa.text(
    """
    SELECT scheme, code, since, label, level
    FROM unnest(CAST(:schemes AS text[]), CAST(:codes AS text[])) AS asked (scheme, code)
    JOIN referential_term USING (scheme, code) ORDER BY scheme, code, since
    """
)


class LabelCache:
    """What a process was told of codes, also that there is nothing to tell; a new version is seen within a minute.

    It is emptied as a whole, when it is old and when it is full: passports name the same few thousand codes.
    """

    def __init__(
        self, seconds: float = 60, most: int = 20_000, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._monotonic = monotonic
        self._held: dict[Reference, LabelHistory | None] = {}
        self._ends = 0.0

    def held(self, references: Collection[Reference]) -> dict[Reference, LabelHistory | None]:
        """What is held of these codes; a code of which nothing is held is not in it."""
        now = self._monotonic()
        if now >= self._ends or len(self._held) + len(references) > self._most:
            self._held = {}
            self._ends = now + self._seconds
        return {reference: self._held[reference] for reference in references if reference in self._held}

    def keep(self, answers: Mapping[Reference, LabelHistory | None]) -> None:
        """Holds what was found of codes, None for nothing."""
        self._held |= answers


class SqlLabels:
    """Implements `passeport_records.referentials.usecases.ports.Labels`."""

    def __init__(self, connection: AsyncConnection, cache: LabelCache) -> None:
        self._connection = connection
        self._cache = cache

    async def find(self, references: Collection[Reference]) -> Mapping[Reference, LabelHistory]:
        """All that these codes have stood for, in one query at most; codes that no version has are left out."""
        known = self._cache.held(references)
        if asked := [reference for reference in references if reference not in known]:
            found = await self._ask(asked)
            answers = {reference: found.get(reference) for reference in asked}
            self._cache.keep(answers)
            known |= answers
        return {reference: history for reference, history in known.items() if history is not None}

    async def _ask(self, references: Collection[Reference]) -> Mapping[Reference, LabelHistory]:
        schemes, codes = [scheme.value for scheme, _ in references], [code for _, code in references]
        found: defaultdict[Reference, list[Label]] = defaultdict(list)
        for row in await self._connection.execute(_FIND, {"schemes": schemes, "codes": codes}):
            scheme = Scheme(row.scheme)
            found[scheme, row.code].append(Label(scheme, row.code, row.label, row.level, row.since))
        return {reference: LabelHistory(labels) for reference, labels in found.items()}
