"""What readiness asks of the database, on a connection of its own: a busy service is not an unready one."""

from __future__ import annotations

from pathlib import Path

from passeport_chassis.db.engine import create_engine, ping
from passeport_chassis.db.migrations import check_revision


class DatabaseProbe:
    """Tells whether the database answers and has the schema that the code needs."""

    def __init__(self, url: str, directory: Path) -> None:
        self._engine = create_engine(url, pool_size=1, application="passeport-probe")
        self._directory = directory
        self._schema_is_right = False

    async def __call__(self) -> None:
        """Raises when the database does not answer, or lacks a revision."""
        if self._schema_is_right:
            await ping(self._engine)
            return
        await check_revision(self._engine, self._directory)
        # A schema only ever moves on.
        self._schema_is_right = True

    async def close(self) -> None:
        """Closes the connection."""
        await self._engine.dispose()
