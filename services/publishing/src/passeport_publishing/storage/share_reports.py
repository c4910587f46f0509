"""Reports of shares in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.domain.report import Complaint, Ground, Report
from passeport_publishing.domain.share import Share
from passeport_publishing.storage.tables import share_report as table

__all__ = ["add_report", "count_reports", "reports"]


async def count_reports(connection: AsyncConnection, share: Share) -> int:
    """How many reports of a share are kept."""
    query = sa.select(sa.func.count()).where(table.c.person_id == share.person_id, table.c.share_id == share.id)
    return await connection.scalar(query) or 0


async def add_report(connection: AsyncConnection, report: Report) -> None:
    """Adds a report."""
    await connection.execute(
        sa.insert(table).values(
            person_id=report.person_id,
            share_id=report.share_id,
            id=report.id,
            at=report.at,
            by_holder=report.by_holder,
            ground=report.complaint.ground.value,
            said=report.complaint.text,
        )
    )


async def reports(connection: AsyncConnection, since: datetime, limit: int) -> Sequence[Report]:
    """Reports of anybody's shares from a moment on, oldest first."""
    query = sa.select(table).where(table.c.at >= since).order_by(table.c.at, table.c.id).limit(limit)
    return [
        Report(row.id, row.person_id, row.share_id, row.at, row.by_holder, Complaint(Ground(row.ground), row.said))
        for row in await connection.execute(query)
    ]
