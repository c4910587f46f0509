"""How PostgreSQL plans what an import asks while it fills the table that it asks."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["plan_anew"]

_PLAN_ANEW = sa.text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")


async def plan_anew(connection: AsyncConnection) -> None:
    """Has the statements of this transaction planned for what they ask, and for the table as large as it is.

    A plan that was made while the table was small, and kept until somebody analyses it, reads it through and compares
    each row with each of a thousand numbers.
    """
    await connection.execute(_PLAN_ANEW)
