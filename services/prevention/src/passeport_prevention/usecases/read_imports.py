"""A partner looks at an import of his, and at what became of its lines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.imports import Import, LineResult, ResultPage
from passeport_prevention.usecases.import_ports import OpenImportWork

__all__ = ["all_results", "get_import", "list_results"]

_AT_ONCE = 2000


async def get_import(open_work: OpenImportWork, *, partner: Partner, import_id: UUID) -> Import:
    """Gets an import. Raises ImportNotFound when there is none or it is another partner's."""
    async with open_work() as work:
        return await work.imports.get(partner.client_id, import_id)


async def list_results(
    open_work: OpenImportWork, *, partner: Partner, import_id: UUID, after: int, limit: int
) -> ResultPage:
    """What became of the lines so far, after an ordinal (-1: the first). Raises ImportNotFound."""
    async with open_work() as work:
        await work.imports.get(partner.client_id, import_id)
        return await work.imports.results(import_id, after, limit)


async def all_results(open_work: OpenImportWork, import_id: UUID) -> AsyncIterator[LineResult]:
    """What became of all lines so far, of an import that was got; never whole in memory."""
    after: int | None = -1
    while after is not None:
        async with open_work() as work:
            page = await work.imports.results(import_id, after, _AT_ONCE)
        for result in page.results:
            yield result
        after = page.next
