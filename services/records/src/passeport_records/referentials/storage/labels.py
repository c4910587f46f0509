"""Labels of codes in PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.referentials.domain.labels import Label, LabelHistory, Reference
from passeport_records.referentials.domain.terms import Scheme

__all__ = ["SqlLabels"]

_FIND = sa.text(
    """
    SELECT scheme, code, since, label, level
    FROM unnest(CAST(:schemes AS text[]), CAST(:codes AS text[])) AS asked (scheme, code)
    JOIN referential_term USING (scheme, code) ORDER BY scheme, code, since
    """
)


class SqlLabels:
    """Implements `passeport_records.referentials.usecases.ports.Labels`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, references: Collection[Reference]) -> Mapping[Reference, LabelHistory]:
        """All that these codes have stood for, in one query; codes that no version has are left out."""
        if not references:
            return {}
        schemes, codes = [scheme.value for scheme, _ in references], [code for _, code in references]
        found: defaultdict[Reference, list[Label]] = defaultdict(list)
        for row in await self._connection.execute(_FIND, {"schemes": schemes, "codes": codes}):
            scheme = Scheme(row.scheme)
            found[scheme, row.code].append(Label(scheme, row.code, row.label, row.level, row.since))
        return {reference: LabelHistory(labels) for reference, labels in found.items()}
