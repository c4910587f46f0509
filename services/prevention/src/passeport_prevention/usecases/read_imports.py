"""A partner looks at an import of his, and at what became of its lines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.imports import Import, LineResult, ResultPage
from passeport_prevention.errors import ResultExpired
from passeport_prevention.usecases.import_ports import ImportWork, OpenImportWork

__all__ = ["all_results", "get_import", "list_results", "read_result"]

_AT_ONCE = 2000


async def get_import(open_work: OpenImportWork, *, partner: Partner, import_id: UUID) -> Import:
    """Gets an import. Raises ImportNotFound when there is none or it is another partner's."""
    async with open_work() as work:
        return await work.imports.get(partner.client_id, import_id)


async def list_results(
    open_work: OpenImportWork, *, partner: Partner, import_id: UUID, after: int, limit: int
) -> ResultPage:
    """What became of the lines so far, after an ordinal (-1: the first). Raises ImportNotFound, ResultExpired."""
    async with open_work() as work:
        await _with_result(work, partner, import_id)
        return await work.imports.results(import_id, after, limit)


async def read_result(open_work: OpenImportWork, *, partner: Partner, import_id: UUID) -> Import:
    """An import of which it is told what became of its lines. Raises ImportNotFound, ResultExpired."""
    async with open_work() as work:
        return await _with_result(work, partner, import_id)


async def all_results(open_work: OpenImportWork, found: Import) -> AsyncIterator[LineResult]:
    """What became of all lines so far, of an import that was got; never whole in memory.

    Raises ResultExpired where its result goes meanwhile: nobody takes a part of it for the whole.
    """
    after: int | None = -1
    while after is not None:
        async with open_work() as work:
            await _with_result(work, found.partner, found.id)
            page = await work.imports.results(found.id, after, _AT_ONCE)
        for result in page.results:
            yield result
        after = page.next


async def _with_result(work: ImportWork, partner: Partner, import_id: UUID) -> Import:
    found = await work.imports.get(partner.client_id, import_id)
    if found.result_expired_at is not None:
        raise ResultExpired(found.id, found.result_expired_at)
    return found
